// Schedules and estimates together: nobody has published this table.
import {
  chainProfiles,
  combine,
  exact,
  leavesOf,
  mixed,
  revolve,
  type Strategy,
  sample,
  storeAll,
  Tape,
  type Tensor,
  type Tree,
  tidy,
  withinBudget,
} from 'sublinear';
import { type Comparison, experiment, type Row } from '../experiment.js';
import { bytes, ratio } from '../harness/format.js';
import { byNetwork } from './byNetwork.js';
import { claimsOf } from './compositionClaims.js';
import { compositionFigure } from './compositionFigure.js';
import { bring, problem } from './networks.js';
import { paper } from './paper.js';

export type Point = {
  readonly network: 'IRNN' | 'deep residual';
  readonly schedule: 'store all' | 'revolve' | 'mixed' | 'within budget';
  /** Slots, units, or a share of what storing all takes; 0 where there is no size. */
  readonly size: number;
  readonly fraction: number;
  readonly steps: number;
  readonly batch: number;
  readonly draws: number;
};

export type Values = {
  readonly strategy: string;
  readonly peakBytes: number;
  readonly residualBytes: number;
  readonly snapshotBytes: number;
  /** Steps run forward, per step of the chain. */
  readonly forwardRatio: number;
  /** The mean squared distance of the gradient from the exact one, over the square of that. */
  readonly variance: number;
  /** Of the exact run: what waits of a step beyond the states at its ends, and a state. */
  readonly recordBytes: number;
  readonly stateBytes: number;
  readonly remarks: readonly string[];
};

const schedules: readonly Pick<Point, 'schedule' | 'size'>[] = [
  { schedule: 'store all', size: 0 },
  ...[4, 16, 64].map((size) => ({ schedule: 'revolve' as const, size })),
  ...[16, 64].map((size) => ({ schedule: 'mixed' as const, size })),
  ...[1 / 8, 1 / 4].map((size) => ({ schedule: 'within budget' as const, size })),
];

const fewSchedules = schedules.filter(({ size }) => size !== 64 && size !== 4 && size !== 1 / 8);
const fractions = [1, 0.5, 0.1, 0.05] as const;

const sizes = {
  quick: { steps: 49, batch: 40, draws: 4 },
  full: { steps: 98, batch: 80, draws: 12 },
  published: { steps: 784, batch: 150, draws: 200 },
} as const;

/** Bytes, recomputation and variance of the gradient, of the IRNN, under strategies and fractions. */
export const composition = experiment<Point, Values>({
  id: 'randomized-composition',
  paper,
  title: 'Schedules and estimates together',
  question:
    'What does a gradient cost in bytes, in steps run again and in variance, if states are left out and residuals estimated?',
  points: (mode) =>
    mode === 'quick'
      ? pointsOf(fewSchedules, [1, 0.1], sizes.quick)
      : pointsOf(schedules, fractions, sizes.full),
  label: ({ network, schedule, size, fraction }) =>
    `${network}, ${schedule}${size === 0 ? '' : ` ${size}`} at ${fraction}`,
  measure: measureComposition,
  timeoutMs: 3600 * 1000,
  weight: ({ fraction, draws }) => (fraction === 1 ? 20 : 20 + draws),
  show: (rows) => ({
    plots: byNetwork(rows).map(compositionFigure),
    comparisons: byNetwork(rows).map(tableOf),
    claims: claimsOf(rows),
  }),
});

/** The same with whole digits and the paper's batch: hours. */
export const publishedComposition = experiment<Point, Values>({
  ...composition,
  id: 'randomized-composition-published',
  title: "Schedules and estimates together, at the paper's batch",
  points: () => pointsOf(schedules, fractions, sizes.published),
  isLong: true,
});

type Sizes = Pick<Point, 'steps' | 'batch' | 'draws'>;

function pointsOf(
  all: readonly Pick<Point, 'schedule' | 'size'>[],
  kept: readonly number[],
  ofAll: Sizes,
): Point[] {
  return (['IRNN', 'deep residual'] as const).flatMap((network) =>
    all.flatMap((each) => kept.map((fraction) => ({ network, ...each, fraction, ...ofAll }))),
  );
}

export function measureComposition(point: Point): Values {
  const { network, fraction, steps, batch, draws } = point;
  const name = network === 'IRNN' ? 'pixels' : 'deep';
  const { parameters, loss: lossOf, batches } = problem(name, 'composition');
  const { images, labels } = batches({ batchSize: batch, seed: 'composition' }).batch(0);
  const shape = [steps, batch, 1];
  const pixels = { values: images.values.slice(0, steps * batch), shape };
  const loss = lossOf({ images: bring(pixels), labels: bring(labels) });
  const keep = fraction === 1 ? exact : sample({ fraction });
  const strategy = combine(
    scheduleOf(point, () => peakOfAll(loss, parameters)),
    keep,
  );
  const { report } = gradientOf(new Tape({ strategy }), loss, parameters);
  const [profile] = chainProfiles(loss, parameters);
  return {
    strategy: report.strategy,
    peakBytes: report.peakBytes,
    residualBytes: report.peakByAccount.residual,
    snapshotBytes: report.peakByAccount.snapshot,
    forwardRatio: (report.advancedSteps + report.recordedSteps) / steps,
    variance: fraction === 1 ? 0 : varianceOf(new Tape({ strategy }), loss, parameters, draws),
    recordBytes: profile?.recordBytes ?? Number.NaN,
    stateBytes: profile?.stateBytes ?? Number.NaN,
    remarks: report.remarks,
  };
}

function scheduleOf({ schedule, size }: Point, peakOf: () => number): Strategy {
  switch (schedule) {
    case 'store all':
      return storeAll();
    case 'revolve':
      return revolve({ slots: size });
    case 'mixed':
      return mixed({ units: size });
    case 'within budget':
      return withinBudget({ bytes: Math.round(size * peakOf()) });
  }
}

function peakOfAll(loss: (parameters: Tree) => Tensor, parameters: Tree): number {
  return gradientOf(new Tape({ strategy: storeAll() }), loss, parameters).report.peakBytes;
}

/** Of a gradient, as the mean over draws of its squared distance from the exact one, over the exact one's square. */
function varianceOf(tape: Tape, loss: (parameters: Tree) => Tensor, parameters: Tree, draws: number): number {
  const truth = gradientOf(new Tape(), loss, parameters).entries;
  let squares = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    const { entries } = gradientOf(tape, loss, parameters);
    squares += entries.reduce((sum, entry, place) => sum + (entry - truth[place]!) ** 2, 0);
  }
  return squares / draws / truth.reduce((sum, entry) => sum + entry ** 2, 0);
}

function gradientOf(tape: Tape, loss: (parameters: Tree) => Tensor, parameters: Tree) {
  return tidy(() => {
    const { gradient, report } = tape.gradient(loss, parameters);
    return { report, entries: leavesOf(gradient).flatMap((leaf) => [...leaf.toArray()]) };
  });
}

function tableOf(rows: readonly Row<Point, Values>[]): Comparison {
  return {
    title: `${rows[0]?.point.network}: peak bytes (forward ratio; relative variance of the gradient)`,
    rows: rows.map(({ values }) => ({
      what: values.strategy,
      ours: `${bytes(values.peakBytes)} (${ratio(values.forwardRatio)}; ${values.variance.toPrecision(2)})`,
      theirs: '',
    })),
  };
}
