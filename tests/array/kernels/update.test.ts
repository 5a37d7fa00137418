import { describe, expect, test } from 'vitest';
import { dtypes, onBoth, someNumbers } from '../../support/kernelBench.js';

const positive = (count: number, seed: number): number[] => someNumbers(count, seed).map(Math.abs);

describe.each(dtypes)('%s, for every length,', (dtype) => {
  const lengths = Array.from({ length: 20 }, (_, n) => n);

  test('fill and scale have the reference bits', () => {
    for (const n of lengths) {
      const [got, wanted] = onBoth(dtype, (bench) => {
        const [x, y] = [bench.put(someNumbers(n)), bench.room(n)];
        bench.kernels.fill(n, y, 0.1);
        bench.kernels.scale(n, x, 0.3);
        return [...bench.read(x, n), ...bench.read(y, n)];
      });
      expect(got).toEqual(wanted);
    }
  });

  test('addCompensated has the reference bits, also where a sum is infinite', () => {
    for (const n of lengths) {
      const [got, wanted] = onBoth(dtype, (bench) => {
        const [sum, lost] = [bench.put(someNumbers(n, 1)), bench.put(someNumbers(n, 2))];
        const odd = [Infinity, NaN, 1e38, -Infinity, 1e-40];
        const x = bench.put(someNumbers(n, 3).map((value, i) => (i % 3 === 2 ? odd[i % 5]! : value * 1e-3)));
        bench.kernels.addCompensated(n, sum, lost, x);
        return [...bench.read(sum, n), ...bench.read(lost, n), ...bench.read(x, n)];
      });
      expect(got).toEqual(wanted);
    }
  });

  test('sgd and momentum have the reference bits', () => {
    for (const n of lengths) {
      const [got, wanted] = onBoth(dtype, (bench) => {
        const [p, g, v] = [
          bench.put(someNumbers(n, 1)),
          bench.put(someNumbers(n, 2)),
          bench.put(someNumbers(n, 3)),
        ];
        bench.kernels.sgd(n, p, g, 0.1);
        bench.kernels.momentum(n, p, g, v, 0.1, 0.9);
        return [...bench.read(p, n), ...bench.read(v, n)];
      });
      expect(got).toEqual(wanted);
    }
  });

  test('adam has the reference bits', () => {
    for (const n of lengths) {
      const [got, wanted] = onBoth(dtype, (bench) => {
        const [p, g] = [bench.put(someNumbers(n, 1)), bench.put(someNumbers(n, 2))];
        const [m, v] = [bench.put(someNumbers(n, 3)), bench.put(positive(n, 4))];
        bench.kernels.adam(n, p, g, m, v, 0.001, 0.9, 0.999, 1e-8, 0.19, 0.002);
        return [...bench.read(p, n), ...bench.read(m, n), ...bench.read(v, n)];
      });
      expect(got).toEqual(wanted);
    }
  });
});

test('the first step of adam is the rate, against the sign of the gradient', () => {
  const [p] = onBoth('float64', (bench) => {
    const [p, g, m, v] = [bench.put([1, 1]), bench.put([5, -0.01]), bench.put([0, 0]), bench.put([0, 0])];
    bench.kernels.adam(2, p, g, m, v, 0.125, 0.9, 0.999, 0, 1 - 0.9, 1 - 0.999);
    return bench.read(p, 2).slice(0, 2);
  });
  // m / (1 - β1) is g and √(v / (1 - β2)) is |g|, each after some roundings of 2^-53.
  expect(p[0]).toBeCloseTo(0.875, 14);
  expect(p[1]).toBeCloseTo(1.125, 14);
});
