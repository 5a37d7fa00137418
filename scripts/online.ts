// Writes docs/online.md: what it costs not to know how long a chain is. With `--check` it only says whether the page is up
// to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { optimalAdvances } from '../src/checkpoint/binomial.js';
import { online } from '../src/checkpoint/online.js';
import { wangMoin } from '../src/checkpoint/wangMoin.js';
import type { Strategy } from '../src/tape/strategy.js';
import { tally } from '../src/tape/tally.js';
import { leastWorstRatio } from '../tests/support/placementSearch.js';

const path = new URL('../docs/online.md', import.meta.url);
const extents = [2, 5, 10, 15, 20, 30, 40, 50, 66, 80, 100, 150, 200, 286, 400, 500, 700, 1000, 1500, 2000];
const slotCounts = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
/** Up to which extent the best placement is searched for; beyond, the search would take minutes. */
const searched = [
  { slots: 2, longest: 300 },
  { slots: 3, longest: 150 },
  { slots: 4, longest: 120 },
  { slots: 5, longest: 60 },
  { slots: 6, longest: 45 },
  { slots: 7, longest: 45 },
];
const longest = 300;

/** The whole page. */
export function onlinePage(): string {
  return `# Chains of unknown length

How many steps \`online\` and \`wangMoin\` run, as a ratio to the fewest possible where the length n is known before the run
(those of \`revolve\`). All steps are counted: those advanced and the n that are recorded. Who does not know where the chain
ends finds out by running to its end, before anything is recorded. That is the reversal of a chain with one step more,
whose last step does nothing; with s slots and one record at a time it takes at least n + t(n + 1, s) steps, where
n + t(n, s) are the fewest if n is known. This is the first table; nobody gets below it. \`online\` meets it on every chain
of up to β(s, 2) = (s + 1)(s + 2) / 2 steps, and again on chains of β(s, r) - 1 and of β(s, r) steps for every r.

How near is it in between? For a few slots, all ways to hold states on one run to the end can be searched, without knowing
where that will be. None wastes nothing on every chain of up to β(s, 2) + 1 steps, so \`online\` wastes nothing for as long as
that is possible. The last table compares the best worst ratio to n + t(n + 1, s) that anybody can promise for all chains
up to some length with that of \`online\` and of \`wangMoin\` for all chains of up to ${longest} steps.

## The fewest possible if the end is found by reaching it

${ratios((extent, slots) => extent + optimalAdvances(extent + 1, slots))}
## online({ slots })

${ratios((extent, slots) => stepsRun(online({ slots }), extent))}
## wangMoin({ slots })

${ratios((extent, slots) => stepsRun(wangMoin({ slots }), extent))}
## The worst ratio to the fewest possible if the end is found by reaching it

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
    const least = leastWorstRatio(row.slots, row.longest, found);
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
    worst = Math.max(worst, stepsRun(strategy, extent) / (extent + optimalAdvances(extent + 1, slots)));
  return worst;
}

function stepsRun(strategy: Strategy, extent: number): number {
  const { advancedSteps, recordedSteps } = tally(strategy.schedule({ extent }), extent);
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
