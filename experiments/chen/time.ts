// Figure 7: the time of a gradient under the plan of √n segments, beside that of storing all.
import { type Figures, sqrt, storeAll, Tape, tidy } from 'sublinear';
import { experiment, type Mode } from '../experiment.js';
import { interleaved } from '../harness/interleaved.js';
import { type Quartiles, quartilesOf } from '../harness/quartiles.js';
import { type Network, program, type Sizes, stepsOf } from './networks.js';
import { paper } from './paper.js';
import { claimsOf, comparisonOf, plotsOf } from './timeShown.js';

export type Point = Sizes & {
  readonly network: Network;
  /** Powers of 4. */
  readonly extents: readonly number[];
  readonly rounds: number;
};

/** A number, or three, for each extent. */
export type Values = {
  readonly storeAllMs: readonly Quartiles[];
  readonly sqrtMs: readonly Quartiles[];
  /** Of sqrt over storing all, round by round. */
  readonly ratios: readonly Quartiles[];
  /** The same of floating-point operations, which are counted. */
  readonly operationsRatios: readonly number[];
  readonly advancedSteps: readonly number[];
};

/** What the sublinear plan costs in time. */
export const time = experiment<Point, Values>({
  id: 'chen-time',
  paper,
  title: 'Time against depth and unroll length (Figure 7)',
  question: 'How much longer does a gradient take if √n of n states wait?',
  points: (mode) => (['MLP', 'LSTM'] as const).map((network) => ({ network, ...sizesOf[mode][network] })),
  label: ({ network, extents }) => `${network}, ${extents.join(', ')} ${stepsOf[network]}`,
  measure: measureTime,
  predict: ({ extents }) => ({ advancedSteps: extents.map((extent) => extent - Math.sqrt(extent)) }),
  isTimed: true,
  show: (rows) => ({
    plots: rows.length === 0 ? [] : plotsOf(rows),
    comparisons: rows.map(comparisonOf),
    claims: rows.map(claimsOf),
  }),
});

const sizesOf: Readonly<Record<Mode, Readonly<Record<Network, Omit<Point, 'network'>>>>> = {
  quick: {
    MLP: { batch: 64, width: 64, classes: 64, extents: [16, 64, 256], rounds: 9 },
    LSTM: { batch: 16, width: 64, classes: 64, extents: [4, 16, 64], rounds: 9 },
  },
  full: {
    MLP: { batch: 64, width: 64, classes: 64, extents: [16, 64, 256, 1024], rounds: 25 },
    LSTM: { batch: 16, width: 128, classes: 64, extents: [4, 16, 64, 256], rounds: 15 },
  },
};

export function measureTime({ network, extents, rounds, ...sizes }: Point): Values {
  const runs = extents.map((extent) => tidy(() => compared(network, extent, sizes, rounds)));
  return {
    storeAllMs: runs.map((run) => run.storeAllMs),
    sqrtMs: runs.map((run) => run.sqrtMs),
    ratios: runs.map((run) => run.ratio),
    operationsRatios: runs.map((run) => run.operationsRatio),
    advancedSteps: runs.map((run) => run.advancedSteps),
  };
}

function compared(network: Network, extent: number, sizes: Sizes, rounds: number) {
  const { parameters, loss } = program(network, extent, sizes);
  const tapes = [storeAll(), sqrt()].map((strategy) => new Tape({ strategy, predict: false }));
  const [whole, planned] = tapes.map((tape) => tape.predict(loss, parameters));
  let advancedSteps = 0;
  const runs = tapes.map((tape) => () => {
    tidy(() => {
      advancedSteps = Math.max(advancedSteps, tape.gradient(loss, parameters).report.advancedSteps);
    });
  });
  const [wholeMs = [], plannedMs = []] = interleaved(runs, { rounds, leastTurnMs: 15 });
  return {
    storeAllMs: quartilesOf(wholeMs),
    sqrtMs: quartilesOf(plannedMs),
    ratio: quartilesOf(plannedMs.map((ms, round) => ms / wholeMs[round]!)),
    operationsRatio: operationsOf(planned) / operationsOf(whole),
    advancedSteps,
  };
}

function operationsOf(figures: Figures | undefined): number {
  return figures?.operations ?? Number.NaN;
}
