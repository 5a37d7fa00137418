import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draw, maxExtent, optimalAdvances, repetitionNumber, tally } from '../../src/checkpoint/index.js';
import { online } from '../../src/checkpoint/online.js';
import { fewestAdvances } from '../support/heldSearch.js';
import { tallyOpenEnded } from '../support/openEnded.js';
import { leastWorstRatio } from '../support/placementSearch.js';

const counts = (extent: number, slots: number) => tally(online({ slots }).schedule({ extent }), extent);

const ratio = (extent: number, slots: number): number =>
  (extent + counts(extent, slots).advancedSteps) / (extent + optimalAdvances(extent + 1, slots));

const worstRatio = (slots: number, longest: number): number =>
  Math.max(...Array.from({ length: longest }, (_, place) => ratio(place + 1, slots)));

test('every extent and every number of slots is legal, and asks of one state after another where the chain ends', () => {
  for (let extent = 0; extent <= 80; extent += 1)
    for (let slots = 1; slots <= 12; slots += 1) {
      const known = counts(extent, slots);
      expect(known).toMatchObject({ recordedSteps: extent, sweptSteps: extent });
      expect(known.peakSlots).toBe(Math.min(slots, extent));
      expect(known.peakRecords).toBe(Math.min(1, extent));
      expect(tallyOpenEnded(online({ slots }), extent)).toEqual(known);
    }
});

test('long chains stay within their slots, and near the fewest advances', () => {
  const pairs = fc.record({
    extent: fc.integer({ min: 1, max: 3000 }),
    slots: fc.integer({ min: 1, max: 40 }),
  });
  fc.assert(
    fc.property(pairs, ({ extent, slots }) => {
      const { advancedSteps, peakSlots } = counts(extent, slots);
      const ratio = (extent + advancedSteps) / (extent + optimalAdvances(extent + 1, slots));
      expect(peakSlots).toBe(Math.min(slots, extent));
      expect(ratio).toBeGreaterThanOrEqual(1);
      // The worst of all is with two slots, at 29 steps.
      expect(ratio).toBeLessThanOrEqual(34 / 31);
    }),
    { seed: 9, numRuns: 60 },
  );
});

test('who finds the end by running to it needs as many advances as for one step more, at least', () => {
  for (let end = 1; end <= 9; end += 1)
    for (let slots = 1; slots <= 4; slots += 1)
      expect(fewestAdvances({ end, working: 0, held: 0, isOpen: true }, slots)).toBe(
        optimalAdvances(end + 1, slots),
      );
});

describe('no advance is wasted', () => {
  test('on any chain of up to β(s, 2) steps', () => {
    for (let slots = 1; slots <= 12; slots += 1)
      for (let extent = 1; extent <= maxExtent(slots, 2); extent += 1)
        expect(counts(extent, slots).advancedSteps).toBe(optimalAdvances(extent + 1, slots));
  });

  test('on a chain of β(s, r) steps, nor on one of a step less, for any r', () => {
    for (let slots = 2; slots <= 12; slots += 1)
      for (let r = 3; maxExtent(slots, r) <= 3000; r += 1)
        for (const extent of [maxExtent(slots, r) - 1, maxExtent(slots, r)])
          expect([slots, extent, ratio(extent, slots)]).toEqual([slots, extent, 1]);
  });

  test('beyond β(s, 2) some advance is wasted by whatever placement', () => {
    for (let slots = 2; slots <= 6; slots += 1) {
      const longest = maxExtent(slots, 2);
      expect(leastWorstRatio(slots, longest, 1)).toBe(1);
      expect(leastWorstRatio(slots, longest + 1, 1)).toBe(Number.POSITIVE_INFINITY);
    }
  });
});

// Over all ways to hold states on one run to the end, as far as they are searched; on longer chains the best is not better.
const searched = [
  { slots: 2, longest: 100, least: 12 / 11, worst: 34 / 31 },
  { slots: 3, longest: 60, least: 82 / 79, worst: 606 / 581 },
  { slots: 4, longest: 120, least: 136 / 133, worst: 892 / 867 },
  { slots: 5, longest: 30, least: 64 / 63, worst: 270 / 265 },
];

test.each(searched)(
  'with $slots slots, no placement promises less than $least times the fewest steps, and this one $worst',
  (row) => {
    const { slots, longest, least, worst } = row;
    expect(leastWorstRatio(slots, longest, worstRatio(slots, longest))).toBe(least);
    expect(worstRatio(slots, 400)).toBe(worst);
    expect(worst - least).toBeLessThan(0.0075);
  },
);

// Body evaluations, the first run included; `fewest` if the length were known.
const figures = [
  { extent: 100, slots: 5, ran: 421, least: 420, fewest: 416 },
  { extent: 100, slots: 10, ran: 325, least: 325, fewest: 322 },
  { extent: 1000, slots: 5, ran: 7369, least: 7292, fewest: 7284 },
  { extent: 1000, slots: 10, ran: 4640, least: 4640, fewest: 4636 },
  { extent: 2000, slots: 12, ran: 9629, least: 9625, fewest: 9620 },
];

test.each(figures)(
  '$extent steps in $slots slots run $ran steps',
  ({ extent, slots, ran, least, fewest }) => {
    const { advancedSteps, recordedSteps } = counts(extent, slots);
    expect(advancedSteps + recordedSteps).toBe(ran);
    expect(extent + optimalAdvances(extent + 1, slots)).toBe(least);
    expect(extent + optimalAdvances(extent, slots)).toBe(fewest);
    expect(least - fewest).toBe(repetitionNumber(extent + 1, slots));
  },
);

test('the example of its description is right', () => {
  const ends = (state: number) => state === 20;
  const schedule = online({ slots: 3 }).schedule({ extent: Number.POSITIVE_INFINITY, ends });
  expect(tally(schedule, 20).advancedSteps).toBe(49);
});

test('seven steps in three slots look like this', () => {
  expect(`\n${draw(online({ slots: 3 }).schedule({ extent: 7 }), 7)}\n`).toBe(`
>......
o>.....
oo>....
ooo>...
o.o.>..
o.o.o>.
o...o.>
o...o.=
o...o.<
o...>..
o...o=.
o...o<.
o...=..
o...<..
>......
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

test('a chain of a thousand million steps streams', () => {
  const stream = online({ slots: 12 }).schedule({ extent: 1_000_000_000 })[Symbol.iterator]();
  for (let i = 0; i < 1000; i += 1) expect(stream.next().done).toBe(false);
});

test('slots that the chain cannot use are remarked on', () => {
  const remarks = (extent: number) => online({ slots: 8 }).remarks?.({ extent });
  expect(remarks(5)).toEqual(['online: 8 slots were asked for; a chain of 5 steps can use 5']);
  expect(remarks(1)).toEqual(['online: 8 slots were asked for; a chain of 1 step can use 1']);
  expect(remarks(0)).toEqual(['online: 8 slots were asked for; a chain of 0 steps can use none']);
  expect(remarks(8)).toEqual([]);
  expect(remarks(Number.POSITIVE_INFINITY)).toEqual([]);
});
