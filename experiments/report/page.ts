import type { AnyExperiment, Paper } from '../experiment.js';
import { experimentPart } from './experimentPart.js';
import type { Finding } from './finding.js';
import { Html, html, type Piece } from './html.js';
import { script } from './script.js';
import { style } from './style.js';

/** What there is to say: findings, and experiments of which there are none. */
export interface Findings {
  readonly found: readonly Finding[];
  readonly unmeasured: readonly AnyExperiment[];
}

/** A page of its own: whatever it shows is in it, and it asks no network for anything. */
export function page({ found, unmeasured }: Findings): string {
  const papers = papersOf(found);
  return `<!doctype html>\n${html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>sublinear: what was measured</title>
<style>${new Html(style)}</style>
</head>
<body>
<header>
<h1>What was measured</h1>
<p>Figures of the papers on reversing long computations in little memory, made again by real runs of <code>sublinear</code>,
with the papers' numbers beside ours. Where a claim does not hold here, that is said. Point at a mark to see its values.</p>
</header>
<main>
${overview(papers)}
${papers.map(paperPart)}
${waiting(unmeasured)}
</main>
<div id="value" role="status" hidden></div>
<script>${new Html(script)}</script>
</body>
</html>`}\n`;
}

interface OfPaper {
  readonly paper: Paper;
  readonly found: readonly Finding[];
}

function papersOf(found: readonly Finding[]): readonly OfPaper[] {
  const keys = [...new Set(found.map(({ experiment }) => experiment.paper.key))];
  return keys.flatMap((key) => {
    const own = found.filter(({ experiment }) => experiment.paper.key === key);
    return own[0] === undefined ? [] : [{ paper: own[0].experiment.paper, found: own }];
  });
}

function overview(papers: readonly OfPaper[]): Html {
  return html`<nav aria-label="Contents"><div class="scroll"><table>
<thead><tr><th>Experiment</th><th class="number">Points</th><th class="number">Predictions</th><th class="number">Claims</th></tr></thead>
<tbody>${papers.flatMap(({ found }) => found.map(overviewRow))}</tbody>
</table></div>
<p class="note">Predictions: numbers that theory says, and how many of them were measured exactly. Claims: what the paper says, and how
many of it holds here.</p></nav>`;
}

function overviewRow({ experiment, mode, points, lines, strangers, predictions, shown }: Finding): Html {
  const { count, objections } = predictions;
  const holding = shown.claims.filter(({ holds }) => holds === true).length;
  const { id, title, paper } = experiment;
  return html`<tr>
<td><a href="#${id}">${title}</a><br><span class="pale">${paper.authors}</span></td>
<td class="number">${lines.length} of ${points}, ${mode}${strangers === undefined ? '' : ', of other code'}</td>
<td class="number">${count === 0 ? '' : `${count - objections.length} of ${count}`}</td>
<td class="number">${shown.claims.length === 0 ? '' : `${holding} of ${shown.claims.length}`}</td>
</tr>`;
}

function paperPart({ paper, found }: OfPaper): Html {
  const { key, authors, year, title, doi } = paper;
  const link = doi === undefined ? undefined : html` <a href="https://doi.org/${doi}">doi:${doi}</a>`;
  return html`<section id="${key}" aria-labelledby="${key}-title">
<h2 id="${key}-title">${title}</h2>
<p class="pale">${authors}, ${year}.${link}</p>
${found.map(experimentPart)}
</section>`;
}

function waiting(unmeasured: readonly AnyExperiment[]): Piece {
  if (unmeasured.length === 0) return undefined;
  return html`<section id="not-measured"><h2>Not measured here</h2>
<ul>${unmeasured.map(({ id, title }) => html`<li>${title}: <code>sublinear run ${id}</code></li>`)}</ul></section>`;
}
