import { expect, test } from 'vitest';
import { bonferroniBound, normalQuantile, normalTail } from '../../src/randomized/normalTail.js';

// Quantiles as tables have them, to all digits of a float64.
const known = [
  { tail: 0.5, z: 0 },
  { tail: 0.25, z: 0.6744897501960817 },
  { tail: 0.1, z: 1.2815515655446004 },
  { tail: 0.05, z: 1.6448536269514722 },
  { tail: 0.025, z: 1.959963984540054 },
  { tail: 0.005, z: 2.5758293035489004 },
  { tail: 0.0005, z: 3.2905267314919255 },
  { tail: 1e-6, z: 4.753424308822899 },
  { tail: 1e-9, z: 5.997807015007182 },
];

// The tail is right to about 1e-15 of 1/2 below z = 3, where it is 1.35e-3 and more, and its logarithm falls by z + 1/z.
test.each(known)('a standard normal number is above $z with probability $tail', ({ tail, z }) => {
  expect(normalTail(z) / tail).toBeCloseTo(1, 11);
  expect(Math.abs(normalQuantile(tail) - z)).toBeLessThan(1e-12);
});

test('the two expansions meet at 3', () => {
  // Between two neighbours the tail falls by 1e-15 of itself; the series errs by 1e-16 of 1/2, which is 1e-13 of it.
  expect(normalTail(3 - Number.EPSILON) / normalTail(3)).toBeCloseTo(1, 12);
});

test('the tail falls, and its quantile is its inverse', () => {
  for (let z = 0.01; z < 30; z += 0.01) {
    expect(normalTail(z)).toBeLessThan(normalTail(z - 0.01));
    expect(Math.abs(normalQuantile(normalTail(z)) - z)).toBeLessThan(1e-11);
  }
});

test('the bound holds for all scores together: its tail is shared by both ends of each', () => {
  expect(bonferroniBound(0.05, 1)).toBeCloseTo(1.959963984540054, 12);
  expect(bonferroniBound(0.05, 10)).toBeCloseTo(2.8070337683438, 12);
  expect(bonferroniBound(0.05, 0)).toBe(bonferroniBound(0.05, 1));
});

test.each([0, -1, 0.6, Number.NaN])('a tail of %d is refused', (probability) => {
  expect(() => normalQuantile(probability)).toThrow(
    new RangeError(
      `normalQuantile: probability is ${probability}; a number above 0 and at most 0.5 is needed`,
    ),
  );
});
