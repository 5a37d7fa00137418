import { expect, test } from 'vitest';
import { toSvg } from '../../../experiments/harness/figure.js';
import { experiments } from '../../../experiments/ours/index.js';
import { measureResident, type Point, resident, type Values } from '../../../experiments/ours/resident.js';

const point: Point = { workload: 'irnn', strategy: 'sqrt', steps: 16, batchSize: 2, hidden: 8 };
const row = (given: Partial<Values>) => ({
  point,
  values: {
    ledgerBytes: 64 * 2 ** 20,
    residentBytes: 66 * 2 ** 20,
    isResidentOfGradient: true,
    isForetold: true,
    ...given,
  },
});

test('a gradient is measured as it was predicted', () => {
  const values = measureResident(point);
  expect(values).toMatchObject(resident.predict?.(point) ?? {});
  expect(values.ledgerBytes).toBeGreaterThan(0);
});

test('a process that grows by much more, or less, than the ledger counts is told', () => {
  const holds = (given: Partial<Values>) => resident.show([row(given)]).claims[0]?.holds;
  expect(holds({})).toBe(true);
  expect(holds({ residentBytes: 81 * 2 ** 20 })).toBe(false);
  expect(holds({ residentBytes: 47 * 2 ** 20 })).toBe(false);
  expect(holds({ isResidentOfGradient: false })).toBeUndefined();
});

test('the figure can be drawn', async () => {
  const { plots } = resident.show([row({}), row({ ledgerBytes: 2 ** 20 })]);
  for (const { spec } of plots) expect(await toSvg(spec)).toContain('sqrt()');
});

test('a process that did not grow is in the table, but not in the figure', () => {
  expect(resident.show([row({ residentBytes: 0 })])).toMatchObject({ plots: [], comparisons: [{}] });
});

test('nothing is said of no rows', () => {
  expect(resident.show([])).toEqual({ plots: [], comparisons: [], claims: [] });
});

test('every experiment has an id of its own, and points of both sizes with labels of their own', () => {
  expect(new Set(experiments.map(({ id }) => id)).size).toBe(experiments.length);
  for (const { id, points, label } of experiments) {
    expect(id).toMatch(/^ours-/);
    for (const mode of ['quick', 'full'] as const) {
      const labels = points(mode).map((each) => label(each));
      expect(new Set(labels).size).toBe(labels.length);
    }
  }
});
