import { recomputeAll, storeAll, strategies } from 'sublinear';
import { expect, test } from 'vitest';
import { costsOf } from '../../bench/trainingStep.js';
import { elman } from '../../experiments/models/elman.js';

test('a training step costs what the schedules say, under every strategy, in the order of their table', async () => {
  const costs = await costsOf(elman, 1);
  expect(costs).toHaveLength(Object.keys(strategies).length);
  const [all, none] = costs;
  expect(all).toMatchObject({ model: 'Elman', strategy: storeAll().name, forwardRatio: 1 });
  expect(all?.overStoreAll).toEqual({ median: 1, low: 1, high: 1 });
  // 64 steps: 64 · 63 / 2 advances, and each is recorded once.
  expect(none).toMatchObject({ strategy: recomputeAll().name, forwardRatio: 1 + 63 / 2 });
  for (const { ms, peakBytes, forwardRatio } of costs) {
    expect(ms).toBeGreaterThan(0);
    expect(peakBytes).toBeLessThanOrEqual(all?.peakBytes ?? 0);
    expect(forwardRatio).toBeGreaterThanOrEqual(1);
  }
  const planned = costs.find(({ strategy }) => strategy.startsWith('withinBudget'));
  const budget = Number(/\((\d+)\)/.exec(planned?.strategy ?? '')?.[1]);
  expect(planned?.peakBytes).toBeLessThanOrEqual(budget);
}, 120_000);
