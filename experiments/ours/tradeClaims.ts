import type { Claim, Row } from '../experiment.js';
import { bytes, ratio } from '../harness/format.js';
import { type Quartiles, quartilesOf } from '../harness/quartiles.js';
import type { Point, Run, Values } from './trade.js';

type Line = Row<Point, Values>;

/** Rows in groups, one for each workload. */
export function byWorkload(rows: readonly Line[]): readonly (readonly Line[])[] {
  const names = [...new Set(rows.map(({ point }) => point.workload))];
  return names.map((name) => rows.filter(({ point }) => point.workload === name));
}

/**
 * All runs of a workload: those that every process has, of storing all and of the strategy of the predictions, once. Processes are
 * measured one after another, on a machine that is not always as fast: times are those of storing all, in turns with it, at one
 * time of storing all.
 */
export function runsOf(rows: readonly Line[]): readonly Run[] {
  const wholeMs = quartilesOf(rows.map(wholeMsOf)).median;
  return rows.flatMap((row, place) =>
    row.values.runs.slice(place === 0 ? 0 : 2).map((run) => ({
      ...run,
      ms: times(wholeMs, run.timesStoreAll),
      predictedMs: (wholeMs / wholeMsOf(row)) * run.predictedMs,
    })),
  );
}

function wholeMsOf({ values }: Line): number {
  return values.runs[0]?.ms.median ?? Number.NaN;
}

function times(factor: number, { lower, median, upper }: Quartiles): Quartiles {
  return { lower: factor * lower, median: factor * median, upper: factor * upper };
}

export function claimsOf(rows: readonly Line[]): Claim[] {
  return byWorkload(rows).flatMap((own) => [isKnown(own), isTimely(own), isCheap(own)]);
}

function isKnown(rows: readonly Line[]): Claim {
  const objections = rows.flatMap(({ values }) => values.objections);
  const count = runsOf(rows).length;
  return {
    text: `${rows[0]?.point.workload}: bytes and counts are known before the run, and the gradient is the same to the bit`,
    holds: objections.length === 0,
    found: objections.length === 0 ? `in all ${count} runs` : objections.join('; '),
  };
}

// Two prices, and the counts: caches, and memory that was not touched before, are not in it.
const closely = 1.25;

function isTimely(rows: readonly Line[]): Claim {
  const errors = runsOf(rows).map(({ ms, predictedMs }) => ms.median / predictedMs);
  const { lower, median, upper } = quartilesOf(errors);
  return {
    text: `${rows[0]?.point.workload}: counted steps, at what a step takes under one strategy, foretell the time of the others within a quarter`,
    holds: errors.length < 4 ? undefined : lower >= 1 / closely && upper <= closely,
    found:
      `measured over predicted: ${ratio(median)}, half of ${errors.length} runs between ${ratio(lower)} and ${ratio(upper)}, ` +
      `all between ${ratio(Math.min(...errors))} and ${ratio(Math.max(...errors))}`,
  };
}

function isCheap(rows: readonly Line[]): Claim {
  const runs = runsOf(rows);
  const [whole] = runs;
  const chainBytes = ({ peakBytes, fixedBytes }: Run): number => peakBytes - fixedBytes;
  const share = (run: Run): number =>
    whole === undefined ? Number.NaN : chainBytes(run) / chainBytes(whole);
  const few = runs.filter((run) => share(run) <= 1 / 4);
  const best = few.toSorted((a, b) => a.timesStoreAll.median - b.timesStoreAll.median)[0];
  return {
    text: `${rows[0]?.point.workload}: a quarter of the bytes, beside parameters, gradients and data, takes at most half as much time again`,
    holds: best === undefined ? undefined : best.timesStoreAll.median <= 1.5,
    found:
      best === undefined
        ? 'no run takes so few bytes'
        : `${best.name} takes ${(100 * share(best)).toFixed(1)} % of them, ${bytes(chainBytes(best))}, in ${ratio(best.timesStoreAll.median)} ` +
          `of the time (half of all rounds: ${ratio(best.timesStoreAll.lower)} to ${ratio(best.timesStoreAll.upper)})`,
  };
}
