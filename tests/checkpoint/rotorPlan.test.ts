import { expect, test } from 'vitest';
import { peakBytes } from '../../src/checkpoint/liveBytes.js';
import { rotorChain } from '../../src/checkpoint/rotorChain.js';
import { everySo, grouped, usualUnits } from '../../src/checkpoint/rotorGroups.js';
import { planWithin } from '../../src/checkpoint/rotorPlan.js';
import { reverseByPlan } from '../../src/checkpoint/rotorReversal.js';
import type { Profile } from '../../src/tape/strategy.js';
import { tally } from '../../src/tape/tally.js';

function longProfile(extent: number): Profile {
  const size = (place: number): number => 1000 + ((place * 7919) % 5000);
  const steps = Array.from({ length: extent }, (_, step) => ({
    beforeBytes: size(step),
    afterBytes: size(step + 1),
    recordBytes: size(7 * step),
    advanceCost: 1,
    recordCost: 1,
    sweepCost: 2,
  }));
  return { extent, steps };
}

test('the steps of a long chain are planned in groups, and still within the bytes', () => {
  const profile = longProfile(400);
  const bytes = 130_000;
  const plan = planWithin(rotorChain(profile), bytes);
  const counts = tally(reverseByPlan(400, plan), 400);
  expect(peakBytes(reverseByPlan(400, plan), profile)).toBeLessThanOrEqual(bytes);
  // Planned one by one there are but few units for so many steps, and states are rounded up to them.
  const single = planWithin(rotorChain(profile), bytes, 8);
  expect(counts.advancedSteps).toBeLessThan(tally(reverseByPlan(400, single), 400).advancedSteps);
  expect(peakBytes(reverseByPlan(400, single), profile)).toBeLessThanOrEqual(bytes);
});

test('a group adds its steps up, and begins with the state of its first', () => {
  const chain = rotorChain(longProfile(5));
  const sum = (values: Float64Array, from: number, to: number): number =>
    values.slice(from, to).reduce((total, value) => total + value, 0);
  const groups = grouped(chain, everySo(5, 2));
  expect(everySo(5, 2)).toEqual([0, 2, 4, 5]);
  for (const name of ['forward', 'turn', 'records'] as const)
    expect([...groups[name]]).toEqual([
      sum(chain[name], 0, 2),
      sum(chain[name], 2, 4),
      sum(chain[name], 4, 5),
    ]);
  expect([...groups.states]).toEqual([0, chain.states[2], chain.states[4]]);
  expect(grouped(chain, everySo(5, 1))).toEqual(chain);
});

test('there are fewer units for longer chains', () => {
  expect([100, 250, 400, 1000].map((extent) => usualUnits(rotorChain(longProfile(extent))))).toEqual([
    500, 500, 90, 8,
  ]);
  expect([100, 1000, 5000].map((extent) => usualUnits(rotorChain({ extent })))).toEqual([2000, 2000, 70]);
});

test('more steps than can be planned are refused, unless they fit in groups or units are given', () => {
  const profile = longProfile(1200);
  expect(() => planWithin(rotorChain(profile), 20_000)).toThrow(
    new RangeError(
      'rotor: extent is 1200, more steps than can be planned in a few seconds with so few bytes; give units to plan ' +
        'all the same, or use revolve({ slots })',
    ),
  );
  expect(planWithin(rotorChain(profile), 200_000).length).toBeLessThan(1200);
});

test('more units than fit into memory are refused', () => {
  expect(() => planWithin(rotorChain(longProfile(200)), 100_000, 10_000)).toThrow(
    new RangeError('rotor: units is 10000; at most 6677 are possible for 200 steps, in a plan of 1 GiB'),
  );
});
