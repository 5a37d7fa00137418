// Bytes against seconds: every strategy of the table on two training problems with real data.
import type { StrategyName } from 'sublinear';
import { strategies } from 'sublinear';
import { experiment } from '../experiment.js';
import type { Quartiles } from '../harness/quartiles.js';
import { type WorkloadName, workloads } from '../memoryAgainstRecomputation/workloads.js';
import { paper } from './paper.js';
import { claimsOf } from './tradeClaims.js';
import { plotsOf, tablesOf } from './tradeFigures.js';
import { measureTrade } from './tradeMeasure.js';

export type Point = {
  readonly workload: WorkloadName;
  readonly steps: number;
  readonly batchSize: number;
  readonly hidden: number;
  readonly strategies: readonly StrategyName[];
  /** Slots, records or units, of strategies that take any. */
  readonly sizes: readonly number[];
  /** Of strategies that take bytes: of those between what bisection needs and what storing all does. */
  readonly shares: readonly number[];
  readonly rounds: number;
  readonly mostMs: number;
};

/** Of one strategy of one size. */
export type Run = {
  readonly strategy: StrategyName;
  /** With its size. */
  readonly name: string;
  readonly peakBytes: number;
  /** What no strategy can do without: parameters, their gradients and the data. */
  readonly fixedBytes: number;
  readonly advancedSteps: number;
  readonly recordedSteps: number;
  readonly ms: Quartiles;
  /** From steps counted before the run, at what a step takes under `revolve({ slots: 8 })`. */
  readonly predictedMs: number;
  /** Of times over those of storing all, round by round. */
  readonly timesStoreAll: Quartiles;
};

export type Values = {
  /** The first two store all, and calibrate predictions of time. */
  readonly runs: readonly Run[];
  /** Predictions of bytes and counts that failed, gradients that differ, bytes left behind. */
  readonly objections: readonly string[];
};

const names = Object.keys(strategies) as StrategyName[];

/** What each strategy holds, and how long its gradient takes. */
export const trade = experiment<Point, Values>({
  id: 'ours-trade',
  paper,
  title: 'Bytes against seconds, every strategy',
  question:
    'What does a gradient take in bytes and in seconds, and how much of that is known before the run?',
  points: (mode) =>
    (['irnn', 'lstm'] as const).flatMap((workload) => {
      const sizes = workloads[workload].sizes[mode];
      return mode === 'quick'
        ? [
            {
              workload,
              ...sizes,
              strategies: names,
              sizes: [4, 16],
              shares: [1 / 16, 1 / 4],
              rounds: 4,
              mostMs: 300,
            },
          ]
        : names.map((name) => ({
            workload,
            ...sizes,
            strategies: [name],
            sizes: [4, 16, 64],
            shares: [1 / 16, 1 / 8, 1 / 4, 1 / 2],
            rounds: 4,
            mostMs: 3000,
          }));
    }),
  label: ({ workload, steps, strategies: chosen }) =>
    `${workload}, ${steps} steps, ${chosen.length === 1 ? chosen[0] : `${chosen.length} strategies`}`,
  measure: measureTrade,
  predict: () => ({ objections: [] }),
  weight: ({ strategies: chosen, sizes, steps }) =>
    chosen.reduce((sum, name) => {
      if (name === 'recomputeAll') return sum + (steps * steps) / 20;
      return sum + steps * (strategies[name].sized === undefined ? 1 : sizes.length);
    }, 3 * steps),
  isTimed: true,
  show: (rows) => ({ plots: plotsOf(rows), comparisons: tablesOf(rows), claims: claimsOf(rows) }),
});
