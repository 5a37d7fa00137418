import { expect, test } from 'vitest';
import { toSvg } from '../../../experiments/harness/figure.js';
import { type Point, type Run, trade } from '../../../experiments/ours/trade.js';
import { measureTrade } from '../../../experiments/ours/tradeMeasure.js';
import { type StrategyName, strategies } from '../../../src/index.js';

const point: Point = {
  workload: 'irnn',
  steps: 24,
  batchSize: 2,
  hidden: 8,
  strategies: Object.keys(strategies) as StrategyName[],
  sizes: [3],
  shares: [0.5],
  rounds: 1,
  mostMs: 50,
};

test('every strategy is measured, as predicted, and its gradient is that of storing all', () => {
  const values = measureTrade(point);
  expect(values.objections).toEqual([]);
  expect(new Set(values.runs.map(({ strategy }) => strategy))).toEqual(new Set(point.strategies));
  expect(new Set(values.runs.map(({ name }) => name)).size).toBe(values.runs.length);
  for (const { peakBytes, fixedBytes, ms, predictedMs } of values.runs) {
    expect(peakBytes).toBeGreaterThan(fixedBytes);
    expect(ms.median).toBeGreaterThan(0);
    expect(predictedMs).toBeGreaterThan(0);
  }
});

const steady = (value: number) => ({ lower: value, median: value, upper: value });
const run = (name: string, peakBytes: number, times: number, predictedMs = 10 * times): Run => ({
  strategy: name === 'store all' ? 'storeAll' : 'revolve',
  name,
  peakBytes,
  fixedBytes: 100,
  advancedSteps: 10,
  recordedSteps: 10,
  ms: steady(10 * times),
  predictedMs,
  timesStoreAll: steady(times),
});
const shownOf = (runs: readonly Run[], objections: readonly string[] = []) =>
  trade.show([{ point, values: { runs, objections } }]);
const usual = [run('store all', 4100, 1), run('revolve(8)', 1100, 1.4), run('revolve(4)', 600, 1.9)];

test('what is predicted and cheap is said to be so', () => {
  const { claims } = shownOf([...usual, run('revolve(16)', 2000, 1.2)]);
  expect(claims.map(({ holds }) => holds)).toEqual([true, true, true]);
  expect(claims[2]?.found).toContain('revolve(8) takes 25.0 %');
});

test('what is not is said not to be', () => {
  const late = [100, 100, 100].map((predictedMs, place) => run(`revolve(${place})`, 600, 1.9, predictedMs));
  const { claims } = shownOf([run('store all', 4100, 1), ...late], ['one bit']);
  expect(claims.map(({ holds }) => holds)).toEqual([false, false, false]);
  expect(claims[0]?.found).toBe('one bit');
});

test('of few runs, none with few bytes, nothing is told', () => {
  const { claims } = shownOf([run('store all', 4100, 1)]);
  expect(claims.map(({ holds }) => holds)).toEqual([true, undefined, undefined]);
});

test('runs that every process has are shown once', () => {
  const values = { runs: usual, objections: [] };
  const { comparisons } = trade.show([
    { point, values },
    { point: { ...point, strategies: ['revolve'] }, values },
  ]);
  expect(comparisons[0]?.rows.map(({ what }) => what)).toEqual([
    'store all',
    'revolve(8)',
    'revolve(4)',
    'revolve(4)',
  ]);
});

test('the figures can be drawn', async () => {
  const { plots } = shownOf(usual);
  expect(plots.map(({ name }) => name)).toEqual(['trade-irnn', 'trade-prediction']);
  for (const { spec } of plots) expect(await toSvg(spec)).toContain('revolve({ slots })');
});

test('nothing is said of no rows', () => {
  expect(trade.show([])).toEqual({ plots: [], comparisons: [], claims: [] });
});
