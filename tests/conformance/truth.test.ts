import { expect, test } from 'vitest';
import { leavesOf, mapTree, revolve, Tape, type Tensor, type Tree, tensor, tidy } from '../../src/index.js';
import { numbersOf, type Program, programs } from '../support/programs.js';

// Central differences with h = 1e-5 in float64: the truncation is about h² |f'''| / 6, some 1e-11 of values near 1, and
// the rounding about 1e-16 |f| / h = 1e-11; an error of 1e-6 of the largest entry is far beyond both.
const h = 1e-5;

test.each(Object.entries(programs))('the gradient of %s is that of central differences', (_name, program) => {
  tidy(() => {
    const made = program({ steps: 5, dtype: 'float64' });
    const gradient = gradientOf(made);
    const differences = numbersOf(made.parameters).map((_, place) => {
      const [above, below] = [h, -h].map((by) => lossAt(made, unit(place, by)));
      return (above! - below!) / (2 * h);
    });
    const largest = Math.max(...differences.map(Math.abs));
    expect(largest).toBeGreaterThan(1e-3);
    gradient.forEach((entry, place) => {
      expect(Math.abs(entry - differences[place]!)).toBeLessThan(1e-6 * largest);
    });
  });
});

test.each(Object.entries(programs))(
  'the Taylor remainder of %s falls with the square of the step',
  (_name, program) => {
    tidy(() => {
      const made = program({ steps: 5, dtype: 'float64' });
      const gradient = gradientOf(made);
      const direction = gradient.map((_, place) => Math.sin(1 + place));
      const slope = gradient.reduce((sum, entry, place) => sum + entry * direction[place]!, 0);
      const start = lossAt(made, () => 0);
      const remainder = (size: number): number =>
        Math.abs(lossAt(made, (place) => size * direction[place]!) - start - size * slope);
      const rates = [4e-5, 2e-5].map((size) => Math.log2(remainder(size) / remainder(size / 2)));
      // Halving the step quarters the remainder. At 2e-5 it is about 1e-10 and its rounding 1e-16, so a rate is known to
      // 1e-5; third derivatives that are a thousand times the second would move it by 0.02.
      for (const rate of rates) expect(rate).toBeCloseTo(2, 1);
    });
  },
);

function gradientOf({ parameters, loss }: Program): readonly number[] {
  const tape = new Tape({ strategy: revolve({ slots: 2 }) });
  return tidy(() => numbersOf(tape.gradient(loss, parameters as never).gradient));
}

function unit(place: number, by: number): (place: number) => number {
  return (other) => (other === place ? by : 0);
}

/** The loss with entry i of the parameters moved by `shift(i)`, by the tape's own evaluation, so that dropout agrees. */
function lossAt({ parameters, loss }: Program, shift: (place: number) => number): number {
  return tidy(() => {
    let place = 0;
    const moved: Tree = mapTree(parameters, (leaf) => {
      const values = Float64Array.from(leaf.toArray(), (value) => value + shift(place++));
      return tensor(values, { shape: leaf.shape });
    });
    const value: Tensor = new Tape({ predict: false }).gradient(loss, moved as never).value;
    expect(leavesOf(moved).length).toBe(leavesOf(parameters).length);
    return value.item();
  });
}
