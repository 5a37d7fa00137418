import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { broadcastShape, collapsed, forOuterAxes, lastFour, stridesFor } from '../../src/array/broadcast.js';
import { sizeOf } from '../../src/array/tensor.js';
import { ShapeError } from '../../src/errors.js';
import { broadcast, built, read } from '../support/naive.js';
import { broadcastable } from '../support/shapes.js';

test('broadcastShape is what padding with ones and taking the longer axis gives', () => {
  fc.assert(
    fc.property(broadcastable, ([a, b]) => {
      expect(broadcastShape('f', a, b)).toEqual(broadcast(a, b));
    }),
    { seed: 1, numRuns: 500 },
  );
});

test.each([
  [[2], [3], 2, 3],
  [[2, 3], [3, 3], 2, 3],
  [[4, 2, 3], [4, 1, 3, 3], 2, 3],
  [[0], [2], 0, 2],
])('broadcastShape refuses %j and %j, naming the axis', (a, b, ofA, ofB) => {
  expect(() => broadcastShape('add', a, b)).toThrow(
    new ShapeError(
      `add: a is [${a.join(', ')}] and b is [${b.join(', ')}]; from the last axis backwards, lengths must be equal ` +
        `or one of them 1 (here ${ofA} and ${ofB})`,
    ),
  );
});

test('strides read a dense operand where a plain read of the multi-index does', () => {
  fc.assert(
    fc.property(broadcastable, ([a, b]) => {
      const to = broadcast(a, b);
      const strides = stridesFor(a, to);
      const x = { shape: a, entries: Array.from({ length: sizeOf(a) }, (_, place) => place) };
      const wanted = built(to, (index) => read(x, index));
      const found = built(to, (index) => index.reduce((offset, i, axis) => offset + i * strides[axis]!, 0));
      expect(found).toEqual(wanted);
    }),
    { seed: 2, numRuns: 300 },
  );
});

describe('a collapsed nest', () => {
  test('visits the same offsets in the same order, four axes at a time', () => {
    fc.assert(
      fc.property(
        broadcastable.filter(([a, b]) => sizeOf(broadcast(a, b)) > 0),
        ([a, b]) => {
          const lengths = broadcast(a, b);
          const nest = { lengths, strides: [stridesFor(a, lengths), stridesFor(b, lengths)] };
          expect(visited(collapsed(nest))).toEqual(visited(nest));
          expect(collapsed(nest).lengths.length).toBeLessThanOrEqual(lengths.length);
        },
      ),
      { seed: 3, numRuns: 300 },
    );
  });

  test('of two dense operands has one axis, and of a scalar none', () => {
    const dense = stridesFor([2, 3, 4], [2, 3, 4]);
    expect(collapsed({ lengths: [2, 3, 4], strides: [dense, dense] })).toEqual({
      lengths: [24],
      strides: [[1], [1]],
    });
    expect(collapsed({ lengths: [1, 1], strides: [[0, 0]] })).toEqual({ lengths: [], strides: [[]] });
  });

  test('keeps axes apart over which an operand repeats', () => {
    const lengths = [2, 3, 4];
    const strides = [stridesFor(lengths, lengths), stridesFor([4], lengths)];
    expect(collapsed({ lengths, strides })).toEqual({
      lengths: [6, 4],
      strides: [
        [4, 1],
        [0, 1],
      ],
    });
  });
});

test('lastFour pads in front', () => {
  expect(lastFour([7], 1)).toEqual([1, 1, 1, 7]);
  expect(lastFour([2, 3, 4, 5, 6], 1)).toEqual([3, 4, 5, 6]);
});

/** The offsets of each operand at every entry of the result, as kernels of four axes would read them. */
function visited(nest: { lengths: readonly number[]; strides: readonly (readonly number[])[] }): number[][] {
  const found: number[][] = [];
  forOuterAxes(nest, (offsets, result) => {
    const inner = lastFour(nest.lengths, 1);
    expect(result).toBe(found.length);
    const { entries } = built(inner, () => 0);
    entries.forEach((_, place) => {
      const index = inner.map((length, axis) => Math.floor(place / sizeOf(inner.slice(axis + 1))) % length);
      found.push(
        nest.strides.map((own, operand) =>
          lastFour(own, 0).reduce(
            (offset, stride, axis) => offset + stride * index[axis]!,
            offsets[operand]!,
          ),
        ),
      );
    });
  });
  return found;
}
