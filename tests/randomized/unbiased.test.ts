import { describe, expect, test } from 'vitest';
import { irnn } from '../../experiments/models/irnn.js';
import {
  add,
  matmul,
  multiply,
  normal,
  randomStream,
  relu,
  revolve,
  type Strategy,
  scan,
  sequential,
  storeAll,
  sum,
  type Tensor,
  tensor,
  tidy,
} from '../../src/index.js';
import { type Estimate, estimateVariance } from '../../src/randomized/estimateVariance.js';
import { combine } from '../../src/randomized/index.js';
import { bonferroniBound } from '../../src/randomized/normalTail.js';
import { project } from '../../src/randomized/project.js';
import { sample } from '../../src/randomized/sample.js';
import {
  projectedGradientVariance,
  type Rows,
  sampledGradientVariance,
} from '../../src/randomized/variances.js';

const draws = 20_000;
// A program is there this many times, side by side, with randomness of its own each time: a gradient is as many draws.
const copies = 40;
const [batch, hidden, kept] = [3, 4, 2];
const dtype = 'float64';

/** The parameters of one copy: the same numbers in all of them. */
type Copy = readonly Tensor[];

interface Program {
  readonly copy: Copy;
  /** The sum of the losses of all copies. */
  readonly loss: (copies: readonly Copy[]) => Tensor;
}

const x = rowsOf((b, i) => 1 + ((5 * b + 3 * i) % 7) / 2);
const g = rowsOf((b, o) => ((4 * b + o) % 5) - 1.5);

/** x W, of which a copy of x waits, with the cotangent g. */
function linear(): Program {
  const [input, factors] = [tensorOf(x), tensorOf(g)];
  const step = (all: readonly Copy[], states: readonly Tensor[]) => ({
    state: states.map((state, place) => matmul(relu(state), all[place]![0]!)),
  });
  const loss = (all: readonly Copy[]): Tensor => {
    const state = all.map(() => input);
    return weighted(
      scan(step, { parameters: all, state, inputs: { extent: 1, at: () => [] } }).state,
      factors,
    );
  };
  return { copy: [tensorOf(x.concat([[1, 2, 3, 4]]))], loss };
}

function reluChain(): Program {
  const entries = entriesFrom('relu chain');
  const copy = [1, 2, 3].map(() => entries(hidden, hidden));
  const [input, factors] = [entries(batch, hidden), entries(batch, hidden)];
  const layer = (weights: readonly Tensor[], states: readonly Tensor[]): readonly Tensor[] =>
    states.map((state, place) => relu(matmul(state, weights[place]!)));
  const network = sequential<(readonly Tensor[])[], readonly Tensor[]>(copy.map(() => layer));
  const loss = (all: readonly Copy[]): Tensor => {
    const ofLayers = copy.map((_, nth) => all.map((own) => own[nth]!));
    const states = all.map(() => input);
    return weighted(network(ofLayers, states), factors);
  };
  return { copy, loss };
}

function recurrent(): Program {
  const entries = entriesFrom('IRNN');
  const { W, U, b } = irnn.parameters(randomStream('IRNN'), { inputs: 2, hidden, dtype });
  const [start, inputs, factors] = [entries(batch, hidden), entries(3, batch, 2), entries(batch, hidden)];
  const step = (all: readonly Copy[], states: readonly Tensor[], input: Tensor) => ({
    state: states.map((state, place) => {
      const [own, from, bias] = all[place]!;
      return irnn.step({ W: own!, U: from!, b: bias! }, state, input).state;
    }),
  });
  const loss = (all: readonly Copy[]): Tensor => {
    const state = all.map(() => start);
    return weighted(scan(step, { parameters: all, state, inputs }).state, factors);
  };
  return { copy: [W, U, b], loss };
}

/** Σ w y for every y: the cotangent of each is w. */
function weighted(all: readonly Tensor[], factors: Tensor): Tensor {
  return sum(multiply(all.reduce(add), factors));
}

const sampled = [false, true].flatMap((replace) =>
  [false, true].map((perExample) => ({ fraction: 0.5, replace, perExample })),
);
/** With the variance of a linear layer's gradient. */
const keeps = [
  ...sampled.map(({ fraction, ...options }) => ({
    keep: sample({ fraction, ...options }),
    variance: sampledGradientVariance(x, g, { kept, ...options }).flat(),
  })),
  { keep: project({ fraction: 0.5 }), variance: projectedGradientVariance(x, g, { kept }).flat() },
].map((row) => [row.keep.name, row] as const);

describe.each([storeAll(), revolve({ slots: 1 })].map((row) => [row.name, row] as const))(
  '%s',
  (_, strategy) => {
    describe.each(keeps)('x %s: 20,000 draws of the gradient', (__, { keep, variance }) => {
      const combined = combine(strategy, keep);

      test('of a linear layer have its mean, and within 5% the variance of the closed form', () => {
        const [W] = drawn(linear, combined);
        expectUnbiased([W!]);
        // An entry's estimate is a sum of independent parts, whose kurtosis is at most the greatest of theirs: 3, for signs, for
        // what is there or not with probability 1/2, and for Binomial(2, 1/4). A variance from n draws then deviates by
        // √((3 - 1) / n) of itself, which is 1% for 20,000: 5% is five deviations.
        variance.forEach((expected, entry) => {
          expect(Math.abs(W!.variance[entry]! / expected - 1)).toBeLessThan(0.05);
        });
      });

      test('of a relu chain have its mean', () => {
        const [first, ...others] = drawn(reluChain, combined);
        expectUnbiased([first!, ...others]);
        // The first layer's input is the caller's, who holds it anyway.
        expect(first!.variance.every((each) => each === 0)).toBe(true);
        for (const each of others) expect(Math.max(...each.variance)).toBeGreaterThan(0);
      });

      test('of an IRNN have its mean', () => {
        const [W, U, b] = drawn(recurrent, combined);
        expectUnbiased([W!, U!, b!]);
        expect(Math.max(...W!.variance)).toBeGreaterThan(0);
        expect([...U!.variance, ...b!.variance].every((each) => each === 0)).toBe(true);
      });
    });
  },
);

/** Mean and variance over the draws of all copies, for every entry of a parameter. */
interface Pooled {
  readonly variance: readonly number[];
  readonly z: readonly number[];
}

function drawn(make: () => Program, strategy: Strategy): Pooled[] {
  return tidy(() => {
    const { copy, loss } = make();
    const all = Array.from({ length: copies }, () => copy.map((each) => multiply(each, 1)));
    const options = { draws: draws / copies };
    const { parameters } = estimateVariance<readonly Copy[]>(loss, all, strategy, options);
    return copy.map((_, leaf) => pooled(parameters.map((own) => own[leaf]!)));
  });
}

function pooled(estimates: readonly Estimate[]): Pooled {
  const { exact } = estimates[0]!;
  const meanOf = (kind: 'mean' | 'variance', entry: number): number =>
    estimates.reduce((total, each) => total + each[kind][entry]!, 0) / estimates.length;
  const variance = Array.from(exact, (_, entry) => meanOf('variance', entry));
  const z = Array.from(exact, (value, entry) => {
    const difference = meanOf('mean', entry) - value;
    // Where nothing varies, what rounding leaves of the mean of 40 numbers, in each of which are as many roundings at most.
    const rounding = 80 * 2 ** -53 * Math.abs(value);
    return Math.abs(difference) <= rounding ? 0 : difference / Math.sqrt(variance[entry]! / draws);
  });
  return { variance, z };
}

function expectUnbiased(found: readonly Pooled[]): void {
  const sizes = found.flatMap(({ z }) => z.map(Math.abs));
  expect(Math.max(...sizes)).toBeLessThan(bonferroniBound(1e-3, sizes.length));
}

function entriesFrom(seed: string): (...shape: readonly number[]) => Tensor {
  const stream = randomStream(seed);
  return (...shape) => normal(shape, { key: stream.key(), dtype });
}

function rowsOf(entry: (row: number, column: number) => number): Rows {
  return Array.from({ length: batch }, (_, row) =>
    Array.from({ length: hidden }, (__, column) => entry(row, column)),
  );
}

function tensorOf(rows: Rows): Tensor {
  return tensor(rows.flat(), { shape: [rows.length, hidden], dtype });
}
