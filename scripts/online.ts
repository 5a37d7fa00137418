// Writes docs/online.md: what it costs not to know how long a chain is. With `--check` it only says whether the page is up
// to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { optimalAdvances } from '../src/checkpoint/binomial.js';
import { online } from '../src/checkpoint/online.js';
import { wangMoin } from '../src/checkpoint/wangMoin.js';
import type { Strategy } from '../src/tape/strategy.js';
import { tallyOpenEnded } from '../tests/support/openEnded.js';
import { leastWorstRatio } from '../tests/support/placementSearch.js';

const path = new URL('../docs/online.md', import.meta.url);
const extents = [2, 5, 10, 15, 20, 30, 40, 50, 66, 80, 100, 150, 200, 286, 400, 500, 700, 1000, 1500, 2000];
const slotCounts = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
/** Up to which extent the best placement is searched for; beyond, the search would take minutes. */
const searched = [
  { slots: 2, longest: 300 },
  { slots: 3, longest: 100 },
  { slots: 4, longest: 60 },
  { slots: 5, longest: 40 },
  { slots: 6, longest: 30 },
];
const longest = 300;

/** The whole page. */
export function onlinePage(): string {
  return `# Chains of unknown length

How many steps \`online\` and \`wangMoin\` run where only reaching the end tells that the chain ends, as a ratio to the fewest
possible where the length n is known before the run (those of \`revolve\`: n + t(n, s) with s slots and one record at a time).
All steps are counted, advanced or recorded, the run to the end among them. Every step of that is recorded, and its record
let go of before the next one's; so the last step is recorded when the end is found, and need not run again.

Before each step it is decided whether the state is held, and what is dropped for it. If the step was the last one, what was
dropped for it is missed. That is the price of finding the end by reaching it: over all ways to hold states, none runs as few
steps as \`revolve\` on every chain of up to s + 3 steps. \`online\` runs one step more at most on every chain of up to
β(s, 2) = (s + 1)(s + 2) / 2 steps. Given the length, or told before the last step, it runs no step more on those.

For a few slots, all ways to hold states on one run to the end can be searched, without knowing where that will be. The last
table compares the best worst ratio that anybody can promise for all chains up to some length with that of \`online\` and of
\`wangMoin\` for all chains of up to ${longest} steps.

## online({ slots })

${ratios((extent, slots) => stepsRun(online({ slots }), extent))}
## wangMoin({ slots })

${ratios((extent, slots) => stepsRun(wangMoin({ slots }), extent))}
## The worst ratio to the fewest possible if the length is known

${worstRatios()}`;
}

function ratios(stepsOf: (extent: number, slots: number) => number): string {
  const rows = extents.map((extent) => [
    String(extent),
    ...slotCounts.map((slots) =>
      (stepsOf(extent, slots) / (extent + optimalAdvances(extent, slots))).toFixed(3),
    ),
  ]);
  return table(['n', ...slotCounts.map((slots) => `s = ${slots}`)], rows);
}

function worstRatios(): string {
  const rows = searched.map((row) => {
    const found = worstRatio(online(row), row.slots);
    const least = leastWorstRatio('at the end', row.slots, row.longest, found);
    const levels = worstRatio(wangMoin(row), row.slots);
    return [
      String(row.slots),
      `${least.toFixed(4)} (n ≤ ${row.longest})`,
      ...[found, levels].map((ratio) => ratio.toFixed(4)),
    ];
  });
  return table(['s', 'the best possible', 'online', 'wangMoin'], rows);
}

function worstRatio(strategy: Strategy, slots: number): number {
  let worst = 1;
  for (let extent = 1; extent <= longest; extent += 1)
    worst = Math.max(worst, stepsRun(strategy, extent) / (extent + optimalAdvances(extent, slots)));
  return worst;
}

function stepsRun(strategy: Strategy, extent: number): number {
  const { advancedSteps, recordedSteps } = tallyOpenEnded(strategy, extent);
  return advancedSteps + recordedSteps;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return [head, head.map(() => '---:'), ...rows].map(line).join('');
}

if (process.argv[1]?.endsWith('scripts/online.ts')) {
  const page = onlinePage();
  if (!process.argv.includes('--check')) writeFileSync(path, page);
  else if (page !== readFileSync(path, 'utf8'))
    throw new Error('docs/online.md is old; run npx tsx scripts/online.ts');
}
