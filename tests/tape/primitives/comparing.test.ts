import { describe, expect, test } from 'vitest';
import {
  abs,
  add,
  maximum,
  minimum,
  relu,
  ShapeError,
  scan,
  sign,
  sum,
  Tape,
  type Tensor,
  tensor,
  tidy,
  where,
} from '../../../src/tape/index.js';
import { derivativeError, pointOf, tolerance } from '../../support/gradients.js';
import { denseOf, zipped } from '../../support/naive.js';
import { any, given } from '../../support/samples.js';

describe.each([
  ['maximum', maximum, Math.max],
  ['minimum', minimum, Math.min],
] as const)('%s', (_name, f, plainly) => {
  test('broadcasts', () => {
    tidy(() => {
      const [a, b] = [tensor([[1, 5, 3]]), tensor([[2], [4]])];
      expect(denseOf(f(a, b))).toEqual(zipped(plainly, denseOf(a), denseOf(b)));
    });
  });

  test('shares the cotangent where both are equal', () => {
    tidy(() => {
      const loss = ([a, b]: readonly [Tensor, Tensor]): Tensor => sum(f(a, b));
      const { gradient } = new Tape().gradient(loss, [tensor([2, 2]), tensor([2, 2])]);
      for (const leaf of gradient) expect([...leaf.toArray()]).toEqual([0.5, 0.5]);
    });
  });

  test.each([true, false])('gives both the cotangent where one is NaN, compiled or not: %s', (compile) => {
    tidy(() => {
      const step = ([a, b]: readonly [Tensor, Tensor], state: Tensor) => ({
        state: add(state, sum(f(a, b))),
      });
      const loss = (parameters: readonly [Tensor, Tensor]): Tensor =>
        scan(step, { parameters, state: tensor(0), inputs: { extent: 2, at: () => [] } }).state;
      const wins = plainly(1, 2) === 1 ? 2 : 0;
      const { gradient } = new Tape({ compile }).gradient(loss, [
        tensor([NaN, 1, NaN, 1, 3]),
        tensor([1, NaN, NaN, 2, 3]),
      ]);
      expect([...gradient[0].toArray()]).toEqual([2, 2, 2, wins, 1]);
      expect([...gradient[1].toArray()]).toEqual([2, 2, 2, 2 - wins, 1]);
    });
  });
});

describe('where', () => {
  test('takes a where the condition is not 0, and broadcasts all three', () => {
    tidy(() => {
      const condition = tensor([[1], [0], [-0.5]]);
      const y = where(condition, tensor([10, 20]), tensor(7));
      expect(y.shape).toEqual([3, 2]);
      expect([...y.toArray()]).toEqual([10, 20, 7, 7, 10, 20]);
      expect(where(tensor([1, 0]), tensor(3), tensor(4)).shape).toEqual([2]);
    });
  });

  test.each([
    [
      [2, 3],
      [2, 3],
    ],
    [[3], [2, 1]],
    [[], [2, 3]],
    [
      [4, 1, 3],
      [2, 3],
    ],
  ])('is differentiated by branches %j and %j', (a, b) => {
    const f = ([c, x, y]: readonly Tensor[]): Tensor => where(c!, x!, y!);
    const condition = given([2, 3], [1, 0, 0, 1, 1, 0]);
    expect(derivativeError(pointOf(f, [condition, any(...a), any(...b)]))).toBeLessThan(tolerance);
  });

  test('keeps infinities of the branch not taken out of the value', () => {
    tidy(() => {
      expect([...where(tensor([1, 0]), tensor([5, NaN]), tensor([Infinity, 6])).toArray()]).toEqual([5, 6]);
    });
  });

  test('refuses shapes that do not broadcast and two dtypes', () => {
    tidy(() => {
      const [a, b] = [tensor([1, 2]), tensor([1, 2, 3])];
      expect(() => where(a, a, b)).toThrow(
        new ShapeError(
          'where: a is [2] and b is [3]; from the last axis backwards, lengths must be equal or one of them 1 ' +
            '(here 2 and 3)',
        ),
      );
      expect(() => where(a, a, tensor([1, 2], { dtype: 'float64' }))).toThrow(
        new ShapeError(
          'where: a is float32 [2] and b is float64 [2]; both need the same dtype: cast one of them',
        ),
      );
    });
  });
});

test.each([
  ['relu', relu],
  ['abs', abs],
  ['sign', sign],
] as const)('the derivative of %s at 0 is 0', (_name, f) => {
  tidy(() => {
    const { gradient } = new Tape().gradient((x: Tensor) => sum(f(x)), tensor([0, -0]));
    for (const value of gradient.toArray()) expect(Math.abs(value)).toBe(0);
  });
});
