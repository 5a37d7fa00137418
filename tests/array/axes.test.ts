import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Arena } from '../../src/array/arena.js';
import {
  broadcastCut,
  checkedAxis,
  cutAt,
  normaliseAxis,
  reduceAxis,
  sumAxis,
  sumAxisInto,
} from '../../src/array/axes.js';
import { useArena } from '../../src/array/scope.js';
import { sizeOf, type Tensor } from '../../src/array/tensor.js';
import { tidy } from '../../src/array/tidy.js';
import { ShapeError } from '../../src/errors.js';
import { tensor } from '../../src/tape/index.js';
import { built, type Dense, denseOf, read, reduced } from '../support/naive.js';
import { disordered } from '../support/samples.js';
import { broadcastable, shapes } from '../support/shapes.js';

/** A shape with one of its axes. */
const withAxis = shapes
  .filter((shape) => shape.length > 0)
  .chain((shape) => fc.tuple(fc.constant(shape), fc.nat(shape.length - 1)));

const plainSum = (list: number[]): number => list.reduce((a, b) => a + b, 0);

// At most 3^5 * 5 numbers below 2 are added, in another order than here: an error below 1215 * 2430 * 2^-53 < 4e-10 in
// the worst case; for the few entries of an axis, below 1e-13.
const digits = 9;

describe.each(['wasm', 'reference'] as const)('with the %s kernels', (backend) => {
  const arena = new Arena({ backend });
  let before: Arena;
  beforeAll(() => {
    before = useArena(arena);
  });
  afterAll(() => {
    useArena(before);
    expect(arena.liveBytes).toBe(0);
  });

  test('sums, maxima and logarithms of sums along any axis are those of lists', () => {
    const logSumExp = (list: number[]): number =>
      list.length === 0 ? -Infinity : Math.log(plainSum(list.map(Math.exp)));
    fc.assert(
      fc.property(withAxis, ([shape, axis]) =>
        tidy(() => {
          const x = numbers(shape);
          const [cut, to] = [cutAt(shape, axis), shape.with(axis, 1)];
          expectClose(sumAxis(x, cut, to), reduced(plainSum, denseOf(x), axis));
          expectClose(
            reduceAxis('max', x, cut, to),
            reduced((list) => Math.max(...list), denseOf(x), axis),
          );
          expectClose(reduceAxis('logSumExp', x, cut, to), reduced(logSumExp, denseOf(x), axis));
        }),
      ),
      { seed: 1, numRuns: 150 },
    );
  });

  test('sumAxisInto adds to what is there', () => {
    fc.assert(
      fc.property(withAxis, ([shape, axis]) =>
        tidy(() => {
          const [x, y] = [numbers(shape), numbers(shape.with(axis, 1))];
          const [old, sums] = [denseOf(y).entries, reduced(plainSum, denseOf(x), axis)];
          sumAxisInto(y, x, cutAt(shape, axis));
          expectClose(y, { shape: sums.shape, entries: sums.entries.map((value, i) => value + old[i]!) });
        }),
      ),
      { seed: 2, numRuns: 100 },
    );
  });

  test('softmax divides exponentials by their sum along any axis, and logSoftmax is its logarithm', () => {
    fc.assert(
      fc.property(withAxis, ([shape, axis]) =>
        tidy(() => {
          const x = denseOf(numbers(shape));
          const totals = reduced((list) => plainSum(list.map(Math.exp)), x, axis);
          const softmax = built(shape, (index) => Math.exp(read(x, index)) / read(totals, index));
          const cut = cutAt(shape, axis);
          expectClose(normaliseAxis('softmax', numbers(shape), cut), softmax);
          expectClose(normaliseAxis('logSoftmax', numbers(shape), cut), {
            shape,
            entries: softmax.entries.map(Math.log),
          });
        }),
      ),
      { seed: 3, numRuns: 100 },
    );
  });
});

test('a cut says how many entries lie before, in and behind its axes', () => {
  expect(cutAt([2, 3, 4, 5], 1)).toEqual({ outer: 2, middle: 3, inner: 20 });
  expect(cutAt([2, 3, 4, 5], 1, 3)).toEqual({ outer: 2, middle: 12, inner: 5 });
  expect(cutAt([], 0, 0)).toEqual({ outer: 1, middle: 1, inner: 1 });
});

test('the axes that a sum to a smaller shape removes are one cut, wherever they are neighbours', () => {
  fc.assert(
    fc.property(broadcastable, ([from, target]) =>
      tidy(() => {
        const x = numbers(from);
        const fits = target.every((length, axis) => {
          const own = from[axis - target.length + from.length];
          return own !== undefined && (length === own || length === 1);
        });
        fc.pre(fits);
        const cut = broadcastCut(from, target);
        fc.pre(cut !== undefined);
        if (cut === undefined) return;
        const extra = from.length - target.length;
        const wanted = from.reduce((rest: Dense, _, axis) => {
          const isSummed = axis < extra || target[axis - extra] === 1;
          return isSummed ? reduced(plainSum, rest, axis) : rest;
        }, denseOf(x));
        expectClose(sumAxis(x, cut, target), { shape: target, entries: wanted.entries });
      }),
    ),
    { seed: 4, numRuns: 500 },
  );
  expect(broadcastCut([2, 3, 4], [1, 3, 1])).toBeUndefined();
});

test('an axis may count from the end', () => {
  expect([0, 1, 2, -1, -2, -3].map((axis) => checkedAxis('f', axis, 3))).toEqual([0, 1, 2, 2, 1, 0]);
  for (const axis of [3, -4, 0.5, NaN])
    expect(() => checkedAxis('f', axis, 3)).toThrow(
      new ShapeError(`f: axis is ${axis}; a whole number from -3 to 2 is needed`),
    );
  expect(() => checkedAxis('f', 0, 0)).toThrow(
    new ShapeError('f: axis is 0; the tensor is a scalar, which has no axis'),
  );
});

function numbers(shape: readonly number[]): Tensor {
  return tensor(disordered(sizeOf(shape)), { shape, dtype: 'float64' });
}

function expectClose(found: Tensor, wanted: Dense): void {
  expect(found.shape).toEqual(wanted.shape);
  found.toArray().forEach((value, place) => {
    expect(value).toBeCloseTo(wanted.entries[place]!, digits);
  });
}
