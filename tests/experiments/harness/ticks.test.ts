import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteTicks, logTicks } from '../../../experiments/harness/ticks.js';

test.each([
  [50, 20_000, 10, [100, 1000, 10_000]],
  [1, 1e12, 10, [1, 1e3, 1e6, 1e9, 1e12]],
  [3, 60, 10, [5, 10, 20, 50]],
  [100, 900, 10, [100, 200, 500]],
  [64, 16_384, 2, [64, 256, 1024, 4096, 16_384]],
  [3, 9, 2, [4, 8]],
] as const)('an axis from %d to %d, base %d, is labelled %j', (low, high, base, ticks) => {
  expect(logTicks(low, high, base)).toEqual(ticks);
});

test('logarithmic labels lie on the axis, rise, and are at most six', () => {
  const exponent = fc.double({ min: -20, max: 20, noNaN: true });
  fc.assert(
    fc.property(exponent, exponent, fc.constantFrom(2, 10), (one, other, base) => {
      const [low, high] = [base ** Math.min(one, other), base ** Math.max(one, other)];
      const ticks = logTicks(low, high, base);
      expect(ticks.length).toBeLessThanOrEqual(6);
      // A power that is the end of the axis may be missed by a rounding.
      expect(ticks.every((tick) => tick >= low * (1 - 1e-7) && tick <= high * (1 + 1e-7))).toBe(true);
      expect([...ticks].sort((a, b) => a - b)).toEqual(ticks);
    }),
  );
});

test('linear labels in bytes are multiples of a power of two, at most six, and reach over half of the axis', () => {
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 2 ** 50 }), (high) => {
      const ticks = byteTicks(high);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks[0]).toBe(0);
      expect(Number.isInteger(Math.log2(ticks[1]!))).toBe(true);
      expect(ticks.at(-1)!).toBeLessThanOrEqual(high);
      expect(ticks.at(-1)!).toBeGreaterThan(high / 2);
    }),
  );
  expect(byteTicks(100 * 2 ** 20)).toEqual([0, 32, 64, 96].map((mebibytes) => mebibytes * 2 ** 20));
});
