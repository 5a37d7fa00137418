import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Arena } from '../../src/array/arena.js';
import { tensor, zeros } from '../../src/array/create.js';
import { keyAt } from '../../src/array/random.js';
import { useArena } from '../../src/array/scope.js';
import type { Tensor } from '../../src/array/tensor.js';
import { tidy } from '../../src/array/tidy.js';
import { project } from '../../src/randomized/project.js';
import { type SampleOptions, sample } from '../../src/randomized/sample.js';
import {
  projectedGradientVariance,
  projectionVariance,
  type Rows,
  sampledGradientVariance,
  sampleVariance,
} from '../../src/randomized/variances.js';
import type { Keep } from '../../src/tape/keep.js';
import type { Sketching } from '../../src/tape/sketch.js';
import { someNumbers } from '../support/kernelBench.js';

const draws = 20_000;
const [m, d, n] = [3, 6, 2] as const;
const x = rowsOf(someNumbers(m * d, 1), d);
const g = rowsOf(someNumbers(m * n, 2), n);

interface Case {
  readonly keep: Keep;
  readonly estimate: Rows;
  readonly gradient: Rows;
}

function sampling(options: SampleOptions, kept: number): Case {
  const { replace = false, perExample = false } = options;
  return {
    keep: sample(options),
    estimate: x.map((row) => sampleVariance(row, { kept, replace })),
    gradient: sampledGradientVariance(x, g, { kept, replace, perExample }),
  };
}

function projecting(fraction: number, kept: number): Case {
  return {
    keep: project({ fraction }),
    estimate: x.map((row) => projectionVariance(row, { kept })),
    gradient: projectedGradientVariance(x, g, { kept }),
  };
}

const cases = [
  sampling({ fraction: 0.5 }, 3),
  sampling({ fraction: 0.01 }, 1),
  sampling({ fraction: 0.5, replace: true }, 3),
  sampling({ fraction: 1, replace: true }, 6),
  sampling({ fraction: 0.5, perExample: true }, 3),
  sampling({ fraction: 0.5, replace: true, perExample: true }, 3),
  projecting(0.5, 3),
  projecting(0.01, 1),
].map((each) => [each.keep.name, each] as const);

const arena = new Arena();
let before: Arena;
beforeAll(() => {
  before = useArena(arena);
});
afterAll(() => {
  useArena(before);
  expect(arena.liveBytes).toBe(0);
});

describe.each(cases)('%s', (_, { keep, estimate, gradient }) => {
  const sketching = sketchingOf(keep);

  test('recalls a residual with its mean and the variance of the closed form', () => {
    const residual = made(x);
    const found = momentsOf((nth) => {
      const key = keyAt(keep.key, nth);
      return sketching.recall(sketching.keep(residual, key), key);
    });
    residual.dispose();
    expectMoments(found, x.flat(), estimate.flat());
  });

  test('adds a weight gradient with its mean and the variance of the closed form', () => {
    const [residual, cotangent] = [made(x), made(g)];
    const found = momentsOf((nth) => {
      const key = keyAt(keep.key, nth);
      const sum = zeros([d, n], { dtype: 'float64' });
      sketching.addProduct(sum, sketching.keep(residual, key), cotangent, key);
      return sum;
    });
    for (const each of [residual, cotangent]) each.dispose();
    const exact = x[0]!.map((_row, i) => g[0]!.map((_column, o) => weightGradient(i, o)));
    expectMoments(found, exact.flat(), gradient.flat());
  });
});

test('a seed chooses among estimates, and nothing else', () => {
  tidy(() => {
    const residual = made(x);
    const recalled = (keep: Keep): unknown => {
      const sketching = sketchingOf(keep);
      return sketching.recall(sketching.keep(residual, keep.key), keep.key).toArray();
    };
    const options = { fraction: 0.5, perExample: true };
    expect(recalled(sample({ ...options, seed: 'a' }))).toEqual(recalled(sample({ ...options, seed: 'a' })));
    expect(recalled(sample({ ...options, seed: 'a' }))).not.toEqual(
      recalled(sample({ ...options, seed: 'b' })),
    );
  });
});

interface Moments {
  readonly mean: readonly number[];
  readonly variance: readonly number[];
  readonly fourth: readonly number[];
}

/** The central moments of many draws. */
function momentsOf(draw: (nth: number) => Tensor): Moments {
  const all = Array.from({ length: draws }, (_, nth) => tidy(() => [...draw(nth).toArray()]));
  const averaged = (of: (value: number, i: number) => number): number[] =>
    all[0]!.map((_, i) => all.reduce((sum, entries) => sum + of(entries[i]!, i), 0) / draws);
  const mean = averaged((value) => value);
  const power = (exponent: number): number[] => averaged((value, i) => (value - mean[i]!) ** exponent);
  return { mean, variance: power(2), fourth: power(4) };
}

/**
 * The mean of N draws deviates by √(σ² / N), and their variance by √((μ₄ - σ⁴) / N), with the fourth moment μ₄ as it is
 * found: each within 5 deviations, which one of the 480 numbers here exceeds in one of 3600 such tests. Where every draw is
 * as far from the mean, μ₄ is σ⁴, and the variance errs only by the mean's own square, 25 σ² / N.
 */
function expectMoments(
  { mean, variance, fourth }: Moments,
  wanted: readonly number[],
  closed: readonly number[],
): void {
  expect(mean.length).toBe(wanted.length);
  for (const [i, square] of closed.entries()) {
    expect(Math.abs(mean[i]! - wanted[i]!)).toBeLessThanOrEqual(5 * Math.sqrt(square / draws));
    const deviation = Math.sqrt(Math.max(0, fourth[i]! - variance[i]! ** 2) / draws);
    const tolerance = 5 * deviation + (25 * square) / draws;
    expect(Math.abs(variance[i]! - square)).toBeLessThanOrEqual(tolerance);
    // And within the 5% that anybody would see.
    expect(Math.abs(variance[i]! / square - 1)).toBeLessThan(0.05);
  }
}

function sketchingOf(keep: Keep): Sketching {
  const found = keep.sketchOf({
    primitive: 'matmul',
    parameters: [],
    shape: [m, d],
    dtype: 'float64',
    bytes: 8 * m * d,
  });
  if (typeof found === 'string') throw new Error(found);
  return found;
}

function made(rows: Rows): Tensor {
  return tensor(rows.flat(), { shape: [rows.length, rows[0]!.length], dtype: 'float64' });
}

function weightGradient(i: number, o: number): number {
  return x.reduce((total, row, b) => total + row[i]! * g[b]![o]!, 0);
}

function rowsOf(entries: readonly number[], width: number): Rows {
  return Array.from({ length: entries.length / width }, (_, r) => entries.slice(r * width, (r + 1) * width));
}
