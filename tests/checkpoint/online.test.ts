import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Action,
  draw,
  maxExtent,
  optimalAdvances,
  revolve,
  type Tally,
  tally,
} from '../../src/checkpoint/index.js';
import { online } from '../../src/checkpoint/online.js';
import { OnlinePlacement } from '../../src/checkpoint/onlinePlacement.js';
import { reverseFromTheEnd } from '../../src/checkpoint/openEnded.js';
import { fewestAdvances } from '../support/heldSearch.js';
import { tallyOpenEnded } from '../support/openEnded.js';
import { leastWorst, ratio, type Told } from '../support/placementSearch.js';

const counts = (extent: number, slots: number) => tally(online({ slots }).schedule({ extent }), extent);

/** What the placement does for who is told that the chain ends before its last step is run, and not earlier. */
function* toldBeforeTheLastStep(extent: number, slots: number): Generator<Action> {
  const placement = new OnlinePlacement(slots);
  const ends = (state: number): boolean => state >= extent;
  yield* reverseFromTheEnd({ extent, ends }, slots, (held, state) => placement.displaced(held, state));
}

const toldCounts = (extent: number, slots: number) => tally(toldBeforeTheLastStep(extent, slots), extent);

const openCounts = (extent: number, slots: number) => tallyOpenEnded(online({ slots }), extent);

const ran = ({ advancedSteps, recordedSteps }: Tally): number => advancedSteps + recordedSteps;

const fewest = (extent: number, slots: number): number => extent + optimalAdvances(extent, slots);

const leastRatio = (told: Told, slots: number, longest: number, limit: number): number =>
  leastWorst({ told, slots, longest, measure: ratio, limit });

const worstRatio = (of: typeof counts, slots: number, longest: number): number =>
  Math.max(...Array.from({ length: longest }, (_, n) => ran(of(n + 1, slots)) / fewest(n + 1, slots)));

test('every extent and every number of slots is legal, and asks of one state after another where the chain ends', () => {
  for (let extent = 0; extent <= 80; extent += 1)
    for (let slots = 1; slots <= 12; slots += 1) {
      const known = toldCounts(extent, slots);
      expect(known).toMatchObject({ recordedSteps: extent, sweptSteps: extent });
      expect(known.peakSlots).toBe(Math.min(slots, extent));
      expect(known.peakRecords).toBe(Math.min(1, extent));
      const { advancedSteps, recordedSteps, ...found } = openCounts(extent, slots);
      expect(found).toMatchObject({
        sweptSteps: extent,
        peakSlots: known.peakSlots,
        peakRecords: known.peakRecords,
      });
      expect(recordedSteps).toBe(Math.max(0, 2 * extent - 1));
      expect(advancedSteps + recordedSteps).toBeGreaterThanOrEqual(fewest(extent, slots));
    }
});

test('long chains stay within their slots, and near the fewest advances', () => {
  const pairs = fc.record({
    extent: fc.integer({ min: 1, max: 3000 }),
    slots: fc.integer({ min: 1, max: 40 }),
  });
  fc.assert(
    fc.property(pairs, ({ extent, slots }) => {
      const { advancedSteps, peakSlots } = toldCounts(extent, slots);
      const ratio = (extent + advancedSteps) / fewest(extent, slots);
      expect(peakSlots).toBe(Math.min(slots, extent));
      expect(ratio).toBeGreaterThanOrEqual(1);
      // The worst of all is with two slots, at 30 steps.
      expect(ratio).toBeLessThanOrEqual(57 / 52);
    }),
    { seed: 9, numRuns: 60 },
  );
});

test('who finds the end by running to it, with nothing recorded on the way, needs as many advances as for a step more', () => {
  for (let end = 1; end <= 9; end += 1)
    for (let slots = 1; slots <= 4; slots += 1) {
      const advances = fewestAdvances({ end, working: 0, held: 0, isOpen: true }, slots);
      expect(advances).toBe(optimalAdvances(end + 1, slots));
      expect(end + advances).toBeGreaterThanOrEqual(ran(openCounts(end, slots)));
    }
});

describe('where the extent is known', () => {
  test('it is revolve', () => {
    for (let extent = 0; extent <= 400; extent += extent < 40 ? 1 : 13)
      for (let slots = 1; slots <= 12; slots += 1)
        expect([...online({ slots }).schedule({ extent })]).toEqual([
          ...revolve({ slots }).schedule({ extent }),
        ]);
  });

  // The first six are those of Wang, Moin & Iaccarino's levels, which do not use the extent; the others, the fewest there can be.
  test.each([
    { extent: 50, slots: 3, most: 180 },
    { extent: 100, slots: 3, most: 507 },
    { extent: 200, slots: 3, most: 1316 },
    { extent: 100, slots: 4, most: 379 },
    { extent: 120, slots: 4, most: 474 },
    { extent: 286, slots: 4, most: 1549 },
    { extent: 30, slots: 5, most: 62 },
    { extent: 100, slots: 10, most: 222 },
    { extent: 120, slots: 10, most: 282 },
    { extent: 200, slots: 10, most: 522 },
  ])('$extent steps in $slots slots take no more than $most advances', (row) => {
    const { extent, slots, most } = row;
    expect(counts(extent, slots).advancedSteps).toBeLessThanOrEqual(most);
  });
});

describe('where the end is told before the last step, no step is wasted', () => {
  test('on any chain of up to β(s, 2) + 1 steps', () => {
    for (let slots = 1; slots <= 12; slots += 1)
      for (let extent = 1; extent <= maxExtent(slots, 2) + 1; extent += 1)
        expect(toldCounts(extent, slots).advancedSteps).toBe(optimalAdvances(extent, slots));
  });

  test('on a chain of β(s, r) steps, nor on one of a step more, for any r', () => {
    for (let slots = 2; slots <= 12; slots += 1)
      for (let r = 3; maxExtent(slots, r) <= 3000; r += 1)
        for (const extent of [maxExtent(slots, r), maxExtent(slots, r) + 1])
          expect([slots, extent, ran(toldCounts(extent, slots))]).toEqual([
            slots,
            extent,
            fewest(extent, slots),
          ]);
  });

  test('beyond β(s, 2) + 1 some step is wasted by whatever placement', () => {
    for (let slots = 2; slots <= 6; slots += 1) {
      const longest = maxExtent(slots, 2) + 1;
      expect(leastRatio('before the last step', slots, longest, 1)).toBe(1);
      expect(leastRatio('before the last step', slots, longest + 1, 1)).toBe(Number.POSITIVE_INFINITY);
    }
  });
});

describe('where the end is found by reaching it', () => {
  test('one step at most is wasted on any chain of up to β(s, 2) steps', () => {
    for (let slots = 1; slots <= 12; slots += 1)
      for (let extent = 1; extent <= maxExtent(slots, 2); extent += 1)
        expect(ran(openCounts(extent, slots)) - fewest(extent, slots)).toBeLessThanOrEqual(1);
  });

  test('some step is wasted by whatever placement, on a chain of s + 3 steps or a shorter one', () => {
    for (let slots = 2; slots <= 6; slots += 1) {
      expect(leastRatio('at the end', slots, slots + 2, 1)).toBe(1);
      expect(leastRatio('at the end', slots, slots + 3, 1)).toBe(Number.POSITIVE_INFINITY);
    }
  });
});

// Over all ways to hold states on one run to the end, as far as they are searched; on longer chains the best is not better.
const searched = [
  { told: 'before the last step', of: toldCounts, slots: 2, longest: 100 },
  { told: 'before the last step', of: toldCounts, slots: 3, longest: 60 },
  { told: 'before the last step', of: toldCounts, slots: 4, longest: 60 },
  { told: 'at the end', of: openCounts, slots: 2, longest: 100 },
  { told: 'at the end', of: openCounts, slots: 3, longest: 60 },
  { told: 'at the end', of: openCounts, slots: 4, longest: 40 },
] as const;

test.each(searched)('told $told, with $slots slots, the best placement promises little more', (row) => {
  const { told, of, slots, longest } = row;
  const worst = worstRatio(of, slots, 300);
  const least = leastRatio(told, slots, longest, worst);
  expect(least).toBeLessThanOrEqual(worst);
  expect(worst - least).toBeLessThan(told === 'at the end' ? 0.04 : 0.008);
});

// Body evaluations, the first run included; `offline` if the length were known from the beginning.
const figures = [
  { extent: 100, slots: 5, steps: 417, offline: 416 },
  { extent: 100, slots: 10, steps: 323, offline: 322 },
  { extent: 1000, slots: 5, steps: 7366, offline: 7284 },
  { extent: 1000, slots: 10, steps: 4636, offline: 4636 },
];

test.each(figures)('$extent steps in $slots slots run $steps steps', ({ extent, slots, steps, offline }) => {
  expect(ran(openCounts(extent, slots))).toBe(steps);
  expect(ran(toldCounts(extent, slots))).toBe(steps);
  expect(fewest(extent, slots)).toBe(offline);
});

test('the example of its description is right', () => {
  const ends = (state: number) => state === 20;
  const schedule = online({ slots: 3 }).schedule({ extent: Number.POSITIVE_INFINITY, ends });
  expect(tally(schedule, 20).recordedSteps).toBe(39);
});

test('four steps in two slots look like this if only reaching the end tells', () => {
  const schedule = online({ slots: 2 }).schedule({
    extent: Number.POSITIVE_INFINITY,
    ends: (state) => state === 4,
  });
  expect(`\n${draw(schedule, 4)}\n`).toBe(`
=...
xo..
o=..
ox..
oo=.
o.xo
o..=
o..<
>...
o>..
oo=.
oo<.
o=..
o<..
=...
<...
`);
});

test('seven steps in three slots look like this if the end is told before the last step', () => {
  expect(`\n${draw(toldBeforeTheLastStep(7, 3), 7)}\n`).toBe(`
>......
o>.....
oo>....
ooo>...
o.o.>..
o.o.o>.
o.o.o.=
o.o.o.<
o.o.>..
o.o.o=.
o.o.o<.
o.o.=..
o.o.<..
o.>....
o.o=...
o.o<...
o.=....
o.<....
>......
o=.....
o<.....
=......
<......
`);
});

test('a chain of a thousand million steps streams', () => {
  const stream = online({ slots: 12 }).schedule({ extent: 1_000_000_000 })[Symbol.iterator]();
  for (let i = 0; i < 1000; i += 1) expect(stream.next().done).toBe(false);
});

test('slots that the chain cannot use are remarked on', () => {
  const remarks = (extent: number) => online({ slots: 8 }).remarks?.({ extent });
  expect(remarks(5)).toEqual(['online: 8 slots were asked for; a chain of 5 steps can use 4']);
  expect(remarks(1)).toEqual(['online: 8 slots were asked for; a chain of 1 step can use none']);
  expect(remarks(9)).toEqual([]);
  expect(remarks(Number.POSITIVE_INFINITY)).toEqual([]);
});
