import { describe, expect, test } from 'vitest';
import { philox } from '../../../src/array/kernels/reference/random.js';
import { dtypes, type FloatDType, KernelBench, onBoth, someNumbers } from '../../support/kernelBench.js';
import { ulps32, ulps64 } from '../../support/ulp.js';

const n = 1 << 16;

test('philox gives the known answers that were published with it', () => {
  expect(philox([0, 0, 0, 0], 0, 0)).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
  const ones = 0xffffffff;
  expect(philox([ones, ones, ones, ones], ones, ones)).toEqual([
    0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd,
  ]);
  expect(philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], 0xa4093822, 0x299f31d0)).toEqual([
    0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1,
  ]);
});

describe.each(dtypes)('%s', (dtype) => {
  test('uniform and dropout have the reference bits, for every length', () => {
    for (const count of [0, 1, 2, 3, 4, 5, 7, 8, 101]) {
      const [got, wanted] = onBoth(dtype, (bench) => {
        const [u, y] = [bench.room(count), bench.room(count)];
        bench.kernels.uniform(count, u, 0xdeadbeef, 3);
        bench.kernels.dropout(count, 0.3, 5, 0xffffffff, bench.put(someNumbers(count)), y);
        return [...bench.read(u, count), ...bench.read(y, count)];
      });
      expect(got).toEqual(wanted);
    }
  });

  test('normal is what the reference says', () => {
    // In float64 the log, the root, the turn and their product err by 1/2 to 2 ulp each; near a zero of the wave the
    // argument's rounding, 2^-53 of at most 2π, weighs more: absolute.
    const [got, wanted] = onBoth(dtype, (bench) => numbers(bench, 'normal', 999, 1, 2));
    const ulps = dtype === 'float32' ? ulps32 : ulps64;
    for (const [i, value] of got.entries()) {
      if (Math.abs(value - wanted[i]!) > 2 ** -49) expect(ulps(value, wanted[i]!)).toBeLessThanOrEqual(8);
    }
  });

  test('an entry depends on the seed and its place alone, not on how many are made', () => {
    const bench = new KernelBench('wasm', dtype);
    for (const name of ['uniform', 'normal'] as const) {
      expect(numbers(bench, name, 10, 1, 2)).toEqual(numbers(bench, name, 100, 1, 2).slice(0, 10));
    }
  });

  test('uniform fills [0, 1) evenly, as chi-square sees it', () => {
    const cells = new Array(256).fill(0);
    for (const u of uniforms(dtype, 1, 2)) {
      expect(u >= 0 && u < 1).toBe(true);
      cells[Math.floor(u * 256)]++;
    }
    const chiSquare = cells.reduce((total, count) => total + (count - n / 256) ** 2 / (n / 256), 0);
    // 255 degrees of freedom: mean 255, deviation √510; within 4 deviations.
    expect(Math.abs(chiSquare - 255)).toBeLessThan(4 * Math.sqrt(510));
  });

  test('neighbours, halves and other seeds do not go together', () => {
    const u = uniforms(dtype, 1, 2);
    const others = [
      u.slice(1),
      u.slice(2),
      u.slice(4),
      u.slice(n / 2),
      uniforms(dtype, 2, 2),
      uniforms(dtype, 1, 3),
    ];
    // The correlation of m independent pairs deviates from 0 by 1 / √m.
    for (const v of others) expect(Math.abs(correlation(u, v)) * Math.sqrt(v.length)).toBeLessThan(4);
  });

  test('normal has the moments of a standard normal', () => {
    const x = numbers(new KernelBench('wasm', dtype), 'normal', n, 7, 8);
    const moment = (power: number): number => x.reduce((total, value) => total + value ** power, 0) / n;
    // The variances of x, x², x³ and x⁴ are 1, 2, 15 and 96.
    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  });

  test('dropout drops the fraction that it should and makes up for it', () => {
    const bench = new KernelBench('wasm', dtype);
    const [x, y] = [bench.put(new Array(n).fill(1)), bench.room(n)];
    bench.kernels.dropout(n, 0.25, 1, 2, x, y);
    const kept = bench
      .read(y, n)
      .slice(0, n)
      .filter((value) => value !== 0);
    expect(new Set(kept)).toEqual(new Set([dtype === 'float32' ? Math.fround(4 / 3) : 4 / 3]));
    expect(Math.abs(kept.length - 0.75 * n)).toBeLessThan(4 * Math.sqrt(n * 0.75 * 0.25));
  });

  test('dropout at 0 keeps everything and at 1 nothing', () => {
    const bench = new KernelBench('wasm', dtype);
    const [x, y] = [bench.put(someNumbers(50)), bench.room(50)];
    bench.kernels.dropout(50, 0, 1, 2, x, y);
    expect(bench.read(y, 50).slice(0, 50)).toEqual(someNumbers(50));
    bench.kernels.dropout(50, 1, 1, 2, x, y);
    expect(bench.read(y, 50).slice(0, 50)).toEqual(new Array(50).fill(0));
  });
});

test('dropout chooses the same entries for float32 and float64', () => {
  const [single, double] = dtypes.map((dtype) => {
    const bench = new KernelBench('wasm', dtype);
    const y = bench.room(500);
    bench.kernels.dropout(500, 0.5, 1, 2, bench.put(new Array(500).fill(1)), y);
    return bench.read(y, 500);
  });
  expect(single).toEqual(double);
});

function uniforms(dtype: FloatDType, seedLow: number, seedHigh: number): number[] {
  return numbers(new KernelBench('wasm', dtype), 'uniform', n, seedLow, seedHigh);
}

function numbers(
  bench: KernelBench,
  name: 'uniform' | 'normal',
  count: number,
  seedLow: number,
  seedHigh: number,
): number[] {
  const y = bench.room(count);
  bench.kernels[name](count, y, seedLow, seedHigh);
  return bench.read(y, count).slice(0, count);
}

function correlation(u: readonly number[], v: readonly number[]): number {
  // Uniform numbers have mean 1/2 and variance 1/12.
  return v.reduce((total, value, i) => total + (u[i]! - 0.5) * (value - 0.5), 0) / (v.length / 12);
}
