import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Arena } from '../../src/array/arena.js';
import { cutAt } from '../../src/array/axes.js';
import type { DType } from '../../src/array/dtype.js';
import { restrided } from '../../src/array/elementwise.js';
import { cast, compare, select, sumWhole } from '../../src/array/masks.js';
import { useArena } from '../../src/array/scope.js';
import { sizeOf, type Tensor } from '../../src/array/tensor.js';
import { tidy } from '../../src/array/tidy.js';
import { ShapeError } from '../../src/errors.js';
import { tensor } from '../../src/tape/index.js';
import { denseOf, reduced, transposed, zipped } from '../support/naive.js';
import { broadcastable, shapes } from '../support/shapes.js';

const dtypes: readonly DType[] = ['float32', 'float64', 'int32', 'uint8'];

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

  test.each(dtypes)(
    'compare of %s reads two operands entry by entry, for any shapes that broadcast',
    (dtype) => {
      fc.assert(
        fc.property(broadcastable, ([a, b]) =>
          tidy(() => {
            const [x, y] = [whole(a, dtype), whole(b, dtype, 1)];
            const found = compare('greater', 'greater', x, y);
            expect(found.dtype).toBe('uint8');
            expect(denseOf(found)).toEqual(zipped((p, q) => (p > q ? 1 : 0), denseOf(x), denseOf(y)));
          }),
        ),
        { seed: 1, numRuns: 60 },
      );
    },
  );

  test.each(dtypes)('select and restrided move %s as it is', (dtype) => {
    fc.assert(
      fc.property(shapes, (shape) =>
        tidy(() => {
          const [x, y] = [whole(shape, dtype), whole(shape, dtype, 1)];
          const chosen = select(compare('greater', 'greater', x, y), x, y);
          expect(denseOf(chosen)).toEqual(zipped(Math.max, denseOf(x), denseOf(y)));
          const axes = shape.map((_, axis) => shape.length - 1 - axis);
          const turned = restrided(
            'transpose',
            x,
            axes.map((axis) => shape[axis]!),
            axes.map((axis) => sizeOf(shape.slice(axis + 1))),
          );
          expect(denseOf(turned)).toEqual(transposed(denseOf(x), axes));
        }),
      ),
      { seed: 2, numRuns: 60 },
    );
  });

  test.each(dtypes)('cast of %s and back is the same where the other dtype holds it', (dtype) => {
    tidy(() => {
      const x = whole([3, 5], dtype);
      for (const other of dtypes) {
        const y = cast(x, other);
        expect(String(y)).toBe(`${other} [3, 5]`);
        expect(denseOf(cast(y, dtype))).toEqual(denseOf(x));
      }
    });
  });

  test.each(['int32', 'uint8'] as const)('sums of %s along any axis are those of lists', (dtype) => {
    tidy(() => {
      const x = whole([3, 20, 5], dtype);
      for (const axis of [0, 1, 2]) {
        const found = sumWhole(x, cutAt(x.shape, axis), x.shape.with(axis, 1));
        expect(found.dtype).toBe('int32');
        const plain = (list: readonly number[]): number => list.reduce((sum, each) => sum + each, 0);
        expect(denseOf(found)).toEqual(reduced(plain, denseOf(x), axis));
      }
    });
  });

  test('a sum of whole numbers that int32 does not hold is refused', () => {
    tidy(() => {
      const x = tensor(
        [
          [1, 2],
          [2 ** 31 - 1, 1],
        ],
        { dtype: 'int32' },
      );
      const message = (nth: number): RangeError =>
        new RangeError(
          `sum: entry ${nth} of the sum of int32 [2, 2] is beyond int32; sum cast(x, 'float64') instead`,
        );
      expect(() => sumWhole(x, cutAt(x.shape, 1), [2, 1])).toThrow(message(1));
      expect(() => sumWhole(x, cutAt(x.shape, 0), [1, 2])).toThrow(message(0));
    });
  });
});

test('two dtypes are refused', () => {
  tidy(() => {
    const [single, double] = [whole([2], 'float32'), whole([2], 'float64')];
    expect(() => compare('less', 'greater', single, double)).toThrow(
      new ShapeError(
        'less: a is float32 [2] and b is float64 [2]; both need the same dtype: cast one of them',
      ),
    );
    expect(() => select(whole([2], 'uint8'), single, double)).toThrow(
      new ShapeError(
        'where: a is float32 [2] and b is float64 [2]; both need the same dtype: cast one of them',
      ),
    );
    expect(() => select(single, single, single)).toThrow(
      new ShapeError('where: the condition is float32 [2]; uint8 is needed'),
    );
  });
});

/** Whole numbers from 0 to 6, in a fixed disorder. */
function whole(shape: readonly number[], dtype: DType, shift = 0): Tensor {
  const values = Array.from(
    { length: sizeOf(shape) },
    (_, place) => (5 * place * place + 3 * place + shift) % 7,
  );
  return tensor(values, { shape, dtype });
}
