import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  maxExtent,
  optimalAdvances,
  optimalSnapshots,
  repetitionNumber,
} from '../../src/checkpoint/binomial.js';
import { cheapestReversal } from '../support/exhaustive.js';

test('the longest chains are the binomial numbers', () => {
  const table = [1, 2, 3, 4, 5, 6, 8, 10, 12].map((slots) => [1, 2, 5, 10].map((r) => maxExtent(slots, r)));
  expect(table).toEqual([
    [2, 3, 6, 11],
    [3, 6, 21, 66],
    [4, 10, 56, 286],
    [5, 15, 126, 1001],
    [6, 21, 252, 3003],
    [7, 28, 462, 8008],
    [9, 45, 1287, 43758],
    [11, 66, 3003, 184756],
    [13, 91, 6188, 646646],
  ]);
});

test('no chain can be reversed with fewer than no repetitions, and one step with none', () => {
  expect([maxExtent(3, -1), maxExtent(3, 0), maxExtent(0, 3)]).toEqual([0, 1, 1]);
});

test('the longest chain is exact up to 2^53 and infinite beyond', () => {
  const big = (slots: number, repetitions: number): bigint => {
    let value = 1n;
    for (let i = 1; i <= slots; i += 1) value = (value * BigInt(repetitions + i)) / BigInt(i);
    return value;
  };
  for (let slots = 1; slots <= 60; slots += 1)
    for (let repetitions = 0; repetitions <= 60; repetitions += 1) {
      const exact = big(slots, repetitions);
      const wanted = exact > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(exact);
      expect(maxExtent(slots, repetitions)).toBe(wanted);
    }
});

test('the fewest advances are those of the published table', () => {
  const slots = [1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100];
  const table: Record<number, readonly number[]> = {
    5: [10, 6, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4],
    10: [45, 20, 15, 14, 13, 12, 10, 9, 9, 9, 9, 9, 9],
    14: [91, 36, 27, 22, 21, 20, 18, 16, 13, 13, 13, 13, 13],
    100: [4950, 845, 490, 374, 316, 280, 245, 222, 183, 178, 168, 148, 99],
    1000: [499500, 28820, 12155, 7998, 6284, 5284, 4285, 3636, 3031, 2747, 2472, 1948, 1898],
    1024: [523776, 29876, 12563, 8261, 6476, 5452, 4405, 3755, 3127, 2819, 2544, 1996, 1946],
    10000: [49995000, 932820, 278730, 157496, 112868, 90552, 68560, 57624, 45155, 37976, 34016, 28622, 24747],
    1000000: [
      499999500000, 941809245, 134787105, 54008456, 31940948, 22727952, 14957025, 11647922, 8264529, 6815960,
      5623008, 4658945, 3817896,
    ],
  };
  for (const [extent, advances] of Object.entries(table))
    expect(slots.map((count) => optimalAdvances(Number(extent), count))).toEqual(advances);
});

test('the repetition numbers are those of the published table', () => {
  const slots = [2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100];
  const of = (extent: number): number[] => slots.map((count) => repetitionNumber(extent, count));
  expect(of(10)).toEqual([3, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1]);
  expect(of(1000)).toEqual([44, 17, 10, 8, 7, 5, 4, 4, 3, 3, 2, 2]);
  expect(of(1000000)).toEqual([1413, 180, 68, 39, 27, 17, 13, 9, 8, 6, 5, 4]);
});

test('the repetition number is the least one whose longest chain suffices', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 2 ** 52 }), fc.integer({ min: 4, max: 64 }), (extent, slots) => {
      const repetitions = repetitionNumber(extent, slots);
      expect(maxExtent(slots, repetitions)).toBeGreaterThanOrEqual(extent);
      expect(maxExtent(slots, repetitions - 1)).toBeLessThan(extent);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('advances beyond 2^53 are infinite, and exact below even where r n is not', () => {
  expect(optimalAdvances(100_000_000, 1)).toBe(4999999950000000);
  expect(optimalAdvances(1_000_000_000, 1)).toBe(Number.POSITIVE_INFINITY);
});

test('advances and snapshots equal those of the cheapest of all reversals', () => {
  for (let extent = 2; extent <= 10; extent += 1)
    for (let slots = 1; slots <= 5; slots += 1)
      expect({ extent, slots, ...cheapestReversal(extent, slots) }).toEqual({
        extent,
        slots,
        advances: optimalAdvances(extent, slots),
        writes: optimalSnapshots(extent, slots),
      });
});

test('advances and snapshots equal those of the dynamic program', () => {
  const perAdvance = 1000;
  const cost: number[][] = [];
  const at = (length: number, slots: number): number => cost[length]![slots]!;
  for (let length = 0; length <= 200; length += 1) {
    cost.push(Array.from({ length: 25 }, () => 0));
    for (let slots = 1; slots <= 24 && length > 1; slots += 1) {
      let best = (length - 1) * perAdvance + at(length - 1, slots);
      for (let cut = 1; cut < length && slots > 1; cut += 1)
        best = Math.min(best, cut * perAdvance + 1 + at(cut, slots) + at(length - cut, slots - 1));
      cost[length]![slots] = best;
      expect(Math.floor(best / perAdvance)).toBe(optimalAdvances(length, slots));
      expect((best % perAdvance) + 1).toBe(optimalSnapshots(length, slots));
    }
  }
});

test('a chain of at most one step takes no advance and no snapshot', () => {
  for (const extent of [0, 1])
    expect([optimalAdvances(extent, 3), optimalSnapshots(extent, 3), repetitionNumber(extent, 3)]).toEqual([
      0, 0, 0,
    ]);
});
