import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cheapestRoute } from '../../src/checkpoint/cheapestRoute.js';
import { reverseHeld } from '../../src/checkpoint/heldReversal.js';
import { draw, optimalAdvances, tally } from '../../src/checkpoint/index.js';
import { type Action, advance, snapshot } from '../../src/tape/action.js';
import { fewestAdvances, fewestAdvancesByStops, statesIn } from '../support/heldSearch.js';

/** Runs to the end, holds what is asked for, and reverses from there. */
function schedule(states: readonly number[], end: number, slots: number): Action[] {
  const run = states.flatMap((step, slot) => [snapshot(step, slot), advance(step, states[slot + 1] ?? end)]);
  const held = states.map((step, slot) => ({ step, slot }));
  return [...run, ...reverseHeld(held, end, slots)];
}

test('every placement on a short chain is reversed with the fewest advances of all reversals', () => {
  for (let end = 1; end <= 8; end += 1)
    for (let held = 1; held < 1 << end; held += 2)
      for (let slots = statesIn(held).length; slots <= Math.min(end, 4); slots += 1) {
        const counts = tally(schedule(statesIn(held), end, slots), end);
        expect(counts.peakSlots).toBeLessThanOrEqual(slots);
        expect({ end, held, slots, advances: counts.advancedSteps - end }).toEqual({
          end,
          held,
          slots,
          advances: fewestAdvances({ end, working: -1, held, isOpen: false }, slots),
        });
      }
});

const placements = fc
  .record({
    interior: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 6 }),
    beyond: fc.integer({ min: 1, max: 25 }),
    idle: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ interior, beyond, idle }) => {
    const states = [0, ...interior.sort((a, b) => a - b)];
    return { states, end: states.at(-1)! + beyond, slots: states.length + idle };
  });

test('longer chains are reversed with the fewest advances over all choices of what is dropped and moved where', () => {
  fc.assert(
    fc.property(placements, ({ states, end, slots }) => {
      const counts = tally(schedule(states, end, slots), end);
      expect(counts.advancedSteps - end).toBe(fewestAdvancesByStops(states, end, slots));
      expect(cheapestRoute(states, end, slots).advances).toBe(counts.advancedSteps - end);
      expect(counts).toMatchObject({ recordedSteps: end, sweptSteps: end, peakRecords: 1 });
      expect(counts.peakSlots).toBeLessThanOrEqual(slots);
    }),
    { seed: 6, numRuns: 300 },
  );
});

const stops = (held: readonly number[], end: number, slots: number) =>
  cheapestRoute(held, end, slots).stops.map(({ place, from }) => [held[place], from]);

test('a snapshot at the wrong place is moved, one whose slot is worth more is dropped', () => {
  expect(stops([0, 1], 3, 2)).toEqual([
    [0, 0],
    [1, 1],
  ]);
  expect(stops([0, 1], 6, 2)).toEqual([
    [0, 0],
    [1, 3],
  ]);
  expect(stops([0, 1, 10], 30, 3)).toEqual([
    [0, 0],
    [10, 15],
  ]);
});

test('snapshots at bad places, too many to try all subsets, are settled within a second', () => {
  const held = Array.from({ length: 60 }, (_, place) => 20 * place);
  const began = performance.now();
  const { advances, stops } = cheapestRoute(held, 1200, 60);
  expect(performance.now() - began).toBeLessThan(1000);
  expect(stops.length).toBeGreaterThan(1);
  expect(advances).toBeLessThan(60 * optimalAdvances(20, 1));
});

test('a reversal from states 0, 1 and 4 of seven looks like this', () => {
  expect(`\n${draw(schedule([0, 1, 4], 7, 3), 7)}\n`).toBe(`
>......
o>>>...
oo..>>>
oo..>>.
oo..o.=
oo..o.<
oo..>..
oo..o=.
oo..o<.
oo..=..
oo..<..
o>.....
oo>....
ooo=...
ooo<...
oo=....
oo<....
o=.....
o<.....
=......
<......
`);
});

test('no steps are reversed by nothing', () => {
  expect([...reverseHeld([], 0, 3)]).toEqual([]);
});
