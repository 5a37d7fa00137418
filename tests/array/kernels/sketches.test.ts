import { describe, expect, test } from 'vitest';
import type { FloatKernels } from '../../../src/array/kernels.js';
import { dtypes, type FloatDType, KernelBench, onBoth, someNumbers } from '../../support/kernelBench.js';

const kinds = [
  [0, 'one set for all rows'],
  [1, 'one sample with replacement for all rows'],
  [2, 'a set for every row'],
  [3, 'a sample with replacement for every row'],
] as const;

/** rows, d, k, n: one and all entries, no row, odd lengths, vectors that are full and not. */
const sizes = [
  [1, 1, 1, 1],
  [0, 5, 2, 3],
  [1, 5, 2, 3],
  [3, 7, 7, 4],
  [4, 33, 1, 16],
  [5, 64, 9, 17],
  [2, 65, 64, 21],
  [3, 130, 13, 40],
  [2, 300, 30, 5],
] as const;

/** d and k of sets that are drawn in pieces, and of more indices than are drawn as bits. */
const largeSizes = [
  [5000, 1024],
  [5000, 1025],
  [5000, 5000],
  [65_536, 70],
  [65_537, 1100],
] as const;

describe.each(dtypes)('%s', (dtype) => {
  test.each(kinds)('the reference and the module agree to the bit; kind %i: %s', (kind) => {
    for (const [rows, d, k, n] of sizes) {
      const [got, wanted] = onBoth(dtype, (bench) => everything(bench, kind, rows, d, k, n));
      expect(got).toEqual(wanted);
    }
  });

  test.each(largeSizes)(
    'they agree where %i entries are too many for one go, of which %i are kept',
    (d, k) => {
      for (const kind of [0, 1, 2]) {
        const [got, wanted] = onBoth(dtype, (bench) => {
          bench.memory.grow(64);
          const [y, x] = [bench.room(2 * k), bench.room(2 * d)];
          bench.kernels.sample(2, d, 5, 6, k, kind, bench.put(someNumbers(2 * d)), y);
          bench.kernels.unsample(2, d, 5, 6, k, kind, y, x);
          return [...bench.read(y, 2 * k), ...bench.read(x, 2 * d)];
        });
        expect(got).toEqual(wanted);
      }
    },
  );

  test('signs have the reference bits for every length, and one magnitude', () => {
    for (const n of [0, 1, 31, 32, 33, 127, 128, 129, 1000]) {
      const [got, wanted] = onBoth(dtype, (bench) => {
        const y = bench.room(n);
        bench.kernels.signs(n, 1 / Math.sqrt(3), 0xdeadbeef, 9, y);
        return bench.read(y, n);
      });
      expect(got).toEqual(wanted);
      const magnitude = dtype === 'float32' ? Math.fround(1 / Math.sqrt(3)) : 1 / Math.sqrt(3);
      expect(got.slice(0, n).every((value) => Math.abs(value) === magnitude)).toBe(true);
    }
  });

  test('what was kept of everything without replacement comes back to the bit', () => {
    const odd = [0, -0, Number.NaN, 1e-40, -1, Number.POSITIVE_INFINITY, 3].map(Math.fround);
    for (const kind of [0, 2]) {
      const bench = new KernelBench('wasm', dtype);
      const [x, y, back] = [bench.put([...odd, ...odd]), bench.room(14), bench.room(14)];
      bench.kernels.sample(2, 7, 1, 2, 7, kind, x, y);
      bench.kernels.unsample(2, 7, 1, 2, 7, kind, y, back);
      expect(bench.read(back, 14)).toEqual(bench.read(x, 14));
    }
  });

  test('with replacement, what was drawn twice counts twice', () => {
    const bench = new KernelBench('wasm', dtype);
    const [x, y, back] = [bench.put([2, 3]), bench.room(5), bench.room(2)];
    bench.kernels.sample(1, 2, 1, 2, 5, 1, x, y);
    const drawn = bench.read(y, 5).slice(0, 5);
    bench.kernels.unsample(1, 2, 1, 2, 5, 1, y, back);
    const factor = dtype === 'float32' ? Math.fround(2 / 5) : 2 / 5;
    const times = (value: number): number => drawn.filter((each) => each === value).length;
    // Up to five rounded products, added one by one.
    const tolerance = 12 * (dtype === 'float32' ? 2 ** -24 : 2 ** -53);
    for (const [i, value] of [2, 3].entries()) {
      const wanted = times(value) * factor * value;
      expect(Math.abs(bench.read(back, 2)[i]! - wanted)).toBeLessThanOrEqual(tolerance * wanted);
    }
    expect(times(2) * times(3)).toBeGreaterThan(0);
  });

  test('a sum by samples of rows is the one by a sample of all, where there is one row', () => {
    for (const [replace, d, k, n] of [
      [0, 12, 5, 7],
      [1, 12, 9, 20],
    ] as const) {
      const bench = new KernelBench('wasm', dtype);
      // So that no product is rounded: whole numbers, and a factor d / k that both use alike.
      const [y, g] = [bench.put(new Array(k).fill(1)), bench.put(someNumbers(n))];
      const c = bench.put(Array.from({ length: k }, () => someNumbers(n)).flat());
      const [a, b] = [bench.put(someNumbers(d * n, 3)), bench.put(someNumbers(d * n, 3))];
      bench.kernels.addSampledRows(k, n, 8, 9, d, replace, c, a);
      bench.kernels.addSampledProduct(1, n, 8, 9, d, k, replace | 2, y, g, b);
      expect(bench.read(a, d * n)).toEqual(bench.read(b, d * n));
    }
  });
});

describe('which indices are drawn', () => {
  test.each(kinds)('is the same for float32 and float64; kind %i: %s', (kind) => {
    const [single, double] = dtypes.map((dtype) => drawn(3, 40, 11, kind, [1, 2], dtype));
    expect(single).toEqual(double);
  });

  test('does not depend on how many rows there are', () => {
    for (const [kind] of kinds) {
      expect(drawn(2, 40, 11, kind, [1, 2])).toEqual(drawn(5, 40, 11, kind, [1, 2]).slice(0, 2));
    }
  });

  test('rises without replacement, within the range; all rows have that of the first, or each its own', () => {
    for (const d of [40, 70_000]) {
      for (const kind of [0, 2]) {
        const rows = drawn(3, d, 11, kind, [1, 2]);
        for (const row of rows) {
          expect(row.every((i, s) => i >= 0 && i < d && (s === 0 || i > row[s - 1]!))).toBe(true);
        }
        expect(new Set(rows.map(String)).size).toBe(kind === 0 ? 1 : 3);
        expect(rows[0]).toEqual(drawn(1, d, 11, 0, [1, 2])[0]);
      }
    }
  });

  test('is each subset as often as any other, as chi-square sees it', () => {
    // 20 subsets of three of six; and, of two rows, 36 pairs of subsets of two of four.
    expectEven(tallied(underKeys(20_000, 1, 6, 3, 0)), 20);
    expectEven(tallied(underKeys(20_000, 2, 4, 2, 2)), 36);
    // All rows of one draw, too.
    expectEven(tallied(drawn(20_000, 6, 3, 2, [3, 4])), 20);
  });

  test('is each index as often as any other with replacement, whatever the one before', () => {
    expectEven(tallied(underKeys(20_000, 1, 5, 2, 1)), 25);
    expectEven(tallied(drawn(20_000, 5, 2, 3, [3, 4])), 25);
  });

  test('is spread evenly over more indices than are drawn as bits', () => {
    const d = 66_000;
    const cells = drawn(20, d, 3000, 2, [1, 2]).flatMap((row) => row.map((i) => Math.floor((i * 60) / d)));
    // Without replacement the counts deviate less, by (d - k) / (d - 1) of the variance, 0.95.
    expectEven(tallied(cells), 60);
  });

  test('is another thing under another key, and has nothing to do with it', () => {
    const [d, k, rows] = [40, 10, 2000];
    const first = drawn(rows, d, k, 3, [1, 2]).flat();
    const others = [
      [2, 2],
      [1, 3],
      [2, 1],
    ] as const;
    for (const key of others) {
      const second = drawn(rows, d, k, 3, key).flat();
      expect(Math.abs(correlation(first, second, d)) * Math.sqrt(rows * k)).toBeLessThan(4);
    }
    // Nor has one row to do with the next, or an index with that behind it.
    expect(Math.abs(correlation(first, first.slice(k), d)) * Math.sqrt(rows * k)).toBeLessThan(4);
    expect(Math.abs(correlation(first, first.slice(1), d)) * Math.sqrt(rows * k)).toBeLessThan(4);
  });
});

test('signs are even, and the patterns of four too', () => {
  const bench = new KernelBench('wasm', 'float32');
  const n = 1 << 16;
  const y = bench.room(n);
  bench.kernels.signs(n, 1, 1, 2, y);
  const values = bench.read(y, n).slice(0, n);
  expectEven(tallied(Array.from({ length: n / 4 }, (_, i) => values.slice(4 * i, 4 * i + 4))), 16);
  const shifted = values.slice(128);
  const together = shifted.reduce((total, value, i) => total + value * values[i]!, 0);
  expect(Math.abs(together) / Math.sqrt(shifted.length)).toBeLessThan(4);
});

/** What all kernels of samples write. */
function everything(
  bench: KernelBench,
  kind: number,
  ...[rows, d, k, n]: readonly [number, number, number, number]
): number[] {
  const kernels: FloatKernels = bench.kernels;
  const [y, x] = [bench.room(rows * k), bench.room(rows * d)];
  const [shared, own] = [bench.put(someNumbers(d * n, 5)), bench.put(someNumbers(d * n, 6))];
  kernels.sample(rows, d, 0xdeadbeef, 3, k, kind, bench.put(someNumbers(rows * d)), y);
  kernels.unsample(rows, d, 0xdeadbeef, 3, k, kind, y, x);
  kernels.addSampledRows(k, n, 0xdeadbeef, 3, d, kind, bench.put(someNumbers(k * n, 2)), shared);
  const g = bench.put(someNumbers(rows * n, 3));
  kernels.addSampledProduct(rows, n, 0xdeadbeef, 3, d, k, kind, y, g, own);
  return [
    ...bench.read(y, rows * k),
    ...bench.read(x, rows * d),
    ...bench.read(shared, d * n),
    ...bench.read(own, d * n),
  ];
}

/** The indices themselves: a sample of rows whose entries are 0, 1, 2 ... */
function drawn(
  rows: number,
  d: number,
  k: number,
  kind: number,
  [low, high]: readonly [number, number],
  dtype: FloatDType = 'float32',
): number[][] {
  const bench = new KernelBench('wasm', dtype);
  const entries = new Float32Array(rows * d).map((_, i) => i % d);
  bench.memory.grow(Math.ceil((8 * rows * (d + k)) / 65_536));
  const [x, y] = [bench.put(entries), bench.room(rows * k)];
  bench.kernels.sample(rows, d, low, high, k, kind, x, y);
  const all = bench.read(y, rows * k);
  return Array.from({ length: rows }, (_, r) => all.slice(r * k, (r + 1) * k));
}

/** The indices of all rows under each of many keys. */
function underKeys(keys: number, rows: number, d: number, k: number, kind: number): number[][] {
  const bench = new KernelBench('wasm', 'float32');
  const entries = Array.from({ length: rows * d }, (_, i) => i % d);
  const [x, y] = [bench.put(entries), bench.room(rows * k)];
  return Array.from({ length: keys }, (_, nth) => {
    bench.kernels.sample(rows, d, nth, 77, k, kind, x, y);
    return bench.read(y, rows * k).slice(0, rows * k);
  });
}

/** How often each thing is met. */
function tallied(things: readonly unknown[]): number[] {
  const counts = new Map<string, number>();
  for (const thing of things) counts.set(String(thing), (counts.get(String(thing)) ?? 0) + 1);
  return [...counts.values()];
}

// Chi-square has the mean `cells` - 1 and the variance twice that: within 4 deviations.
function expectEven(counts: readonly number[], cells: number): void {
  expect(counts.length).toBe(cells);
  const mean = counts.reduce((total, count) => total + count, 0) / cells;
  const chiSquare = counts.reduce((total, count) => total + (count - mean) ** 2 / mean, 0);
  expect(Math.abs(chiSquare - (cells - 1))).toBeLessThan(4 * Math.sqrt(2 * (cells - 1)));
}

// Indices below d have the mean (d - 1) / 2 and the variance (d² - 1) / 12.
function correlation(u: readonly number[], v: readonly number[], d: number): number {
  const mean = (d - 1) / 2;
  const sum = v.reduce((total, value, i) => total + (u[i]! - mean) * (value - mean), 0);
  return sum / ((v.length * (d ** 2 - 1)) / 12);
}
