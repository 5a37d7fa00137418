import { describe, expect, test } from 'vitest';
import {
  add,
  broadcastTo,
  multiply,
  ShapeError,
  sum,
  Tape,
  type Tensor,
  tensor,
  tidy,
} from '../../../src/tape/index.js';
import { derivativeError, pointOf, tolerance } from '../../support/gradients.js';
import { built, denseOf, read } from '../../support/naive.js';
import { any, disordered } from '../../support/samples.js';

describe('broadcastTo', () => {
  test.each([
    [[], [2, 3]],
    [[3], [2, 3]],
    [
      [2, 1],
      [2, 3],
    ],
    [
      [1, 3, 1, 2],
      [4, 2, 3, 3, 2],
    ],
    [
      [1, 2, 1, 2, 1, 2],
      [2, 2, 3, 2, 2, 2],
    ],
    [
      [1, 3],
      [0, 3],
    ],
  ])('repeats %j to fill %j', (from, to) => {
    tidy(() => {
      const x = numbers(from);
      const dense = denseOf(x);
      expect(denseOf(broadcastTo(x, to))).toEqual(built(to, (index) => read(dense, index)));
    });
  });

  test.each([
    [[2, 3], [3], 'the tensor is [2, 3], which does not fit into [3]; '],
    [[3], [1], 'the tensor is [3], which does not fit into [1]; '],
  ])('refuses %j for %j', (from, to, found) => {
    tidy(() => {
      expect(() => broadcastTo(numbers(from), to)).toThrow(
        new ShapeError(`broadcastTo: ${found}every axis must be 1 or as long as the one it fills`),
      );
    });
  });

  test('refuses lengths that are none, and axes that do not meet', () => {
    tidy(() => {
      expect(() => broadcastTo(numbers([1]), [-2])).toThrow(
        new ShapeError('broadcastTo: shape [-2] has -2; whole numbers of at least 0 are needed'),
      );
      expect(() => broadcastTo(numbers([3]), [2])).toThrow(
        new ShapeError(
          'broadcastTo: a is [3] and b is [2]; from the last axis backwards, lengths must be equal or one of ' +
            'them 1 (here 3 and 2)',
        ),
      );
    });
  });

  test('repeats whole numbers, too', () => {
    tidy(() => {
      const repeated = broadcastTo(tensor([1, 2], { dtype: 'int32' }), [2, 2]);
      expect(repeated.dtype).toBe('int32');
      expect([...repeated.toArray()]).toEqual([1, 2, 1, 2]);
    });
  });
});

test('an operand that is broadcast and also used whole gets both cotangents', () => {
  const f = ([x, b]: readonly Tensor[]): Tensor => add(multiply(x!, b!), multiply(b!, add(b!, sum(x!))));
  expect(derivativeError(pointOf(f, [any(4, 3), any(3)]))).toBeLessThan(tolerance);
  expect(derivativeError(pointOf(f, [any(4, 3), any(4, 1)]))).toBeLessThan(tolerance);
});

test('a tensor added to itself gets the cotangent twice', () => {
  tidy(() => {
    const { gradient } = new Tape().gradient((x: Tensor) => sum(add(x, add(x, x))), tensor([1, 2]));
    expect([...gradient.toArray()]).toEqual([3, 3]);
  });
});

function numbers(shape: readonly number[]): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(disordered(size), { shape, dtype: 'float64' });
}
