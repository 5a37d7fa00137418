import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluated } from '../../src/checkpoint/evaluation.js';
import {
  formatPlan,
  optimalAdvances,
  type Plan,
  type Profile,
  peakBytes,
  periodic,
  plan,
  revolve,
  type Strategy,
  tally,
} from '../../src/checkpoint/index.js';
import { Planner } from '../../src/checkpoint/plan.js';
import type { StrategyRow } from '../../src/checkpoint/table.js';
import { table } from '../../src/checkpoint/table.js';

const size = fc.integer({ min: 0, max: 100 });
const uniform: fc.Arbitrary<Profile> = fc.record({
  extent: fc.integer({ min: 1, max: 24 }),
  stateBytes: fc.integer({ min: 1, max: 100 }),
  recordBytes: size,
  advanceCost: fc.integer({ min: 1, max: 5 }),
  recordCost: fc.integer({ min: 1, max: 5 }),
  sweepCost: size,
  heldBytes: size,
  heldInSweepBytes: size,
  advancePeakBytes: size,
  recordPeakBytes: fc.integer({ min: 100, max: 300 }),
  sweepPeakBytes: size,
  sweepPeakBesideBytes: fc.option(fc.integer({ min: 100, max: 150 }), { nil: undefined }),
  initialBytes: fc.constantFrom(0, 50),
});
const unequal: fc.Arbitrary<Profile> = fc
  .array(
    fc.record({ state: fc.integer({ min: 1, max: 50 }), record: size, cost: fc.integer({ min: 1, max: 9 }) }),
    {
      minLength: 1,
      maxLength: 10,
    },
  )
  .map((layers) => ({
    extent: layers.length,
    steps: layers.map(({ state, record, cost }, step) => ({
      beforeBytes: step === 0 ? 7 : layers[step - 1]!.state,
      afterBytes: state,
      recordBytes: record,
      advanceCost: cost,
      recordCost: cost,
      sweepCost: 2 * cost,
    })),
  }));

/** Every strategy of the table, in every size that a chain of this extent can tell apart. */
function* instances(extent: number): Generator<Strategy> {
  const rows: StrategyRow[] = Object.values(table);
  for (const row of rows) {
    yield row.usual(extent);
    if (row.sized === undefined) continue;
    for (let size = 1; size <= extent; size += 1) yield row.sized(size, extent);
  }
}

function costOf(profile: Profile, strategy: Strategy): { peakBytes: number; cost: number } | undefined {
  try {
    return evaluated(strategy.schedule(profile), profile);
  } catch (error) {
    // This strategy cannot reverse this chain at this size.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

describe.each([
  ['equal steps', uniform],
  ['unequal steps', unequal],
])('of %s', (_name, profiles) => {
  test('what is planned keeps its word, fits, and is no dearer than any strategy that needs no more bytes', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const planner = new Planner(profile);
        for (const strategy of instances(profile.extent)) {
          const known = costOf(profile, strategy);
          if (known === undefined) continue;
          const { best } = planner.plan(known.peakBytes);
          expect(best).toBeDefined();
          const schedule = best!.schedule();
          expect(peakBytes(schedule, profile) + (schedule.bytes ?? 0)).toBe(best!.peakBytes);
          expect(best!.peakBytes).toBeLessThanOrEqual(known.peakBytes);
          expect(best!.cost).toBeLessThanOrEqual(known.cost);
          expect(best).toMatchObject(tally(best!.schedule(), profile.extent));
        }
      }),
      { seed: 11, numRuns: 40 },
    );
  });

  test('more bytes never cost more, and below the smallest budget nothing fits', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const planner = new Planner(profile);
        const { smallestBytes } = planner.plan(Number.POSITIVE_INFINITY);
        const all = planner.plan(Number.POSITIVE_INFINITY).best!.cost;
        let before = Number.POSITIVE_INFINITY;
        for (let bytes = smallestBytes; before > all && bytes < 20_000; bytes += 23) {
          const { best } = planner.plan(bytes);
          expect(best!.peakBytes).toBeLessThanOrEqual(bytes);
          expect(best!.cost).toBeLessThanOrEqual(before);
          before = best!.cost;
        }
        expect(planner.plan(smallestBytes - 1).best).toBeUndefined();
      }),
      { seed: 12, numRuns: 40 },
    );
  });
});

test('the ranking is by cost for what fits, and by bytes for what does not', () => {
  const { rows, best }: Plan = plan(
    { extent: 100, stateBytes: 1000, recordBytes: 3000 },
    { budgetBytes: '40 kB' },
  );
  const fitting = rows.filter((row) => row.fits);
  const rest = rows.filter((row) => !row.fits);
  expect(best).toBe(rows[0]);
  expect(fitting.map((row) => row.cost)).toEqual(fitting.map((row) => row.cost).sort((a, b) => a - b));
  expect(rest.map((row) => row.peakBytes)).toEqual(rest.map((row) => row.peakBytes).sort((a, b) => a - b));
  expect(rows.slice(0, fitting.length)).toEqual(fitting);
  expect(new Set(rows.map((row) => row.family)).size).toBe(rows.length);
});

test('recording everything is the plan without a budget, at a slowdown of 1', () => {
  const { best } = plan({ extent: 50, stateBytes: 10, recordBytes: 30 });
  expect(best).toMatchObject({ family: 'storeAll', slowdown: 1, advancedSteps: 0, recordedSteps: 50 });
});

test('the slowdown is in costs', () => {
  const profile = { extent: 100, recordBytes: 3, advanceCost: 2, recordCost: 3, sweepCost: 4 };
  const row = plan(profile).rows.find(({ family }) => family === 'bisect');
  expect(row?.slowdown).toBe((row!.advancedSteps * 2 + 100 * 7) / 700);
});

test('a plan prints as a table', () => {
  const text = formatPlan(plan({ extent: 10, stateBytes: 64, recordBytes: 64 }, { budgetBytes: 512 }));
  expect(text.split('\n')[0]).toMatch(/^strategy +peak bytes +advanced +recorded +slots +slowdown$/);
  expect(text).toMatch(/^budget 512 bytes; the smallest that can hold: \d+$/m);
  expect(text).toMatch(/too large/);
});

test('what a plan is not for is refused', () => {
  expect(() => plan({ extent: Number.POSITIVE_INFINITY })).toThrow(
    /^plan: the length of the chain is unknown/,
  );
  expect(() => plan({ extent: 10, advanceCost: -1 })).toThrow(
    new RangeError('profile: advanceCost is -1; a finite number of at least 0 is needed'),
  );
  expect(() => plan({ extent: 10, stateBytes: Number.NaN })).toThrow(
    new RangeError('profile: stateBytes is NaN; a finite number of at least 0 is needed'),
  );
  expect(() => plan({ extent: 10 }, { budgetBytes: '64 bananas' })).toThrow(
    new RangeError(
      "plan: budgetBytes is '64 bananas'; a number of bytes is needed, or a text such as '64 MiB'",
    ),
  );
  expect(() => plan({ extent: 10 }, { budgetBytes: 0 })).toThrow(
    new RangeError('plan: budgetBytes is 0; at least 1 is needed'),
  );
});

test('long chains are planned in the time that one waits for an answer', () => {
  const { rows } = plan({ extent: 5000, stateBytes: 100, recordBytes: 300 }, { budgetBytes: 100_000 });
  expect(rows[0]?.fits).toBe(true);
  expect(revolve({ slots: 3 }).name).toBe('revolve(3)');
  expect(periodic({ every: 3 }).name).toBe('periodic(3)');
  const longer = plan({ extent: 100_000, stateBytes: 100, recordBytes: 300 }, { budgetBytes: 1_000_000 });
  expect(longer.rows.find(({ family }) => family === 'revolve')).toMatchObject({
    fits: true,
    advancedSteps: optimalAdvances(
      100_000,
      Number(longer.rows.find(({ family }) => family === 'revolve')?.peakSlots),
    ),
  });
});
