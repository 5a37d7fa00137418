import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Arena } from '../../src/array/arena.js';
import { map, maskBits, positiveBits, restrided, zip, zipInto } from '../../src/array/elementwise.js';
import { useArena } from '../../src/array/scope.js';
import { sizeOf, type Tensor } from '../../src/array/tensor.js';
import { tidy } from '../../src/array/tidy.js';
import { ShapeError } from '../../src/errors.js';
import { tensor } from '../../src/tape/index.js';
import { denseOf, transposed, zipped } from '../support/naive.js';
import { disordered } from '../support/samples.js';
import { broadcastable, shapes } from '../support/shapes.js';

const dtypes = ['float32', 'float64'] as const;
const rounding = { float32: Math.fround, float64: (x: number): number => x };

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

  describe.each(dtypes)('of %s', (dtype) => {
    const round = rounding[dtype];

    test('zip is what reading two operands entry by entry gives, for any shapes that broadcast', () => {
      fc.assert(
        fc.property(broadcastable, ([a, b]) =>
          tidy(() => {
            const [x, y] = [numbers(a, dtype), numbers(b, dtype, 1)];
            const subtract = (p: number, q: number): number => round(p - q);
            const share = (p: number, q: number): number => (p < q ? 0 : p === q ? 0.5 : 1);
            expect(denseOf(zip('subtract', x, y))).toEqual(zipped(subtract, denseOf(x), denseOf(y)));
            expect(denseOf(zip('share', x, y))).toEqual(zipped(share, denseOf(x), denseOf(y)));
          }),
        ),
        { seed: 1, numRuns: 150 },
      );
    });

    test('zipInto does the same in place', () => {
      fc.assert(
        fc.property(broadcastable, ([a, b]) =>
          tidy(() => {
            const x = numbers(a, dtype);
            const shape = zip('add', x, numbers(b, dtype)).shape;
            const y = numbers(shape, dtype, 1);
            const multiply = (p: number, q: number): number => round(p * q);
            const wanted = zipped(multiply, denseOf(y), denseOf(x));
            zipInto('multiply', y, x);
            expect(denseOf(y)).toEqual(wanted);
          }),
        ),
        { seed: 2, numRuns: 150 },
      );
    });

    test('map is the function at every entry', () => {
      fc.assert(
        fc.property(shapes, (shape) =>
          tidy(() => {
            const x = numbers(shape, dtype);
            const { entries } = denseOf(x);
            expect(denseOf(map('negate', x))).toEqual({ shape, entries: entries.map((value) => -value) });
            expect(denseOf(map('square', x))).toEqual({
              shape,
              entries: entries.map((value) => round(value * value)),
            });
          }),
        ),
        { seed: 3, numRuns: 100 },
      );
    });

    test('restrided transposes any axes', () => {
      const given = shapes.chain((shape) =>
        fc.tuple(fc.constant(shape), fc.shuffledSubarray([...shape.keys()], { minLength: shape.length })),
      );
      fc.assert(
        fc.property(given, ([shape, axes]) =>
          tidy(() => {
            const x = numbers(shape, dtype);
            const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
            const found = restrided(
              'transpose',
              x,
              axes.map((axis) => shape[axis]!),
              axes.map((axis) => strides[axis]!),
            );
            expect(denseOf(found)).toEqual(transposed(denseOf(x), axes));
          }),
        ),
        { seed: 4, numRuns: 150 },
      );
    });

    test('positiveBits and maskBits choose entry by entry', () => {
      fc.assert(
        fc.property(shapes, (shape) =>
          tidy(() => {
            const [x, y] = [numbers(shape, dtype), numbers(shape, dtype, 1)];
            const [a, b] = [denseOf(x).entries, denseOf(y).entries];
            const bits = positiveBits(y);
            expect(String(bits)).toBe(`uint8 [${Math.ceil(a.length / 8)}]`);
            expect(denseOf(maskBits(x, bits)).entries).toEqual(a.map((value, i) => (b[i]! > 0 ? value : 0)));
          }),
        ),
        { seed: 5, numRuns: 100 },
      );
    });
  });
});

test('operands of two dtypes, and whole numbers, are refused', () => {
  tidy(() => {
    const [single, double] = [numbers([2], 'float32'), numbers([2], 'float64')];
    const whole = tensor([1, 2], { dtype: 'int32' });
    expect(() => zip('add', single, double)).toThrow(
      new ShapeError(
        'add: a is float32 [2] and b is float64 [2]; both need the same dtype: cast one of them',
      ),
    );
    expect(() => zip('add', single, whole)).toThrow(
      new ShapeError('add: a is float32 [2] and b is int32 [2]; both need the same dtype: cast one of them'),
    );
    expect(() => map('exp', whole)).toThrow(
      new ShapeError("exp: the tensor is int32 [2]; float32 or float64 is needed: cast(it, 'float32')"),
    );
  });
});

function numbers(shape: readonly number[], dtype: 'float32' | 'float64', shift = 0): Tensor {
  const size = sizeOf(shape);
  return tensor(disordered(size + shift).slice(shift), { shape, dtype });
}
