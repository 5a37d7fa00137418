import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tally } from '../../src/checkpoint/index.js';
import { mixedPlan, scheduleOf } from '../../src/checkpoint/mixedPlan.js';
import { MixedPolicy } from '../../src/checkpoint/mixedPolicy.js';
import { cheapestMixed } from '../support/exhaustiveMixed.js';
import { plainMixedForwards } from '../support/plainMixed.js';

test('any step recorded: the program finds what a search over all policies finds', () => {
  for (const record of [1, 2, 3, 4]) {
    const policy = new MixedPolicy(6, 12, { state: 1, record }, 'any');
    for (let length = 1; length <= 6; length += 1)
      for (let units = 0; units <= 12; units += 1) {
        const found = cheapestMixed(length, units, { state: 1, record, holdsBefore: false });
        expect([record, length, units, policy.advances(length, units)]).toEqual([
          record,
          length,
          units,
          found,
        ]);
      }
  }
});

test('a record that holds the state before it, too: recording the first step is all that a search finds', () => {
  for (const [state, record] of [
    [1, 1],
    [1, 2],
    [1, 5],
    [2, 3],
    [2, 7],
    [3, 4],
  ] as const) {
    const policy = new MixedPolicy(6, 16, { state, record }, 'first');
    for (let length = 1; length <= 6; length += 1)
      for (let units = 0; units <= 16; units += 1) {
        const found = cheapestMixed(length, units, { state, record, holdsBefore: true });
        expect([state, record, length, units, policy.advances(length, units)]).toEqual([
          state,
          record,
          length,
          units,
          found,
        ]);
      }
  }
});

test('the program is that of the plain recurrence, whatever is left out because it cannot win', () => {
  const weights = [
    [120, 60, 1, 1],
    [120, 80, 1, 2],
    [100, 60, 1, 3],
    [90, 100, 1, 7],
    [90, 90, 3, 7],
    [80, 90, 8, 9],
    [80, 90, 5, 20],
  ] as const;
  for (const recordable of ['first', 'any'] as const)
    for (const [extent, units, state, record] of weights) {
      const plain = plainMixedForwards(extent, units, { state, record, recordable });
      const policy = new MixedPolicy(extent, units, { state, record }, recordable);
      for (let m = 0; m <= units; m += 1) {
        const lengths = Array.from({ length: extent }, (_, place) => place + 1);
        const found = lengths.map((length) => policy.advances(length, m) + length);
        expect([recordable, state, record, m, found]).toEqual([
          recordable,
          state,
          record,
          m,
          lengths.map((length) => plain(length, m)),
        ]);
      }
    }
});

test('it is so for any small chain', () => {
  const given = fc.record({
    extent: fc.integer({ min: 1, max: 30 }),
    units: fc.integer({ min: 0, max: 30 }),
    state: fc.integer({ min: 1, max: 5 }),
    more: fc.integer({ min: 0, max: 9 }),
    recordable: fc.constantFrom('first', 'any'),
  });
  fc.assert(
    fc.property(given, ({ extent, units, state, more, recordable }) => {
      const weights = { state, record: state + more };
      const plain = plainMixedForwards(extent, units, { ...weights, recordable });
      const policy = new MixedPolicy(extent, units, weights, recordable);
      for (let m = units; m >= 0; m -= 1)
        for (let length = 1; length <= extent; length += 1)
          if (policy.advances(length, m) + length !== plain(length, m))
            expect([length, m, policy.advances(length, m) + length]).toEqual([length, m, plain(length, m)]);
    }),
    { seed: 10, numRuns: 3000 },
  );
});

test('a step more takes at least the mean of what a step is advanced more', () => {
  // What the program stops searching at.
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 60 }),
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 0, max: 20 }),
      fc.constantFrom('first' as const, 'any' as const),
      (extent, m, state, more, recordable) => {
        const plain = plainMixedForwards(extent, m, { state, record: state + more, recordable });
        const fewer = plain(extent - 1, m) - (extent - 1);
        expect((plain(extent, m) - extent) * (extent - 1)).toBeGreaterThanOrEqual(fewer * extent);
      },
    ),
    { seed: 9, numRuns: 200 },
  );
});

test('what a plan does is what the program says, whatever the chain', () => {
  const given = fc.record({
    extent: fc.integer({ min: 1, max: 120 }),
    units: fc.integer({ min: 0, max: 60 }),
    state: fc.integer({ min: 1, max: 4 }),
    more: fc.integer({ min: 0, max: 8 }),
    recordable: fc.constantFrom('first', 'any'),
  });
  fc.assert(
    fc.property(given, ({ extent, units, state, more, recordable }) => {
      const policy = new MixedPolicy(extent, units, { state, record: state + more }, recordable);
      const plan = mixedPlan(policy, units, extent);
      const schedule = scheduleOf(plan);
      expect(tally(schedule, extent)).toMatchObject({
        advancedSteps: policy.advances(extent, units),
        recordedSteps: extent,
        sweptSteps: extent,
      });
      expect([...schedule]).toEqual([...schedule]);
      expect(schedule.bytes).toBe(4 * plan.choices.length);
      expect(plan.choices.length).toBeLessThan(2 * extent);
    }),
    { seed: 4, numRuns: 150 },
  );
});

test('more steps than advances can be counted of are refused', () => {
  expect(() => new MixedPolicy(50_000, 2, { state: 1, record: 1 }, 'any')).toThrow(
    new RangeError(
      'mixed: extent is 50000; up to 46000 steps can be planned one by one. Use revolve({ slots })',
    ),
  );
});
