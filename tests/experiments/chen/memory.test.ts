import { describe, expect, test } from 'vitest';
import { experiments } from '../../../experiments/chen/index.js';
import { callOf, planned } from '../../../experiments/chen/laws.js';
import { measureMemory, memory, type Point, predictMemory } from '../../../experiments/chen/memory.js';
import { headingOf } from '../../../experiments/chen/networks.js';
import { toSvg } from '../../../experiments/harness/figure.js';

const tiny = (network: Point['network'], strategy: Point['strategy']): Point => {
  return { network, strategy, extents: [4, 16, 64], batch: 32, width: 4, classes: 4 };
};
const rows = (['MLP', 'LSTM'] as const).flatMap((network) =>
  planned.map((strategy) => {
    const point = tiny(network, strategy);
    return { point, values: measureMemory(point) };
  }),
);

test('what the law and the closed forms say is measured, to the byte', () => {
  for (const { point, values } of rows) expect(values).toMatchObject(predictMemory(point));
});

test('claims hold of what was measured, and every curve has one', () => {
  const { claims, comparisons } = memory.show(rows);
  expect(claims.map(({ holds }) => holds)).toEqual(claims.map(() => true));
  for (const { point } of rows)
    expect(
      claims.some(({ text }) =>
        text.startsWith(`${headingOf(point.network, point)}, ${callOf(point.strategy)}`),
      ),
    ).toBe(true);
  for (const { found } of claims) expect(found).not.toMatch(/NaN|undefined/);
  expect(comparisons).toHaveLength(2);
});

describe('a claim', () => {
  const [first] = rows;
  const claimOf = (featureBytes: readonly number[], extents = [4, 16, 64]) =>
    memory.show([{ point: { ...first!.point, extents }, values: { ...first!.values, featureBytes } }])
      .claims[0];

  test('holds of a straight line', () => {
    expect(claimOf([500, 1100, 3500])?.holds).toBe(true);
  });

  test('does not hold if one byte is out of line', () => {
    expect(claimOf([500, 1100, 3501])?.holds).toBe(false);
  });

  test('cannot be told from two points', () => {
    expect(claimOf([500, 1100], [4, 16])?.holds).toBeUndefined();
  });
});

test('there is a figure for each network', async () => {
  const { plots } = memory.show(rows);
  expect(plots.map(({ name }) => name)).toEqual(['memory-MLP-4', 'memory-LSTM-4']);
  for (const { spec } of plots) expect(await toSvg(spec)).toContain('slope 0.');
});

test('nothing is said of no rows', () => {
  expect(memory.show([])).toEqual({ plots: [], comparisons: [], claims: [] });
});

test('every experiment has an id of its own, and points of both sizes with labels of their own', () => {
  expect(new Set(experiments.map(({ id }) => id)).size).toBe(experiments.length);
  for (const { id, points, label } of experiments) {
    expect(id).toMatch(/^chen-/);
    for (const mode of ['quick', 'full'] as const) {
      const labels = points(mode).map((point) => label(point));
      expect(new Set(labels).size).toBe(labels.length);
    }
  }
});
