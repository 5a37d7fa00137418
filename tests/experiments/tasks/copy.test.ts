import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copy } from '../../../experiments/tasks/copy.js';

/** One example, a character a step: blanks as _, the sign as !. */
function drawn(values: Int32Array, batchSize: number, example: number): string {
  const column = values.filter((_, place) => place % batchSize === example);
  return Array.from(column, (symbol) => '01234567_!'[symbol]).join('');
}

test('symbols, blanks, the sign at the end of the delay, and the symbols again as targets', () => {
  const { inputs, targets } = copy({ delay: 4, batchSize: 2, symbols: 3, seed: 1 }).batch(0);
  expect(drawn(inputs.values, 2, 0)).toMatch(/^[0-7]{3}___!___$/);
  expect(drawn(targets.values, 2, 0)).toBe(`_______${drawn(inputs.values, 2, 0).slice(0, 3)}`);
});

test('for all sizes, the targets repeat the inputs after delay + symbols steps', () => {
  const size = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(size, size, size, fc.nat(), (delay, batchSize, symbols, index) => {
      const task = copy({ delay, batchSize, symbols });
      const { inputs, targets } = task.batch(index);
      expect(task.steps).toBe(delay + 2 * symbols);
      expect(inputs.shape).toEqual([task.steps, batchSize]);
      expect(targets.shape).toEqual([task.steps, batchSize]);
      for (let example = 0; example < batchSize; example += 1) {
        const said = drawn(inputs.values, batchSize, example);
        const blanks = '_'.repeat(delay + symbols);
        expect(drawn(targets.values, batchSize, example)).toBe(blanks + said.slice(0, symbols));
        expect(said.slice(symbols)).toBe(`${'_'.repeat(delay - 1)}!${'_'.repeat(symbols)}`);
      }
    }),
  );
});

test('all eight symbols occur equally often', () => {
  const { values } = copy({ delay: 1, batchSize: 8000 }).batch(0).inputs;
  for (let symbol = 0; symbol < 8; symbol += 1) {
    const share = values.filter((found) => found === symbol).length / 80_000;
    // Five standard errors of a share of 1/8 among 80,000: 5 sqrt(1/8 * 7/8 / 80000) = 0.0059.
    expect(Math.abs(share - 1 / 8)).toBeLessThan(0.0059);
  }
});

test('a batch depends on the seed and its index alone', () => {
  const task = copy({ delay: 5, batchSize: 4, seed: 'a' });
  const later = task.batch(9);
  task.batch(0);
  expect(task.batch(9)).toEqual(later);
  expect(task.batch(8)).not.toEqual(later);
  expect(copy({ delay: 5, batchSize: 4, seed: 'b' }).batch(9)).not.toEqual(later);
});

test('sizes that cannot be are refused', () => {
  expect(() => copy({ delay: 0, batchSize: 1 })).toThrow(
    new RangeError('copy task: delay is 0; a whole number of at least 1 is needed'),
  );
  expect(() => copy({ delay: 1, batchSize: 1 }).batch(0.5)).toThrow(
    new RangeError('copy task: the batch asked for is 0.5; batches are numbered 0, 1, 2 and so on'),
  );
});
