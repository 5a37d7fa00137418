import { describe, expect, test } from 'vitest';
import {
  projectedGradientVariance,
  projectionVariance,
  type Rows,
  sampledGradientVariance,
  sampleVariance,
} from '../../src/randomized/variances.js';

const x: Rows = [
  [1, -2, 0.5, 3],
  [-1.5, 0.25, 2, -1],
];
const g: Rows = [
  [2, -1, 0.5],
  [1, 3, -2],
];

/** Every map S [4, 2] of a vector, each as likely as any other; an estimate is x S Sᵀ. */
const maps = {
  'a sample with replacement': choices(4, 2).map((indices) => scaled(indices, 4)),
  'a sample without replacement': choices(4, 2)
    .filter(([a, b]) => a! < b!)
    .map((indices) => scaled(indices, 4)),
  'a projection': choices(2, 8).map((signs) => projection(signs, 4, 2)),
};
const sizes = {
  'a sample with replacement': { kept: 2, replace: true },
  'a sample without replacement': { kept: 2, replace: false },
} as const;

// Sums of up to 256 terms, each rounded a few times, of numbers below 1000.
const tolerance = 1e-9;

describe('against all that can be drawn', () => {
  test.each(Object.entries(sizes))('the variance of %s is the closed form', (name, size) => {
    const outcomes = maps[name as keyof typeof sizes].map((map) => [applied(x[0]!, map)]);
    const { mean, variance } = momentsOf(outcomes);
    expectClose(mean, [x[0]!]);
    expectClose(variance, [sampleVariance(x[0]!, size)]);
  });

  test('the variance of a projection is the closed form', () => {
    const { mean, variance } = momentsOf(maps['a projection'].map((map) => [applied(x[0]!, map)]));
    expectClose(mean, [x[0]!]);
    expectClose(variance, [projectionVariance(x[0]!, { kept: 2 })]);
  });

  test.each(Object.entries(sizes))(
    'so is that of the weight gradient of %s, the same for all rows',
    (name, size) => {
      const outcomes = maps[name as keyof typeof sizes].map((map) =>
        gradient(x.map((row) => applied(row, map))),
      );
      const { mean, variance } = momentsOf(outcomes);
      expectClose(mean, gradient(x));
      expectClose(variance, sampledGradientVariance(x, g, { ...size, perExample: false }));
    },
  );

  test.each(Object.entries(sizes))('so is that of the weight gradient of %s for every row', (name, size) => {
    const all = maps[name as keyof typeof sizes];
    const outcomes = all.flatMap((first) =>
      all.map((second) => gradient([applied(x[0]!, first), applied(x[1]!, second)])),
    );
    const { mean, variance } = momentsOf(outcomes);
    expectClose(mean, gradient(x));
    expectClose(variance, sampledGradientVariance(x, g, { ...size, perExample: true }));
  });

  test('so is that of the weight gradient of a projection', () => {
    const outcomes = maps['a projection'].map((map) => gradient(x.map((row) => applied(row, map))));
    const { mean, variance } = momentsOf(outcomes);
    expectClose(mean, gradient(x));
    expectClose(variance, projectedGradientVariance(x, g, { kept: 2 }));
  });
});

test('a whole sample without replacement has no variance, and any other less than one with', () => {
  expect(sampleVariance([1, 2], { kept: 2, replace: false })).toEqual([0, 0]);
  for (let kept = 2; kept <= 5; kept += 1) {
    const [without, with_] = [false, true].map((replace) =>
      sampleVariance([1, 1, 1, 1, 1], { kept, replace }),
    );
    expect(without![0]).toBeLessThan(with_![0]!);
  }
  const one = [false, true].map((replace) => sampleVariance([3, 4], { kept: 1, replace }));
  expect(one[0]).toEqual(one[1]);
});

test('the examples are as they are written', () => {
  expect(sampleVariance([1, 2, 3, 4], { kept: 2, replace: true })).toEqual([1.5, 6, 13.5, 24]);
  expect(sampleVariance([1, 2, 3, 4], { kept: 2, replace: false })).toEqual([1, 4, 9, 16]);
  expect(projectionVariance([1, 2, 3], { kept: 2 })).toEqual([6.5, 5, 2.5]);
  const options = { kept: 1, replace: false };
  const [rows, cotangents] = [
    [
      [1, 2],
      [3, 4],
    ],
    [[1], [1]],
  ];
  expect(sampledGradientVariance(rows!, cotangents!, { ...options, perExample: false })).toEqual([
    [16],
    [36],
  ]);
  expect(sampledGradientVariance(rows!, cotangents!, { ...options, perExample: true })).toEqual([[10], [20]]);
  expect(projectedGradientVariance(rows!, cotangents!, { kept: 2 })).toEqual([[18], [8]]);
});

/** All sequences of `length` numbers below `limit`. */
function choices(limit: number, length: number): number[][] {
  if (length === 0) return [[]];
  return choices(limit, length - 1).flatMap((head) => Array.from({ length: limit }, (_, i) => [...head, i]));
}

/** S with a column √(d / k) e_i for each index. */
function scaled(indices: readonly number[], d: number): number[][] {
  const entry = Math.sqrt(d / indices.length);
  return Array.from({ length: d }, (_, i) => indices.map((index) => (index === i ? entry : 0)));
}

function projection(signs: readonly number[], d: number, k: number): number[][] {
  const sign = (bit: number): number => (2 * bit - 1) / Math.sqrt(k);
  return Array.from({ length: d }, (_, i) => signs.slice(i * k, (i + 1) * k).map(sign));
}

function applied(row: readonly number[], map: Rows): number[] {
  const kept = map[0]!.map((_, s) => row.reduce((total, value, i) => total + value * map[i]![s]!, 0));
  return map.map((weights) => weights.reduce((total, weight, s) => total + weight * kept[s]!, 0));
}

function gradient(estimates: Rows): number[][] {
  return estimates[0]!.map((_, i) =>
    g[0]!.map((__, o) => estimates.reduce((total, row, b) => total + row[i]! * g[b]![o]!, 0)),
  );
}

function momentsOf(outcomes: readonly Rows[]): { mean: number[][]; variance: number[][] } {
  const averaged = (of: (value: number, i: number, o: number) => number): number[][] =>
    outcomes[0]!.map((row, i) =>
      row.map((_, o) => outcomes.reduce((sum, each) => sum + of(each[i]![o]!, i, o), 0) / outcomes.length),
    );
  const mean = averaged((value) => value);
  return { mean, variance: averaged((value, i, o) => (value - mean[i]![o]!) ** 2) };
}

function expectClose(got: Rows, wanted: Rows): void {
  expect(got.map((row) => row.length)).toEqual(wanted.map((row) => row.length));
  for (const [i, row] of wanted.entries()) {
    for (const [o, value] of row.entries()) expect(Math.abs(got[i]![o]! - value)).toBeLessThan(tolerance);
  }
}
