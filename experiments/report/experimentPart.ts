import type { Claim, Comparison } from '../experiment.js';
import { count } from '../harness/format.js';
import { verdictOn } from '../harness/printed.js';
import { comparisonPart } from './comparisonPart.js';
import { drawingPart } from './drawingPart.js';
import type { Finding } from './finding.js';
import { type Html, html, type Piece } from './html.js';
import { originPart } from './originPart.js';

/** All that is known of one experiment. */
export function experimentPart(finding: Finding): Html {
  const { experiment, drawings, shown, lines, strangers, remarks } = finding;
  const { id, title, question } = experiment;
  return html`<article id="${id}">
<h3><a href="#${id}">${title}</a></h3>
<p class="question">${question}</p>
${drawings.map((drawing) => drawingPart(id, drawing))}
${comparisonsPart(shown.comparisons)}
${claimsPart(shown.claims)}
${checksPart(finding)}
${strangersPart(strangers)}
${remarks.map((remark) => html`<p class="note">${remark}</p>`)}
${originPart(lines)}
</article>`;
}

function strangersPart(strangers: string | undefined): Piece {
  if (strangers === undefined) return undefined;
  return html`<p class="failed">Points that were not measured with this code: ${strangers}.</p>`;
}

// A screenful; whoever wants the others asks for them.
const mostAtOnce = 3;

function comparisonsPart(comparisons: readonly Comparison[]): Piece {
  const others = comparisons.slice(mostAtOnce);
  const folded = html`<details><summary>${others.length} more comparisons</summary>${others.map(comparisonPart)}</details>`;
  return [...comparisons.slice(0, mostAtOnce).map(comparisonPart), others.length > 0 ? folded : undefined];
}

function claimsPart(claims: readonly Claim[]): Piece {
  if (claims.length === 0) return undefined;
  return html`<h4>Claims</h4><ul class="claims">${claims.map(claimPart)}</ul>`;
}

function claimPart({ text, holds, found }: Claim): Html {
  const kind = holds === undefined ? 'open' : holds ? 'holds' : 'fails';
  return html`<li class="${kind}"><span class="verdict">${verdictOn(holds)}:</span> ${text}<br>
<span class="pale">${found}</span></li>`;
}

function checksPart({ mode, points, lines, failures, predictions }: Finding): Html {
  const { count: all, objections } = predictions;
  const met =
    all === 0
      ? ''
      : ` ${objections.length === 0 ? 'Every one' : count(all - objections.length)} of ${count(all)} predicted values was measured exactly.`;
  return html`<p class="pale">${count(lines.length)} of ${count(points)} points of <code>--${mode}</code> were measured.${met}</p>
${[...objections, ...failures].map((each) => html`<p class="failed">${each}</p>`)}`;
}
