import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ticks } from '../../../src/checkpoint/pebbles/frame.js';

test('ticks are round numbers from 0 on, and the last', () => {
  expect(ticks(10, 14)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(ticks(64, 14)).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 64]);
  expect(ticks(101, 14)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  expect(ticks(0, 14)).toEqual([0]);
});

test('there are never many more ticks than asked for, and never only the first', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 30 }), (last, count) => {
      const found = ticks(last, count);
      expect(found.length).toBeLessThanOrEqual(count + 2);
      expect(found.every((tick) => Number.isInteger(tick) && tick >= 0 && tick <= last)).toBe(true);
      expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
      if (count >= 2) expect(found.length).toBeGreaterThan(1);
    }),
    { seed: 15, numRuns: 500 },
  );
});
