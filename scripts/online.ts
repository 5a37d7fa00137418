// Writes docs/online.md: what it costs not to know how long a chain is. With `--check` it only says whether the page is up
// to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { optimalAdvances } from '../src/checkpoint/binomial.js';
import { online } from '../src/checkpoint/online.js';
import { wangMoin } from '../src/checkpoint/wangMoin.js';
import type { Strategy } from '../src/tape/strategy.js';
import { tallyOpenEnded } from '../tests/support/openEnded.js';
import { leastWorst, type Measure, ratio, regret } from '../tests/support/placementSearch.js';

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
/** Up to which extents the least regret is searched for. */
const regretted = [10, 20, 30, 40];

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
β(s, 2) = (s + 1)(s + 2) / 2 steps. Given the length, \`online\` does what \`revolve\` does: there is nothing to find out.

For short chains, or a few slots, all ways to hold states on one run to the end can be searched, without knowing where that
will be. The last two tables compare what the best of them can promise with what \`online\` does: the regret on chains of up to
${new Intl.ListFormat('en-GB').format(regretted.map(String))} steps, which is how many steps are run beyond the fewest possible; and the ratio, with that of \`online\` and of
\`wangMoin\` for all chains of up to ${longest} steps. Each number of the best may be that of another way: what has the least
regret on up to 30 steps need not have it on up to 40.

## online({ slots })

${ratios((extent, slots) => stepsRun(online({ slots }), extent))}
## wangMoin({ slots })

${ratios((extent, slots) => stepsRun(wangMoin({ slots }), extent))}
## The worst regret

For each s, the least that any placement can have on all chains of up to so many steps, and that of \`online\`.

${worstRegrets()}
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
    const { slots } = row;
    const found = worst(ratio, online({ slots }), slots, longest);
    const least = leastWorst({ told: 'at the end', ...row, measure: ratio, limit: found });
    const levels = worst(ratio, wangMoin({ slots }), slots, longest);
    return [
      String(slots),
      `${least.toFixed(4)} (n ≤ ${row.longest})`,
      ...[found, levels].map((ratio) => ratio.toFixed(4)),
    ];
  });
  return table(['s', 'the best possible', 'online', 'wangMoin'], rows);
}

function worstRegrets(): string {
  const rows = slotCounts.map((slots) => [
    String(slots),
    ...regretted.flatMap((up) => {
      const ours = worst(regret, online({ slots }), slots, up);
      // What is searched for is anything better.
      const better = leastWorst({ told: 'at the end', slots, longest: up, measure: regret, limit: ours - 1 });
      return [Math.min(ours, better), ours].map(String);
    }),
  ]);
  return table(['s', ...regretted.flatMap((up) => [`n ≤ ${up}`, '`online`'])], rows);
}

function worst(measure: Measure, strategy: Strategy, slots: number, longest: number): number {
  const found = Array.from({ length: longest }, (_, shorter) => {
    const extent = shorter + 1;
    return measure(stepsRun(strategy, extent), extent + optimalAdvances(extent, slots));
  });
  return Math.max(...found);
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
