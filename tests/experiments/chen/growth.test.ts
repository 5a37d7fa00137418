import { expect, test } from 'vitest';
import {
  extended,
  linear,
  logarithm,
  slopeOf,
  slopeTolerance,
  squareRoot,
  throughFirstTwo,
} from '../../../experiments/chen/growth.js';

const extents = [4, 16, 64, 256];
const curve = (f: (extent: number) => number, rest: number) => {
  return { extents, bytes: extents.map((extent) => 1000 * f(extent) + rest) };
};

test('a law goes through its own points, to the byte', () => {
  for (const law of [linear, squareRoot, logarithm]) {
    const own = curve(law.f, 640);
    expect(throughFirstTwo(law, own)).toEqual({ perUnit: 1000, rest: 640 });
    expect(extended(law, own)).toEqual(own.bytes);
  }
});

test('a law does not go through the points of another', () => {
  expect(extended(squareRoot, curve(linear.f, 0))).not.toEqual(curve(linear.f, 0).bytes);
});

test('a pure power has its exponent as slope, to the rounding of logarithms', () => {
  expect(slopeOf(curve(linear.f, 0))).toBeCloseTo(1, 12);
  expect(slopeOf(curve(squareRoot.f, 0))).toBeCloseTo(0.5, 12);
});

test('what does not grow bends a slope by no more than the tolerance, up or down', () => {
  for (const law of [linear, squareRoot])
    for (const rest of [-900, -10, 10, 900, 1e5, 1e7]) {
      const bent = curve(law.f, rest);
      const slope = slopeOf(bent);
      expect(Math.abs(slope - law.exponent)).toBeLessThanOrEqual(slopeTolerance(law, bent));
      expect(Math.sign(slope - law.exponent)).toBe(-Math.sign(rest));
    }
});
