import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Moments } from '../../src/randomized/moments.js';

const lists = fc.integer({ min: 1, max: 4 }).chain((size) =>
  fc.array(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: size, maxLength: size }), {
    minLength: 2,
    maxLength: 30,
  }),
);

function momentsOf(rows: readonly (readonly number[])[]): Moments {
  const moments = new Moments(rows[0]!.length);
  for (const row of rows) moments.add(row);
  return moments;
}

test('mean and variance are those of two passes', () => {
  fc.assert(
    fc.property(lists, (rows) => {
      const moments = momentsOf(rows);
      rows[0]!.forEach((_, i) => {
        const column = rows.map((row) => row[i]!);
        const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
        const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (column.length - 1);
        // 30 updates of numbers below 1000 with a relative error of 2^-53 each.
        expect(Math.abs(moments.mean[i]! - mean)).toBeLessThan(1e-11);
        expect(Math.abs(moments.variance[i]! - variance)).toBeLessThan(1e-8);
      });
    }),
  );
});

test('equal lists have no variance, to the bit', () => {
  const moments = momentsOf(Array.from({ length: 100 }, () => [0.1, 1e300, -3]));
  expect([...moments.mean]).toEqual([0.1, 1e300, -3]);
  expect([...moments.variance]).toEqual([0, 0, 0]);
});

test('a great mean does not drown a small variance', () => {
  // With sums of squares it would: 1e18 and 1 are further apart than float64 reaches.
  const [variance] = momentsOf([[1e9], [1e9 + 1], [1e9 + 2]]).variance;
  expect(variance).toBe(1);
});

test('one list has no variance yet', () => {
  expect([...momentsOf([[1, 2]]).variance]).toEqual([Number.NaN, Number.NaN]);
});

test('scores count deviations of the mean', () => {
  // Mean 2 and variance 4, whose mean deviates by √(4 / 4).
  expect([...momentsOf([[0], [2], [2], [4]]).variance]).toEqual([8 / 3]);
  const [z] = momentsOf([[0], [2], [2], [4]]).zScores([1]);
  expect(z).toBeCloseTo(1 / Math.sqrt(8 / 3 / 4), 12);
});

test('without variance a score is 0 or infinite, but for rounding', () => {
  const moments = momentsOf([
    [1, 1, 1, 1],
    [1, 1, 1, 1],
  ]);
  expect([...moments.zScores([1, 0.5, 2, 1.001])]).toEqual([
    0,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]);
  expect(moments.zScores([1, 0.5, 2, 1.001], 0.01)[3]).toBe(0);
});

test('a list of another size is refused', () => {
  expect(() => new Moments(2).add([1, 2, 3])).toThrow(
    new RangeError('moments: the list has 3 entries; 2 are needed'),
  );
});
