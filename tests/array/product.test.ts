import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Arena } from '../../src/array/arena.js';
import { product, productInto } from '../../src/array/product.js';
import { useArena } from '../../src/array/scope.js';
import { sizeOf, type Tensor } from '../../src/array/tensor.js';
import { tidy } from '../../src/array/tidy.js';
import { tensor } from '../../src/tape/index.js';
import { built, type Dense, denseOf, read, transposed } from '../support/naive.js';
import { disordered } from '../support/samples.js';

const given = fc.record({
  lengths: fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)),
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
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

  test.each([
    ['float32', Math.fround],
    ['float64', (x: number) => x],
  ] as const)('products of %s are added in order, from 0 or from what is there', (dtype, round) => {
    fc.assert(
      fc.property(given, ({ lengths: [m, k, n], ...options }) =>
        tidy(() => {
          const a = numbers(options.transposeA ? [k, m] : [m, k], dtype);
          const b = numbers(options.transposeB ? [n, k] : [k, n], dtype);
          const c = numbers([m, n], dtype);
          const opA = options.transposeA ? transposed(denseOf(a), [1, 0]) : denseOf(a);
          const opB = options.transposeB ? transposed(denseOf(b), [1, 0]) : denseOf(b);
          const nothing = { shape: [m, n], entries: Array<number>(m * n).fill(0) };
          const wanted = plainly(denseOf(c), opA, opB, round);
          productInto(c, a, b, options);
          expect(denseOf(c)).toEqual(wanted);
          expect(denseOf(product(a, b, options))).toEqual(plainly(nothing, opA, opB, round));
        }),
      ),
      { seed: 1, numRuns: 60 },
    );
  });
});

function plainly(c: Dense, a: Dense, b: Dense, round: (x: number) => number): Dense {
  return built(c.shape, ([i, j]) => {
    let total = c.entries[i! * c.shape[1]! + j!]!;
    for (let place = 0; place < a.shape[1]!; place += 1)
      total = round(total + round(read(a, [i!, place]) * read(b, [place, j!])));
    return total;
  });
}

function numbers(shape: readonly number[], dtype: 'float32' | 'float64'): Tensor {
  return tensor(disordered(sizeOf(shape)), { shape, dtype });
}
