import { expect, test } from 'vitest';
import { centralDifferences } from '../../../experiments/baydin/centralDifferences.js';
import { fluid, fluidOf } from '../../../experiments/baydin/helmholtz.js';
import { Tape, tidy } from '../../../src/index.js';

// Worked out with 50 digits: b = 1 / (10 (i + 1)), A = 1 / (i + j + 1), x = (0.2, 0.3, 0.4).
const example = {
  x: Float64Array.of(0.2, 0.3, 0.4),
  b: Float64Array.of(1 / 10, 1 / 20, 1 / 30),
  A: Float64Array.from({ length: 9 }, (_, place) => 1 / (Math.floor(place / 3) + (place % 3) + 1)),
};
const energyThere = -3.844092362330023;
const gradientThere = [4.41543979583997, 2.929607362449827, 2.189455172903032];

test('the energy and its gradient of three components are those worked out by hand', () => {
  tidy(() => {
    const { x, energy } = fluidOf(example);
    const { value, gradient } = new Tape().gradient(energy, x);
    // Some twenty operations, each within a rounding of at most 2⁻⁵³ of terms of up to 8.
    expect(Math.abs(value.item() - energyThere)).toBeLessThan(20 * 8 * 2 ** -53);
    for (const [place, entry] of gradient.toArray().entries())
      expect(Math.abs(Number(entry) - gradientThere[place]!)).toBeLessThan(40 * 8 * 2 ** -53);
  });
});

test('central differences are the gradient, as far as they can be', () => {
  tidy(() => {
    const { x, energy } = fluid(12);
    const gradient = new Tape().gradient(energy, x).gradient.toArray();
    const differences = centralDifferences(energy, Float64Array.from(x.toArray()));
    const largest = Math.max(...gradient.map((entry) => Math.abs(Number(entry))));
    for (const [place, entry] of differences.entries())
      expect(Math.abs(entry - Number(gradient[place]))).toBeLessThan(1e-7 * largest);
  });
});
