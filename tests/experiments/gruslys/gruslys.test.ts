import { describe, expect, test } from 'vitest';
import { claim, measureClaim, type Values } from '../../../experiments/gruslys/claim.js';
import { cost } from '../../../experiments/gruslys/cost.js';
import { mixing } from '../../../experiments/gruslys/mixing.js';
import { measureTime, time } from '../../../experiments/gruslys/time.js';
import { toSvg } from '../../../experiments/harness/figure.js';

const small = { extent: 60, batch: 2, hidden: 4, rounds: 1 };

describe('cost', () => {
  test('schedules that are obeyed run as many steps as the closed forms say', async () => {
    for (const kind of ['HSM', 'ISM'] as const) {
      const point = { kind, extents: [1, 2, 7, 30, 64], memories: [1, 2, 5, 40] };
      expect(await cost.measure(point)).toEqual(cost.predict!(point));
    }
  });

  test('the recurrences of the paper, solved elsewhere, are met at 1000 steps', async () => {
    const rows = [];
    for (const point of cost.points('quick')) rows.push({ point, values: await cost.measure(point) });
    for (const { rows: compared } of cost.show(rows).comparisons)
      for (const { ours, theirs } of compared) expect(ours).toBe(theirs);
  });
});

describe('mixing', () => {
  test('every kind runs as many steps as theory says, and mixed states are never worse', async () => {
    const point = { extent: 60, alpha: 3, budgets: [4, 8, 16, 40] };
    const values = await mixing.measure(point);
    expect(values).toEqual(mixing.predict!(point));
    expect(mixing.show([{ point, values }]).claims.map(({ holds }) => holds)).toEqual([true]);
  });

  test('a kind that does better than mixed states is named', () => {
    const point = { extent: 60, alpha: 3, budgets: [8] };
    const values = { hidden: [90], internal: [120], mixed: [100], segments: [null] };
    const [found] = mixing.show([{ point, values }]).claims;
    expect([found?.holds, found?.found]).toEqual([false, 'they cost more than hidden at 8']);
  });
});

test('the tape foretells what a twentieth of the memory takes', () => {
  expect(measureClaim(small)).toMatchObject(claim.predict!(small));
});

test.each([
  [1000, 50_000, 1.3, true],
  [1000, 50_000, 1.6, false],
  [1000, 90_000, 1.3, false],
  [200, 50_000, 1.3, undefined],
])('of %i steps, %i of a million bytes at %f times the time: %s', (extent, bytes, times, holds) => {
  const one = (median: number) => ({ lower: median, median, upper: median });
  const values: Values = {
    strategies: ['store all', 'internal'],
    advancedSteps: [0, 949],
    waitingBytes: [1_000_000, bytes],
    peakBytes: [2_000_000, 1_000_000],
    ratios: [one(1), one(times)],
  };
  const { claims } = claim.show([{ point: { ...small, extent }, values }]);
  expect(claims.map((each) => each.holds)).toEqual([holds]);
});

test('times are measured for every strategy, and figures can be drawn of them', async () => {
  const values = measureTime(small);
  expect(values.msPerStep).toHaveLength(values.strategies.length);
  for (const { spec } of time.show([{ point: small, values }]).plots)
    expect(await toSvg(spec)).toContain('milliseconds per step');
});
