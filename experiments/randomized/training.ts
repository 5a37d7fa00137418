import { join } from 'node:path';
import { type Claim, type Comparison, experiment, type Mode, type Plot, type Row } from '../experiment.js';
import { bytes, count } from '../harness/format.js';
import { lineFigure } from '../harness/lineFigure.js';
import { type Method, methods } from './hyperparameters.js';
import type { ProblemName } from './networks.js';
import { ordered } from './ordered.js';
import { paper } from './paper.js';
import { type Curve, trained } from './trainingRun.js';

export type Point = {
  readonly problem: ProblemName;
  readonly method: Method;
  readonly seed: number;
  readonly iterations: number;
  readonly evaluateEvery: number;
  readonly digits: number;
};

export type Values = {
  readonly curve: Curve;
  readonly testLoss: number;
  readonly testAccuracy: number;
  readonly peakBytes: number;
  readonly batch: number;
};

type Runs = Pick<Point, 'problem' | 'iterations' | 'evaluateEvery' | 'digits'> & { readonly seeds: number };

const runs: Readonly<Record<Mode | 'published', readonly Runs[]>> = {
  quick: [
    { problem: 'images', iterations: 60, evaluateEvery: 10, digits: 500, seeds: 1 },
    { problem: 'rows', iterations: 60, evaluateEvery: 10, digits: 500, seeds: 1 },
  ],
  full: [
    { problem: 'images', iterations: 300, evaluateEvery: 25, digits: 1000, seeds: 3 },
    { problem: 'rows', iterations: 300, evaluateEvery: 25, digits: 1000, seeds: 3 },
  ],
  published: [
    { problem: 'images', iterations: 20_000, evaluateEvery: 400, digits: 10_000, seeds: 5 },
    { problem: 'rows', iterations: 5000, evaluateEvery: 100, digits: 10_000, seeds: 5 },
    { problem: 'pixels', iterations: 200_000, evaluateEvery: 2000, digits: 1000, seeds: 3 },
  ],
};

const titles: Readonly<Record<ProblemName, string>> = {
  images: 'MNIST, fully connected',
  rows: 'MNIST by rows, IRNN',
  pixels: 'sequential MNIST, IRNN',
  deep: 'sequential MNIST, deep residual',
};

/** Figure 5b and c: training losses of exact and estimated gradients. */
export const training = experiment<Point, Values>({
  id: 'randomized-training',
  paper,
  title: 'Training with estimated gradients (Figure 5)',
  question: 'Does a network learn faster from estimates than from a smaller batch of as few bytes?',
  points: (mode) => pointsOf(runs[mode]),
  label: ({ problem, method, seed, iterations }) =>
    `${titles[problem]}, ${method}, seed ${seed}, ${count(iterations)} iterations`,
  measure: (point) => {
    const { problem, method, seed, iterations } = point;
    const name = `${problem}-${method}-${seed}-${iterations}.json`.replaceAll(' ', '-');
    const isLong = iterations > 10_000;
    const snapshot = isLong ? join('results', 'randomized', 'running', name) : undefined;
    return trained(point, { snapshot });
  },
  weight: ({ problem, method, iterations }) =>
    (method === 'reduced batch' ? 0.25 : 1) * iterations * (problem === 'pixels' ? 28 : 1),
  // Three weeks: the longest that a timer can wait. A long run goes on where it was cut off.
  timeoutMs: 2 ** 31 - 1,
  show: (rows) => ({
    plots: plotsOf(rows),
    comparisons: problemsOf(rows).map((name) => tableOf(name, rows)),
    claims: claimsOf(rows),
  }),
});

/** The same for as long as in the paper: half a day, and weeks for the pixels one by one. */
export const publishedTraining = experiment<Point, Values>({
  ...training,
  id: 'randomized-training-published',
  title: 'Training with estimated gradients, for as long as in the paper (Figure 5)',
  points: () => pointsOf(runs.published),
  isLong: true,
});

function pointsOf(all: readonly Runs[]): Point[] {
  return all.flatMap(({ seeds, ...run }) =>
    Array.from({ length: seeds }, (_, seed) => methods.map((method) => ({ ...run, method, seed }))).flat(),
  );
}

function problemsOf(rows: readonly Row<Point, Values>[]): ProblemName[] {
  return [...new Set(rows.map(({ point }) => point.problem))];
}

function of(rows: readonly Row<Point, Values>[], problem: ProblemName, method: Method) {
  return rows.filter(({ point }) => point.problem === problem && point.method === method);
}

function plotsOf(rows: readonly Row<Point, Values>[]): Plot[] {
  return problemsOf(rows).map((problem) => {
    const points = methods.flatMap((method) => meanCurve(method, of(rows, problem, method)));
    const seeds = new Set(rows.map(({ point }) => point.seed)).size;
    return {
      name: `training-${problem}`,
      caption: `Training losses on ${titles[problem]}: means and extremes of ${seeds} seeds.`,
      spec: lineFigure({
        title: `Training losses: ${titles[problem]}`,
        subtitle: `geometric means of ${seeds} seeds, bands from the least to the greatest; estimates keep a tenth`,
        rows: points,
        x: { field: 'iteration', title: 'iterations' },
        y: { field: 'loss', title: 'cross entropy on training digits', scale: 'log10' },
        series: { field: 'method', order: methods },
        band: { low: 'least', high: 'greatest' },
      }),
    };
  });
}

function meanCurve(method: Method, rows: readonly Row<Point, Values>[]) {
  const [first] = rows;
  if (first === undefined) return [];
  return first.values.curve.iterations.map((iteration, place) => {
    const losses = rows.map(({ values }) => values.curve.losses[place] ?? Number.NaN);
    const loss = Math.exp(mean(losses.map(Math.log)));
    return { method, iteration, loss, least: Math.min(...losses), greatest: Math.max(...losses) };
  });
}

function tableOf(problem: ProblemName, rows: readonly Row<Point, Values>[]): Comparison {
  return {
    title: `${titles[problem]}: loss on training digits at the end; accuracy on test digits; batch; peak bytes by the ledger`,
    rows: methods.flatMap((method) => {
      const own = of(rows, problem, method);
      const [first] = own;
      if (first === undefined) return [];
      const losses = own.map(lastLoss);
      const accuracy = mean(own.map(({ values }) => values.testAccuracy));
      const { batch, peakBytes } = first.values;
      return [
        {
          what: `${method} (${own.length} seeds)`,
          ours: `${Math.exp(mean(losses.map(Math.log))).toFixed(3)}; ${(100 * accuracy).toFixed(1)}%; ${batch}; ${bytes(peakBytes)}`,
          theirs: '',
        },
      ];
    }),
  };
}

/** The mean of the last three evaluations, which is steadier than the last. */
function lastLoss({ values }: Row<Point, Values>): number {
  return mean(values.curve.losses.slice(-3));
}

function claimsOf(rows: readonly Row<Point, Values>[]): Claim[] {
  return problemsOf(rows).flatMap((problem) => {
    const losses = (method: Method): readonly number[] => of(rows, problem, method).map(lastLoss);
    const below = (text: string, better: Method, worse: Method): Claim => ({
      text: `${titles[problem]}: ${text}`,
      ...ordered({ name: better, losses: losses(better) }, { name: worse, losses: losses(worse) }),
    });
    if (problem !== 'images')
      return [
        ofEqualBytes(problem, rows),
        alike(`${titles[problem]}: different sample and reduced batch learn alike`, losses),
        below('the baseline is ahead of different sample', 'baseline', 'different sample'),
      ];
    return [
      ofEqualBytes(problem, rows),
      below('different sample learns faster than the reduced batch', 'different sample', 'reduced batch'),
      below('the baseline is ahead of different sample', 'baseline', 'different sample'),
      below(
        'different sample is ahead of same sample, which updates a part of the weights',
        'different sample',
        'same sample',
      ),
    ];
  });
}

function ofEqualBytes(problem: ProblemName, rows: readonly Row<Point, Values>[]): Claim {
  const peakOf = (method: Method): number => of(rows, problem, method)[0]?.values.peakBytes ?? Number.NaN;
  const [reduced, estimated, whole] = [
    peakOf('reduced batch'),
    peakOf('different sample'),
    peakOf('baseline'),
  ];
  return {
    text: `${titles[problem]}: the reduced batch takes as many bytes as the estimates, to a tenth`,
    holds: Number.isNaN(reduced + estimated) ? undefined : Math.abs(reduced / estimated - 1) < 0.1,
    found:
      `at the peak of a gradient ${bytes(reduced)} by the ledger, estimates ${bytes(estimated)}, the baseline ${bytes(whole)}; ` +
      "the paper counts weights and what waits, and leaves the weights' gradients out",
  };
}

function alike(text: string, losses: (method: Method) => readonly number[]): Claim {
  const { holds, found } = ordered(
    { name: 'different sample', losses: losses('different sample') },
    { name: 'reduced batch', losses: losses('reduced batch') },
  );
  const isKnown = losses('different sample').length > 1 && losses('reduced batch').length > 1;
  return { text, holds: isKnown ? holds === undefined : undefined, found };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
