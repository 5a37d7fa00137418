import { describe, expect, test } from 'vitest';
import type { FloatKernels } from '../../../src/array/kernels.js';
import { dtypes, type FloatDType, type KernelBench, onBoth, someNumbers } from '../../support/kernelBench.js';

type Shape = readonly [outer: number, middle: number, inner: number];

const shapes: readonly Shape[] = [
  ...Array.from({ length: 20 }, (_, n): Shape => [1, n, 1]),
  ...Array.from({ length: 20 }, (_, n): Shape => [2, 3, n + 2]),
  ...([
    [3, 50, 1],
    [1, 67, 1],
    [5, 4, 1],
    [1, 33, 20],
    [2, 7, 16],
    [2, 1, 9],
    [0, 3, 2],
    [2, 3, 0],
  ] as const),
];

// Blocks of 32 rows, groups of 8 blocks, and of these one, two, three, and seven with a rest; the columns of a vector, of
// four and of some; a row of float32 has 16 columns, of float64 8.
const longShapes: readonly Shape[] = [
  ...[32, 33, 64, 65, 255, 256, 257, 513, 800, 1900].flatMap((rows): Shape[] => [
    [1, 8 * rows, 1],
    [1, 16 * rows + 5, 1],
    [1, 16 * rows - 1, 1],
    [1, rows, 1],
    [1, rows, 3],
    [2, rows, 23],
  ]),
];
const axisNames = ['max', 'logSumExp', 'softmax', 'logSoftmax'] as const;

// The error of a sum of n terms in any order, of n exps and of a log, each within 2 ulp, relative to a result of which
// log n and the differences are below 16; the reference itself is good to half an ulp.
const closeness = (dtype: FloatDType, terms: number): number =>
  (terms + 16) * 4 * (dtype === 'float32' ? 2 ** -24 : 2 ** -53);

describe.each(dtypes)('%s', (dtype) => {
  test.each([0, 1] as const)(
    'sum has the reference bits for every shape, accumulating or not: %d',
    (accumulate) => {
      for (const [outer, middle, inner] of [...shapes, ...longShapes]) {
        const [got, wanted] = onBoth(dtype, (bench) => {
          const x = bench.put(thirds(outer * middle * inner));
          const y = bench.put(someNumbers(outer * inner, 9));
          bench.kernels.sum(outer, middle, inner, x, y, accumulate);
          return bench.read(y, outer * inner);
        });
        expect(got).toEqual(wanted);
      }
    },
  );

  test('the error of a sum grows with the logarithm of what is added up', () => {
    const [count, columns] = [1 << 15, 3];
    const values = new Array(columns * count).fill(Math.fround(0.1));
    const totals = onBoth(dtype, (bench) => [
      ...reduced(bench, 'sum', [1, columns * count, 1], values).slice(0, 1),
      ...reduced(bench, 'sum', [1, count, columns], values).slice(0, columns),
    ])[0].map((total, place) => total / (place === 0 ? columns : 1));
    // Of numbers above 0, every addition errs by half an ulp of what it gives: relative to the sum, those of a block by 32 / 2
    // on average over the block, those of a group by 8, the pairs by log2 (count / 256), the folding by 4.
    const halfUlps = 16 + 8 + 7 + 4;
    const exact = count * Math.fround(0.1);
    for (const total of totals) {
      const error = Math.abs(total - exact) / exact;
      expect(error).toBeLessThan(halfUlps * (dtype === 'float32' ? 2 ** -24 : 2 ** -53));
    }
  });

  test('sumOfSquares has the reference bits for every length', () => {
    const lengths = [...Array(40).keys(), 256, 257, 2048, 2049, 4100, 7000];
    for (const n of lengths) {
      const [got, wanted] = onBoth(dtype, (bench) =>
        bench.kernels.sumOfSquares(n, bench.put(someNumbers(n))),
      );
      expect(got).toBe(wanted);
    }
  });

  test('max has the reference bits for every shape', () => {
    for (const shape of shapes) expectSame(dtype, 'max', shape);
  });

  test.each(axisNames)('%s is what the reference says for every shape', (name) => {
    for (const shape of shapes) {
      const x = someNumbers(shape[0] * shape[1] * shape[2]);
      const [got, wanted] = onBoth(dtype, (bench) => reduced(bench, name, shape, x));
      for (const [i, value] of got.entries()) expectNear(value, wanted[i]!, closeness(dtype, shape[1]));
    }
  });

  test.each(axisNames)('%s meets NaN and infinities as the reference does', (name) => {
    const rows = [NaN, Infinity, -Infinity].flatMap((odd) => [odd, 1, 2, 3, 4, 5]);
    const x = [...rows, ...new Array(6).fill(-Infinity), ...new Array(6).fill(Infinity)];
    for (const shape of [
      [5, 6, 1],
      [1, 5, 6],
    ] as const) {
      const [got, wanted] = onBoth(dtype, (bench) => reduced(bench, name, shape, x));
      for (const [i, value] of got.entries()) expectNear(value, wanted[i]!, closeness(dtype, 6));
    }
  });

  test('crossEntropy and its VJP are what the reference says for every number of classes', () => {
    for (let classes = 1; classes < 20; classes++) {
      const [got, wanted] = onBoth(dtype, (bench) => entropies(bench, classes));
      for (const [i, value] of got.entries()) expectNear(value, wanted[i]!, closeness(dtype, classes));
    }
  });

  test('crossEntropy of a certain and right answer is 0', () => {
    const [loss] = onBoth(dtype, (bench) => {
      const [logits, labels, y] = [bench.put([0, 1000, 0]), bench.putInt32([1]), bench.room(1)];
      bench.kernels.crossEntropy(1, 3, logits, labels, y);
      return bench.read(y, 1)[0];
    });
    expect(loss).toBe(0);
  });
});

function reduced(
  bench: KernelBench,
  name: 'sum' | (typeof axisNames)[number],
  shape: Shape,
  values: number[],
): number[] {
  const kernels: FloatKernels = bench.kernels;
  const [outer, middle, inner] = shape;
  const full = name === 'softmax' || name === 'logSoftmax';
  const count = full ? outer * middle * inner : outer * inner;
  const [x, y] = [bench.put(values), bench.room(count)];
  if (name === 'sum') kernels.sum(outer, middle, inner, x, y, 0);
  else kernels[name](outer, middle, inner, x, y);
  return bench.read(y, count);
}

function entropies(bench: KernelBench, classes: number): number[] {
  const rows = 5;
  const labels = bench.putInt32(Array.from({ length: rows }, (_, r) => (r * 7) % classes));
  const logits = bench.put(someNumbers(rows * classes));
  const g = bench.put(someNumbers(rows, 4));
  const [loss, y] = [bench.room(rows), bench.room(rows * classes)];
  bench.kernels.crossEntropy(rows, classes, logits, labels, loss);
  bench.kernels.crossEntropyVjp(rows, classes, g, logits, labels, y);
  return [...bench.read(loss, rows), ...bench.read(y, rows * classes)];
}

function expectSame(dtype: FloatDType, name: (typeof axisNames)[number], shape: Shape): void {
  const x = someNumbers(shape[0] * shape[1] * shape[2]);
  const [got, wanted] = onBoth(dtype, (bench) => reduced(bench, name, shape, x));
  expect(got).toEqual(wanted);
}

function expectNear(value: number, wanted: number, relative: number): void {
  if (Object.is(value, wanted)) return;
  expect(Math.abs(value - wanted)).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(wanted)));
}

/** Numbers of which even float64 has to round the sums. */
function thirds(count: number): number[] {
  return someNumbers(count).map((x) => x / 3);
}
