import { expect, test } from 'vitest';
import { gradientCost, measureGradientCost, type Values } from '../../../experiments/baydin/gradientCost.js';

const components = [1, 10, 100];
const one = (median: number) => ({ lower: median, median, upper: median });

function values(reverse: (n: number) => number, central: (n: number) => number): Values {
  return {
    functionMs: components.map(one),
    reverse: components.map((n) => one(reverse(n))),
    central: components.map((n) => one(central(n))),
    reverseOperations: components.map(() => 3),
    evaluations: components.map((n) => 2 * n),
    disagreement: components.map(() => 1e-9),
  };
}

const verdicts = (measured: Values) =>
  gradientCost
    .show([{ point: { components, rounds: 1 }, values: measured }])
    .claims.map(({ holds }) => holds);

test('a gradient of a constant times the function holds, and one that grows with n does not', () => {
  expect(
    verdicts(
      values(
        () => 3,
        (n) => 2 * n,
      ),
    ),
  ).toEqual([true, true, true]);
  expect(
    verdicts(
      values(
        (n) => n,
        () => 2,
      ),
    ),
  ).toEqual([false, false, true]);
});

test('a small measurement has the evaluations that theory says, and operations in a small ratio', () => {
  const point = { components: [1, 3], rounds: 2 };
  const measured = measureGradientCost(point);
  expect(measured).toMatchObject(gradientCost.predict!(point));
  for (const operations of measured.reverseOperations) expect(operations).toBeGreaterThan(1.5);
  expect(Math.max(...measured.disagreement)).toBeLessThan(1e-7);
});
