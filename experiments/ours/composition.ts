// Bytes, steps run again and variance, of schedules and estimates together.
import type { StrategyName } from 'sublinear';
import { experiment } from '../experiment.js';
import { claimsOf, enoughDraws } from './compositionClaims.js';
import { plotOf, tableOf } from './compositionFigure.js';
import { measureComposition } from './compositionMeasure.js';
import { paper } from './paper.js';

export type Point = {
  readonly network: 'IRNN' | 'deep residual';
  readonly steps: number;
  readonly batch: number;
  readonly strategies: readonly StrategyName[];
  /** Slots, of strategies that take any. */
  readonly sizes: readonly number[];
  /** What is kept of each residual; 1 is everything, exactly. */
  readonly fractions: readonly number[];
  /** Gradients that are drawn to know the variance. */
  readonly draws: number;
};

/** Of one strategy of one size at one fraction. */
export type Run = {
  readonly strategy: StrategyName;
  /** With its size; empty of what is kept. */
  readonly name: string;
  readonly fraction: number;
  readonly peakBytes: number;
  readonly residualBytes: number;
  /** Steps run forward, per step of the chain. */
  readonly forwardRatio: number;
};

export type Values = {
  readonly runs: readonly Run[];
  /** For each fraction: the mean squared distance from the gradient, over the gradient's square. */
  readonly variances: readonly number[];
  /** For each fraction: by how many deviations the mean of the draws is from the gradient, in the entry where it is most; null if infinite. */
  readonly largestZ: readonly (number | null)[];
  /** What all of them are below, but for one chance in a thousand, if the estimate is unbiased. */
  readonly bounds: readonly number[];
  /** Predictions of bytes and counts that failed, and draws that are not the same under two schedules. */
  readonly objections: readonly string[];
};

const chosen = {
  strategies: ['storeAll', 'sqrt', 'periodic', 'revolve'],
  fractions: [1, 0.5, 0.2, 0.1, 0.05],
} as const;

/** What is saved by leaving states out, by estimating residuals, and by both. */
export const composition = experiment<Point, Values>({
  id: 'ours-composition',
  paper,
  title: 'Bytes, recomputation and variance',
  question:
    'What does a gradient take in bytes, if it may be paid for in steps run again, in variance, or in both?',
  points: (mode) =>
    mode === 'quick'
      ? [{ network: 'deep residual', steps: 49, batch: 16, ...chosen, sizes: [4], draws: 16 }]
      : (['deep residual', 'IRNN'] as const).map((network) => {
          return { network, steps: 98, batch: 16, ...chosen, sizes: [4, 16], draws: enoughDraws };
        }),
  label: ({ network, steps, batch, draws }) => `${network}, ${steps} steps, batch ${batch}, ${draws} draws`,
  measure: measureComposition,
  predict: () => ({ objections: [] }),
  weight: ({ network, draws }) => (network === 'IRNN' ? 1 : 4) * (20 + draws),
  show: (rows) => ({
    plots: rows.map(plotOf),
    comparisons: rows.map(tableOf),
    claims: rows.flatMap(claimsOf),
  }),
});
