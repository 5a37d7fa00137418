import {
  adam,
  combine,
  exact,
  mapTree,
  multiply,
  randomStream,
  sample,
  storeAll,
  Tape,
  tidy,
} from 'sublinear';
import { type Claim, type Comparison, experiment, type Mode, type Plot, type Row } from '../experiment.js';
import { bytes } from '../harness/format.js';
import { lineFigure } from '../harness/lineFigure.js';
import { initialSource, paperSizes, reactionDiffusion } from '../models/reactionDiffusion.js';
import { asReleased } from './asReleased.js';
import { paper } from './paper.js';

export type Point = {
  readonly fraction: number;
  /** Of equation (7), or as the released code has it. */
  readonly estimator: 'equation 7' | 'as released';
  readonly cells: number;
  readonly steps: number;
  readonly iterations: number;
};

export type Values = {
  /** Of every iteration. */
  readonly losses: readonly number[];
  readonly theta: readonly number[];
  readonly peakBytes: number;
  readonly residualBytes: number;
  readonly remarks: readonly string[];
};

const sizesOf: Readonly<Record<Mode | 'published', Pick<Point, 'cells' | 'steps' | 'iterations'>>> = {
  quick: { cells: 16, steps: 480, iterations: 60 },
  full: { cells: 16, steps: 960, iterations: 120 },
  published: { cells: paperSizes.cells, steps: paperSizes.steps, iterations: 800 },
};

/** Figure 6b: the control problem, steered by estimates of its gradient. */
export const pde = experiment<Point, Values>({
  id: 'randomized-pde',
  paper,
  title: 'Steering a reaction and diffusion by estimates (Figure 6b)',
  question: 'How does the loss go down if a tenth or a hundredth of the field waits?',
  points: (mode) => pointsOf(mode),
  label: ({ fraction, estimator, iterations }) =>
    `${nameOf({ fraction, estimator })}, ${iterations} iterations`,
  measure: measurePde,
  weight: ({ estimator, steps, iterations }) => steps * iterations * (estimator === 'as released' ? 4 : 1),
  timeoutMs: 24 * 3600 * 1000,
  show: (rows) => ({
    plots: rows.length === 0 ? [] : [plotOf(rows)],
    comparisons: [tableOf(rows)],
    claims: claimsOf(rows),
  }),
});

/** The same on the paper's grid, for as many iterations: hours. */
export const publishedPde = experiment<Point, Values>({
  ...pde,
  id: 'randomized-pde-published',
  title: "Steering a reaction and diffusion by estimates, on the paper's grid (Figure 6b)",
  points: () => pointsOf('published'),
  isLong: true,
});

function pointsOf(size: Mode | 'published'): Point[] {
  return [
    ...[1, 0.1, 0.01].map((fraction) => ({ fraction, estimator: 'equation 7' as const, ...sizesOf[size] })),
    // Uncompiled, and slow.
    ...(size === 'published' ? [0.1, 0.01] : [0.1]).map((fraction) => ({
      fraction,
      estimator: 'as released' as const,
      ...sizesOf[size],
    })),
  ];
}

export function measurePde(point: Point): Values {
  const { fraction, estimator, cells, steps, iterations } = point;
  const model = reactionDiffusion({ cells, steps });
  const source = initialSource(randomStream('control problem'));
  const optimiser = adam({ rate: 0.01 });
  const gradientOf = estimator === 'equation 7' ? independent(fraction) : released(fraction, cells);
  const losses: number[] = [];
  let figures = { peakBytes: 0, residualBytes: 0, remarks: new Set<string>() };
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    tidy(() => {
      const { value, gradient, report } = gradientOf(model.loss, source);
      losses.push(value.item());
      optimiser.update(source, gradient);
      const { peakBytes, peakByAccount, remarks } = report;
      figures = {
        peakBytes,
        residualBytes: peakByAccount.residual,
        remarks: new Set([...figures.remarks, ...remarks]),
      };
    });
  }
  return { losses, theta: [...source.theta.toArray()], ...figures, remarks: [...figures.remarks] };
}

type GradientOf = Tape['gradient'];

function independent(fraction: number): GradientOf {
  const keep = fraction === 1 ? exact : sample({ fraction, signal: true });
  const tape = new Tape({ strategy: combine(storeAll(), keep), predict: false });
  return (loss, parameters) => tape.gradient(loss, parameters);
}

/** A tape for each gradient: all have the same samples. */
function released(fraction: number, cells: number): GradientOf {
  const keep = asReleased(fraction, ['reaction', 'squaredDeviation']);
  const strategy = combine(storeAll(), keep);
  const points = (cells + 1) ** 2;
  const share = Math.max(1, Math.floor(points * fraction)) / points;
  return (loss, parameters) => {
    const found = new Tape({ strategy, predict: false, compile: false }).gradient(loss, parameters);
    return { ...found, gradient: mapTree(found.gradient, (leaf) => multiply(leaf, share ** 2)) };
  };
}

function nameOf({ fraction, estimator }: Pick<Point, 'fraction' | 'estimator'>): string {
  return fraction === 1 ? 'exact' : `${fraction}${estimator === 'as released' ? ', as released' : ''}`;
}

/** Of the paper's size, so that a curve looks the same in both modes. */
const usual = ['exact', '0.1', '0.01', '0.1, as released', '0.01, as released'];

function plotOf(rows: readonly Row<Point, Values>[]): Plot {
  const order = [...new Set([...usual, ...rows.map(({ point }) => nameOf(point))])];
  const { cells = 0, steps = 0 } = rows[0]?.point ?? {};
  const spec = lineFigure({
    title: 'Steering a reaction and diffusion by estimates',
    subtitle: `${cells + 1} x ${cells + 1} points, ${steps} steps, Adam at 0.01`,
    rows: rows.flatMap(({ point, values }) =>
      thinned(values.losses).map(({ loss, iteration }) => ({ series: nameOf(point), iteration, loss })),
    ),
    x: { field: 'iteration', title: 'iterations' },
    y: { field: 'loss', title: 'loss', scale: 'log10' },
    series: { field: 'series', order, title: 'kept of the field' },
  });
  return {
    name: 'pde',
    caption: 'The loss of the control problem at fractions of the field that wait.',
    spec,
  };
}

/** Some twenty points of a curve, the last one among them. */
function thinned(losses: readonly number[]): { readonly loss: number; readonly iteration: number }[] {
  const stride = Math.ceil(losses.length / 20);
  return losses.flatMap((loss, iteration) =>
    iteration % stride === 0 || iteration === losses.length - 1 ? [{ loss, iteration }] : [],
  );
}

function tableOf(rows: readonly Row<Point, Values>[]): Comparison {
  return {
    title: 'loss at the end, mean of the last tenth; bytes that wait; peak bytes',
    note: 'the paper has no numbers for this figure',
    rows: rows.map(({ point, values }) => ({
      what: nameOf(point),
      ours: `${endOf(values).toExponential(2)}; ${bytes(values.residualBytes)}; ${bytes(values.peakBytes)}`,
      theirs: '',
    })),
  };
}

function endOf({ losses }: Values): number {
  const last = losses.slice(-Math.max(1, Math.round(losses.length / 10)));
  return last.reduce((sum, loss) => sum + loss, 0) / last.length;
}

function claimsOf(rows: readonly Row<Point, Values>[]): Claim[] {
  const exactly = rows.find(({ point }) => point.fraction === 1);
  return rows
    .filter(({ point }) => point.fraction < 1)
    .map((row) => ({
      text: `at ${nameOf(row.point)} the loss goes down without significant delay (section 5)`,
      ...(exactly === undefined
        ? { holds: undefined, found: 'there is no exact run to compare with' }
        : delayOf(row.values, exactly.values)),
    }));
}

/** Whether half of the way down, on a logarithmic scale, takes no more than a fifth longer than exactly. */
function delayOf(estimated: Values, exactly: Values): Pick<Claim, 'holds' | 'found'> {
  const half = Math.sqrt((exactly.losses[0] ?? Number.NaN) * endOf(exactly));
  const [steps, exactSteps] = [
    iterationsUntil(estimated.losses, half),
    iterationsUntil(exactly.losses, half),
  ];
  const saved = 1 - estimated.residualBytes / exactly.residualBytes;
  return {
    holds: steps <= 1.2 * exactSteps,
    found:
      `half of the way down after ${Number.isFinite(steps) ? steps : 'more'} iterations, exactly after ${exactSteps}; ` +
      `in the end ${(endOf(estimated) / endOf(exactly)).toFixed(2)} times the exact run's loss; ` +
      `${(100 * saved).toFixed(1)}% of the bytes that wait are saved`,
  };
}

/** Infinite if it is not reached. */
function iterationsUntil(losses: readonly number[], target: number): number {
  const found = losses.findIndex((loss) => loss <= target);
  return found === -1 ? Number.POSITIVE_INFINITY : found;
}
