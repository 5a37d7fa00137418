import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adding } from '../../../experiments/tasks/adding.js';

const sizes = { steps: fc.integer({ min: 2, max: 40 }), batchSize: fc.integer({ min: 1, max: 5 }) };

test('each sequence has one mark in each half, and the target is the sum of the marked numbers', () => {
  fc.assert(
    fc.property(fc.record({ ...sizes, seed: fc.string() }), fc.nat(), (options, index) => {
      const { steps, batchSize } = options;
      const { inputs, targets } = adding(options).batch(index);
      expect(inputs.shape).toEqual([steps, batchSize, 2]);
      expect(targets.shape).toEqual([batchSize]);
      for (let example = 0; example < batchSize; example += 1) {
        const pairs = Array.from({ length: steps }, (_, step) => {
          const place = (step * batchSize + example) * 2;
          return { step, number: inputs.values[place]!, mark: inputs.values[place + 1]! };
        });
        const marked = pairs.filter(({ mark }) => mark === 1);
        expect(pairs.filter(({ mark }) => mark !== 1 && mark !== 0)).toEqual([]);
        expect(marked.map(({ step }) => step < Math.floor(steps / 2))).toEqual([true, false]);
        expect(targets.values[example]).toBe(Math.fround(marked[0]!.number + marked[1]!.number));
        expect(pairs.every(({ number }) => number >= 0 && number <= 1)).toBe(true);
      }
    }),
  );
});

test('a batch depends on the seed and its index alone', () => {
  const options = { steps: 10, batchSize: 3, seed: 'a' };
  const task = adding(options);
  const later = task.batch(5);
  task.batch(0);
  expect(task.batch(5)).toEqual(later);
  expect(adding(options).batch(5)).toEqual(later);
  expect(task.batch(6)).not.toEqual(later);
  expect(adding({ ...options, seed: 'b' }).batch(5)).not.toEqual(later);
});

test('always answering 1 has a mean squared error of 1/6', () => {
  const count = 20_000;
  const { values } = adding({ steps: 4, batchSize: count }).batch(0).targets;
  const error = values.reduce((sum, target) => sum + (target - 1) ** 2, 0) / count;
  // The square has variance 1/15 - 1/36 = 7/180: five standard errors are 5 sqrt(7/180 / 20000) = 0.007.
  expect(Math.abs(error - 1 / 6)).toBeLessThan(0.007);
});

test('sizes that cannot be are refused', () => {
  expect(() => adding({ steps: 1, batchSize: 1 })).toThrow(
    new RangeError('adding problem: steps is 1; at least 2 are needed, for a mark in each half'),
  );
  expect(() => adding({ steps: 4, batchSize: 0.5 })).toThrow(
    new RangeError('adding problem: batchSize is 0.5; a whole number of at least 1 is needed'),
  );
});
