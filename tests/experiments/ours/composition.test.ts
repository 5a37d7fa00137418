import { expect, test } from 'vitest';
import { toSvg } from '../../../experiments/harness/figure.js';
import { composition, type Point, type Values } from '../../../experiments/ours/composition.js';
import { enoughDraws } from '../../../experiments/ours/compositionClaims.js';
import { measureComposition } from '../../../experiments/ours/compositionMeasure.js';

const point: Point = {
  network: 'deep residual',
  steps: 9,
  batch: 4,
  strategies: ['storeAll', 'sqrt', 'revolve'],
  sizes: [2],
  fractions: [1, 0.2],
  draws: 3,
};
const values = measureComposition(point);

test('draws are the same under every schedule, vary where something is left out, and are predicted', () => {
  expect(values.objections).toEqual([]);
  expect(values.variances[0]).toBe(0);
  expect(values.variances[1]).toBeGreaterThan(0);
  expect(values.runs.map(({ name, fraction }) => `${name} ${fraction}`)).toEqual(
    [1, 0.2].flatMap((fraction) => ['store all', 'sqrt', 'revolve(2)'].map((name) => `${name} ${fraction}`)),
  );
});

test('fewer bytes are paid for in steps or in variance', () => {
  const [whole, planned, fewest, estimated] = values.runs;
  expect(whole?.forwardRatio).toBe(1);
  expect(planned?.forwardRatio).toBeGreaterThan(1);
  expect(fewest?.forwardRatio).toBeGreaterThan(planned?.forwardRatio ?? Number.NaN);
  expect(planned?.peakBytes).toBeLessThan(whole?.peakBytes ?? Number.NaN);
  expect(estimated?.peakBytes).toBeLessThan(whole?.peakBytes ?? Number.NaN);
});

const holdsOf = (given: Partial<Values>, draws = enoughDraws) =>
  composition
    .show([{ point: { ...point, draws }, values: { ...values, bounds: [0, 5], largestZ: [0, 4], ...given } }])
    .claims.map(({ holds }) => holds);

test('claims say what was found', () => {
  expect(holdsOf({})).toEqual([true, true, true]);
  expect(holdsOf({ largestZ: [0, 5.1] })[1]).toBe(false);
  expect(holdsOf({ largestZ: [0, null] })[1]).toBe(false);
  expect(holdsOf({ largestZ: [0, 5.1] }, enoughDraws - 1)[1]).toBeUndefined();
  expect(holdsOf({ objections: ['one bit'] })[0]).toBe(false);
  const heavy = values.runs.map((run) => ({ ...run, peakBytes: 100 }));
  expect(holdsOf({ runs: heavy })[2]).toBe(false);
  expect(holdsOf({ runs: heavy.slice(0, 2) })[2]).toBeUndefined();
});

test('the figure has a line for each schedule, with the steps it runs', async () => {
  const { plots } = composition.show([{ point, values }]);
  expect(plots.map(({ name }) => name)).toEqual(['composition-deep-residual']);
  for (const { spec } of plots) expect(await toSvg(spec)).toContain('store all: 1.00 forward');
});

test('nothing is said of no rows', () => {
  expect(composition.show([])).toEqual({ plots: [], comparisons: [], claims: [] });
});
