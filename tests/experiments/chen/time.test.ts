import { expect, test } from 'vitest';
import { measureTime, time } from '../../../experiments/chen/time.js';
import { toSvg } from '../../../experiments/harness/figure.js';

const point = { network: 'LSTM', batch: 2, width: 4, classes: 4, extents: [4, 16], rounds: 3 } as const;

test('a run has times, their ratios, and the steps that the closed form says', () => {
  const values = measureTime(point);
  expect(values).toMatchObject(time.predict?.(point) ?? {});
  for (const { lower, median, upper } of [...values.storeAllMs, ...values.sqrtMs, ...values.ratios]) {
    expect(lower).toBeGreaterThan(0);
    expect(lower).toBeLessThanOrEqual(median);
    expect(median).toBeLessThanOrEqual(upper);
  }
  // One forward run more, of all steps but √n; a gradient is worth some three.
  for (const ratio of values.operationsRatios) {
    expect(ratio).toBeGreaterThan(1);
    expect(ratio).toBeLessThan(1.5);
  }
});

const quartiles = (lower: number, median: number, upper: number) => ({ lower, median, upper });
const rowWith = (ratio: ReturnType<typeof quartiles>) => ({
  point: { ...point, extents: [64] },
  values: {
    storeAllMs: [quartiles(9, 10, 11)],
    sqrtMs: [quartiles(12, 13, 14)],
    ratios: [ratio],
    operationsRatios: [1.3],
    advancedSteps: [56],
  },
});

test('a ratio near 1.3 holds, one away from it does not, and one that scatters over the border tells nothing', () => {
  const holds = (lower: number, median: number, upper: number) =>
    time.show([rowWith(quartiles(lower, median, upper))]).claims[0]?.holds;
  expect(holds(1.22, 1.3, 1.38)).toBe(true);
  expect(holds(1.05, 1.1, 1.15)).toBe(false);
  expect(holds(1.5, 1.6, 1.7)).toBe(false);
  expect(holds(1.1, 1.25, 1.35)).toBeUndefined();
  expect(holds(1.1, 1.3, 1.5)).toBeUndefined();
});

test('both figures can be drawn', async () => {
  const { plots } = time.show([rowWith(quartiles(1.2, 1.3, 1.4))]);
  expect(plots.map(({ name }) => name)).toEqual(['time', 'time-ratio']);
  for (const { spec } of plots) expect(await toSvg(spec)).toContain('<svg');
});

test('nothing is said of no rows', () => {
  expect(time.show([])).toEqual({ plots: [], comparisons: [], claims: [] });
});
