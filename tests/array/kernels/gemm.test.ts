import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dtypes, type FloatDType, type KernelBench, onBoth, someNumbers } from '../../support/kernelBench.js';

type Flag = 0 | 1;
interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA: Flag;
  readonly transposeB: Flag;
  readonly accumulate: Flag;
}

const flag = fc.constantFrom<Flag>(0, 1);
const flags = { transposeA: flag, transposeB: flag, accumulate: flag };
const upTo = (limit: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: limit });

describe.each(dtypes)('gemm of %s', (dtype) => {
  test('has the reference bits for every small shape', () => {
    const small = fc.record({ m: upTo(17), n: upTo(17), k: upTo(17), ...flags });
    fc.assert(
      fc.property(small, (product) => sameBits(dtype, product)),
      { numRuns: 800, seed: 1 },
    );
  });

  test('has the reference bits for wide, tall and deep shapes', () => {
    const shape = fc.oneof(
      fc.record({ m: upTo(5), n: upTo(140), k: upTo(40), ...flags }),
      fc.record({ m: upTo(140), n: upTo(12), k: upTo(20), ...flags }),
      fc.record({ m: upTo(12), n: upTo(12), k: fc.integer({ min: 250, max: 530 }), ...flags }),
      fc.record({ m: upTo(9), n: fc.integer({ min: 250, max: 1040 }), k: upTo(9), ...flags }),
      fc.record({ m: upTo(7), n: upTo(40), k: fc.integer({ min: 30, max: 140 }), ...flags }),
    );
    fc.assert(
      fc.property(shape, (product) => sameBits(dtype, product)),
      { numRuns: 200, seed: 2 },
    );
  });

  test.each(everyFlag())('has the reference bits over several blocks of each extent: %o', (choice) => {
    sameBits(dtype, { m: 131, n: 37, k: 259, ...choice });
    sameBits(dtype, { m: 66, n: 522, k: 261, ...choice });
  });

  test('a NaN or an infinity in either operand reaches C, also times 0', () => {
    const product = { ...plain, m: 5, n: 9, k: 3 };
    for (const odd of [NaN, Infinity]) {
      const fifth = (i: number): number => (i === 4 ? odd : 1);
      const [left] = onBoth(dtype, (bench) => productOf(bench, product, fifth, () => 0));
      const [right] = onBoth(dtype, (bench) => productOf(bench, product, () => 0, fifth));
      // Row 1 of C where A has it at [1, 1], column 4 where B has it at [0, 4].
      expect(left.slice(0, 45)).toEqual(grid((i) => (i === 1 ? NaN : 0)));
      expect(right.slice(0, 45)).toEqual(grid((_, j) => (j === 4 ? NaN : 0)));
    }
  });

  test('over no depth it clears C, or leaves it where it accumulates', () => {
    const empty = { ...plain, m: 3, n: 5, k: 0 };
    const [cleared] = onBoth(dtype, (bench) => productOf(bench, empty, one, one).slice(0, 15));
    const [left] = onBoth(dtype, (bench) =>
      productOf(bench, { ...empty, accumulate: 1 }, one, one).slice(0, 15),
    );
    expect(cleared).toEqual(new Array(15).fill(0));
    expect(left).toEqual(someNumbers(15, 3));
  });
});

const plain = { transposeA: 0, transposeB: 0, accumulate: 0 } as const;

function one(): number {
  return 1;
}

function grid(entry: (i: number, j: number) => number): number[] {
  return Array.from({ length: 45 }, (_, at) => entry(Math.floor(at / 9), at % 9));
}

function everyFlag(): { transposeA: Flag; transposeB: Flag; accumulate: Flag }[] {
  const both = [0, 1] as const;
  return both.flatMap((transposeA) =>
    both.flatMap((transposeB) => both.map((accumulate) => ({ transposeA, transposeB, accumulate }))),
  );
}

function sameBits(dtype: FloatDType, product: Product): void {
  const a = someNumbers(product.m * product.k, 1);
  const b = someNumbers(product.k * product.n, 2);
  const [got, wanted] = onBoth(dtype, (bench) =>
    productOf(
      bench,
      product,
      (i) => a[i]!,
      (i) => b[i]!,
    ),
  );
  expect(got).toEqual(wanted);
}

function productOf(
  bench: KernelBench,
  { m, n, k, transposeA, transposeB, accumulate }: Product,
  left: (i: number) => number,
  right: (i: number) => number,
): number[] {
  const a = bench.put(Array.from({ length: m * k }, (_, i) => left(i)));
  const b = bench.put(Array.from({ length: k * n }, (_, i) => right(i)));
  const c = bench.put(someNumbers(m * n, 3));
  bench.kernels.gemm(m, n, k, a, transposeA, b, transposeB, c, accumulate);
  return bench.read(c, m * n);
}
