import { describe, expect, test } from 'vitest';
import { gather, ShapeError, sum, Tape, type Tensor, tensor, tidy } from '../../../src/tape/index.js';
import { derivativeError, pointOf, tolerance } from '../../support/gradients.js';
import { any, int32 } from '../../support/samples.js';

const table = [
  [1, 2],
  [3, 4],
  [5, 6],
];

test('gather takes rows by indices of any shape', () => {
  tidy(() => {
    const y = gather(
      tensor(table),
      tensor(
        [
          [2, 0],
          [2, 1],
        ],
        { dtype: 'int32' },
      ),
    );
    expect(y.shape).toEqual([2, 2, 2]);
    expect([...y.toArray()]).toEqual([5, 6, 1, 2, 5, 6, 3, 4]);
    expect([...gather(tensor(table), tensor(1, { dtype: 'int32' })).toArray()]).toEqual([3, 4]);
    expect(gather(tensor(table), tensor([], { dtype: 'int32' })).shape).toEqual([0, 2]);
  });
});

test('gather takes rows of whole numbers too', () => {
  tidy(() => {
    const labels = gather(tensor([7, 8, 9], { dtype: 'int32' }), tensor([2, 2], { dtype: 'int32' }));
    expect(String(labels)).toBe('int32 [2]');
    expect([...labels.toArray()]).toEqual([9, 9]);
  });
});

test('a row that is taken several times gets all its cotangents, and one that is not gets none', () => {
  tidy(() => {
    const indices = tensor([2, 0, 2, 2], { dtype: 'int32' });
    const { gradient } = new Tape().gradient((x: Tensor) => sum(gather(x, indices)), tensor(table));
    expect([...gradient.toArray()]).toEqual([1, 1, 0, 0, 3, 3]);
  });
});

test('gather is differentiated with repeats and with any shape of rows', () => {
  const f = ([x, indices]: readonly Tensor[]): Tensor => gather(x!, indices!);
  const repeats = int32([2, 3], [3, 1, 3, 3, 0, 1]);
  for (const sample of [any(4), any(4, 3), any(4, 2, 3)])
    expect(derivativeError(pointOf(f, [sample, repeats]))).toBeLessThan(tolerance);
});

describe('gather refuses', () => {
  test.each([
    [[0, 3], 3, 1],
    [[-1, 0], -1, 0],
  ])('the indices %j', (indices, index, place) => {
    tidy(() => {
      expect(() => gather(tensor(table), tensor(indices, { dtype: 'int32' }))).toThrow(
        new RangeError(
          `gather: index ${index} at place ${place} is out of range; there are 3 rows, so 0 to 2 are needed`,
        ),
      );
    });
  });

  test('indices that are no int32, and a table without rows', () => {
    tidy(() => {
      expect(() => gather(tensor(table), tensor([0, 1]))).toThrow(
        new ShapeError(
          "gather: the indices are float32 [2]; int32 is needed: tensor([...], { dtype: 'int32' })",
        ),
      );
      expect(() => gather(tensor(1), tensor([0], { dtype: 'int32' }))).toThrow(
        new ShapeError('gather: the table is a scalar; [rows, ...] is needed'),
      );
    });
  });
});
