// A program whose steps cost wildly different amounts, reversed at the level of its loop and below it.
import { bisect, revolve, storeAll, strategies, Tape, type TapeOptions, type Tensor, tidy } from 'sublinear';
import { experiment, type Mode } from '../experiment.js';
import { claimsOf, comparisonsOf, plotsOf } from './irregularShown.js';
import { paper } from './paper.js';
import { flattened, initial, loopLevel } from './rotation.js';

export type Way = 'store all' | 'loop' | 'bisection';

export type Point = {
  readonly way: Way;
  /** Outer steps. */
  readonly l: number;
  /** Entries of the vector that is rotated. */
  readonly n: number;
};

export type Values = {
  /** Beyond the vector and its gradient. */
  readonly bytes: number;
  readonly peakBytes: number;
  /** Of the chain that is reversed, whose steps are outer ones at the level of the loop. */
  readonly advancedSteps: number;
  readonly seconds: number;
  readonly loss: number;
  /** Of the gradient's entries, whose true values are those of the vector. */
  readonly largestError: number;
};

/** The figures of space and time. */
export const irregular = experiment<Point, Values>({
  id: 'siskind-pearlmutter-irregular',
  paper,
  title: 'Space and time of a program with irregular steps',
  question:
    'How do bytes and seconds grow, if a loop’s own steps are left out, and if those of all that it runs are bisected?',
  points: (mode) => extentsOf[mode].flatMap((l) => ways.map((way) => ({ way, l, n: 1000 }))),
  label: ({ way, l }) => `${titles[way]}, l = ${l}`,
  measure: measureIrregular,
  predict: foretold,
  isTimed: true,
  weight: ({ way, l }) => l * (way === 'bisection' ? 3 : 1) + 30,
  show: (rows) => ({
    plots: rows.length === 0 ? [] : plotsOf(rows),
    comparisons: comparisonsOf(rows),
    claims: claimsOf(rows),
  }),
});

const extentsOf: Readonly<Record<Mode, readonly number[]>> = {
  quick: [53, 101, 211],
  full: [53, 101, 211, 401, 809, 1601, 3203],
};

export const ways: readonly Way[] = ['store all', 'loop', 'bisection'];

export const titles: Readonly<Record<Way, string>> = {
  'store all': 'store all',
  loop: 'revolve(40) over the loop',
  bisection: 'bisection over rotations',
};

export const colours: readonly string[] = [
  strategies.storeAll.colour,
  strategies.revolve.colour,
  strategies.bisect.colour,
];

interface Program {
  readonly loss: (x: Tensor) => Tensor;
  readonly options: TapeOptions;
}

function programOf({ way, l }: Point): Program {
  switch (way) {
    case 'store all':
      return { loss: flattened(l), options: { strategy: storeAll() } };
    case 'bisection':
      return { loss: flattened(l), options: { strategy: bisect() } };
    case 'loop':
      // A step of a thousand rotations would be a program of ten thousands of kernel calls, for each such number.
      return { loss: loopLevel(l), options: { strategy: revolve({ slots: 40 }), compile: false } };
  }
}

export function measureIrregular(point: Point): Values {
  const { loss, options } = programOf(point);
  const tape = new Tape({ ...options, predict: false });
  return tidy(() => {
    const x = initial(point.n);
    const first = timed(() => tidy(() => void tape.gradient(loss, x)));
    // A short run is mostly compiling; of a long one it is next to nothing.
    const { value, gradient, report } = tape.gradient(loss, x);
    const seconds = first < 2 ? timed(() => tidy(() => void tape.gradient(loss, x))) : first;
    const errors = [...gradient.toArray()].map((entry, k) => Math.abs(Number(entry) / (point.n - k) - 1));
    const { parameter, gradient: ofGradient } = report.peakByAccount;
    return {
      bytes: report.peakBytes - parameter - ofGradient,
      peakBytes: report.peakBytes,
      advancedSteps: report.advancedSteps,
      seconds,
      loss: value.item(),
      largestError: Math.max(...errors),
    };
  });
}

/** In seconds. */
function timed(run: () => void): number {
  const started = performance.now();
  run();
  return (performance.now() - started) / 1000;
}

/** By the tape, with shapes only. */
function foretold(point: Point): Partial<Values> {
  const { loss, options } = programOf(point);
  return tidy(() => {
    const figures = new Tape(options).predict(loss, initial(point.n));
    return figures === undefined
      ? {}
      : { peakBytes: figures.peakBytes, advancedSteps: figures.advancedSteps };
  });
}
