import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Arena } from '../../src/array/arena.js';
import { cutAt } from '../../src/array/axes.js';
import type { DType } from '../../src/array/dtype.js';
import {
  addWindow,
  checkIndices,
  copyWindow,
  gatherRows,
  scatterAddInto,
  writeWindow,
} from '../../src/array/rows.js';
import { useArena } from '../../src/array/scope.js';
import { sizeOf, type Tensor } from '../../src/array/tensor.js';
import { tidy } from '../../src/array/tidy.js';
import { ShapeError } from '../../src/errors.js';
import { tensor } from '../../src/tape/index.js';
import { built, denseOf, read } from '../support/naive.js';
import { shapes } from '../support/shapes.js';

/** A shape, one of its axes, and a window of that axis. */
const windows = shapes
  .filter((shape) => shape.length > 0)
  .chain((shape) => fc.tuple(fc.constant(shape), fc.nat(shape.length - 1), fc.nat(5), fc.nat(5)))
  .map(([shape, axis, a, b]) => {
    const [start, end] = [a, b].map((place) => Math.min(place, shape[axis]!)).sort((x, y) => x - y);
    return { shape, axis, start: start!, length: end! - start! };
  });

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

  test.each(['float32', 'float64', 'int32', 'uint8'] as const)(
    'a window of %s is copied from any axis',
    (dtype) => {
      fc.assert(
        fc.property(windows, ({ shape, axis, start, length }) =>
          tidy(() => {
            const x = numbers(shape, dtype);
            const dense = denseOf(x);
            const to = shape.with(axis, length);
            const wanted = built(
              to,
              (index) => dense.entries[placeIn(shape, index.with(axis, index[axis]! + start))]!,
            );
            expect(denseOf(copyWindow(x, cutAt(shape, axis), start, to))).toEqual(wanted);
          }),
        ),
        { seed: 1, numRuns: 100 },
      );
    },
  );

  test('a window is written, or added, in place and the rest stays', () => {
    fc.assert(
      fc.property(windows, ({ shape, axis, start, length }) =>
        tidy(() => {
          const window = numbers(shape.with(axis, length), 'float32');
          const [written, added] = [numbers(shape, 'float32', 50), numbers(shape, 'float32', 50)];
          const [old, own] = [denseOf(written), denseOf(window)];
          const wanted = (f: (before: number, inside: number) => number) =>
            built(shape, (index) => {
              const before = old.entries[placeIn(shape, index)]!;
              const place = index[axis]! - start;
              if (place < 0 || place >= length) return before;
              return f(before, own.entries[placeIn(window.shape, index.with(axis, place))]!);
            });
          writeWindow(written, cutAt(shape, axis), start, window);
          addWindow(added, cutAt(shape, axis), start, window);
          expect(denseOf(written)).toEqual(wanted((_, inside) => inside));
          expect(denseOf(added)).toEqual(wanted((before, inside) => before + inside));
        }),
      ),
      { seed: 2, numRuns: 150 },
    );
  });

  test('gathered rows are those of the table, and scattered ones add up', () => {
    const given = fc.tuple(
      fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
      fc.array(fc.nat(4), { maxLength: 12 }),
    );
    fc.assert(
      fc.property(given, ([rest, indices]) =>
        tidy(() => {
          const [table, places] = [numbers([5, ...rest], 'float64'), tensor(indices, { dtype: 'int32' })];
          const [dense, width] = [denseOf(table), sizeOf(rest)];
          const rows = gatherRows(table, places);
          const wanted = built([indices.length, ...rest], ([row, ...index]) =>
            read(dense, [indices[row!]!, ...index]),
          );
          expect(denseOf(rows)).toEqual(wanted);
          const sums = [...dense.entries];
          wanted.entries.forEach((value, place) => {
            sums[indices[Math.floor(place / width)]! * width + (place % width)]! += value;
          });
          scatterAddInto(table, rows, places);
          expect(denseOf(table).entries).toEqual(sums);
        }),
      ),
      { seed: 3, numRuns: 100 },
    );
  });

  test('indices out of range, and of another dtype, are refused', () => {
    tidy(() => {
      const indices = (...values: number[]): Tensor => tensor(values, { dtype: 'int32' });
      checkIndices('gather', indices(0, 4), 5, 'rows');
      checkIndices('gather', indices(), 0, 'rows');
      expect(() => checkIndices('gather', indices(0, 4, 5), 5, 'rows')).toThrow(
        new RangeError('gather: index 5 at place 2 is out of range; there are 5 rows, so 0 to 4 are needed'),
      );
      expect(() => checkIndices('gather', numbers([2], 'uint8'), 5, 'rows')).toThrow(
        new ShapeError(
          "gather: the indices are uint8 [2]; int32 is needed: tensor([...], { dtype: 'int32' })",
        ),
      );
    });
  });
});

function placeIn(shape: readonly number[], index: readonly number[]): number {
  return shape.reduce((place, length, axis) => place * length + index[axis]!, 0);
}

/** Whole numbers, so that sums are exact in any order; small enough for a byte. */
function numbers(shape: readonly number[], dtype: DType, shift = 0): Tensor {
  const entries = Array.from({ length: sizeOf(shape) }, (_, place) => ((place * 37) % 101) + shift);
  return tensor(entries, { shape, dtype });
}
