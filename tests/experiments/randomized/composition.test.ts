import { expect, test } from 'vitest';
import { composition, measureComposition, type Point } from '../../../experiments/randomized/composition.js';

const point = (given: Partial<Point>): Point => ({
  network: 'IRNN',
  schedule: 'store all',
  size: 0,
  fraction: 1,
  steps: 16,
  batch: 8,
  draws: 3,
  ...given,
});

const row = (given: Partial<Point>) => {
  const whole = point(given);
  return { point: whole, values: measureComposition(whole) };
};

test('a sample takes fewer bytes, as many steps and some variance, which no schedule changes', () => {
  const whole = row({});
  const some = row({ fraction: 0.1 });
  const both = row({ fraction: 0.1, schedule: 'revolve', size: 3 });
  expect(whole.values).toMatchObject({ forwardRatio: 1, variance: 0 });
  expect(some.values.forwardRatio).toBe(1);
  expect(some.values.peakBytes).toBeLessThan(whole.values.peakBytes);
  expect(some.values.variance).toBeGreaterThan(0);
  expect(both.values.variance).toBe(some.values.variance);
  expect(both.values.forwardRatio).toBeGreaterThan(1);
});

test('what is found is said of each network', () => {
  const rows = (['IRNN', 'deep residual'] as const).flatMap((network) =>
    [1, 0.1].flatMap((fraction) => [
      row({ network, fraction }),
      row({ network, fraction, schedule: 'revolve', size: 3 }),
      row({ network, fraction, schedule: 'within budget', size: 0.9 }),
    ]),
  );
  const { plots, comparisons, claims } = composition.show(rows);
  expect(plots.map(({ name }) => name)).toEqual(['composition-IRNN', 'composition-deep-residual']);
  expect(comparisons.map((each) => each.rows.length)).toEqual([6, 6]);
  expect(claims).toHaveLength(6);
  for (const { holds, found } of claims) {
    expect(typeof holds).toBe('boolean');
    expect(found).not.toMatch(/NaN|undefined/);
  }
});

test('nothing is said of no rows', () => {
  expect(composition.show([])).toEqual({ plots: [], comparisons: [], claims: [] });
});
