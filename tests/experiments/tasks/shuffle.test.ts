import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shuffled } from '../../../experiments/tasks/shuffle.js';

test('a shuffled range has every number once, and comes again with its seed', () => {
  fc.assert(
    fc.property(fc.nat({ max: 200 }), fc.string(), (count, seed) => {
      const order = shuffled(count, seed);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, place) => place));
      expect(shuffled(count, seed)).toEqual(order);
    }),
  );
});

test('all six orders of three numbers are equally frequent', () => {
  const counts = new Map<string, number>();
  const draws = 12_000;
  for (let draw = 0; draw < draws; draw += 1) {
    const order = shuffled(3, String(draw)).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  // Five standard errors of a share of 1/6 among 12,000: 5 sqrt(1/6 * 5/6 / 12000) = 0.017.
  for (const count of counts.values()) expect(Math.abs(count / draws - 1 / 6)).toBeLessThan(0.017);
});
