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
  for (const [extent, units, record] of [
    [120, 60, 1],
    [120, 80, 2],
    [100, 60, 3],
    [90, 100, 7],
  ] as const) {
    const plain = plainMixedForwards(extent, units, record);
    const policy = new MixedPolicy(extent, units - 1, { state: 1, record }, 'any');
    for (let m = 1; m <= units; m += 1)
      for (let length = 1; length <= extent; length += 1)
        if (policy.advances(length, m - 1) + length !== plain(length, m))
          expect([record, length, m, policy.advances(length, m - 1) + length]).toEqual([
            record,
            length,
            m,
            plain(length, m),
          ]);
    expect(policy.advances(extent, units - 1) + extent).toBe(plain(extent, units));
  }
});

test('what a plan does is what the program says, whatever the chain', () => {
  const given = fc.record({
    extent: fc.integer({ min: 1, max: 120 }),
    units: fc.integer({ min: 0, max: 60 }),
    state: fc.integer({ min: 1, max: 4 }),
    record: fc.integer({ min: 1, max: 9 }),
    recordable: fc.constantFrom('first', 'any'),
  });
  fc.assert(
    fc.property(given, ({ extent, units, state, record, recordable }) => {
      const policy = new MixedPolicy(extent, units, { state, record }, recordable);
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
