import { expect, test } from 'vitest';
import { draw, optimalAdvances, repetitionNumber, tally } from '../../src/checkpoint/index.js';
import { wangMoin } from '../../src/checkpoint/wangMoin.js';
import { tallyOpenEnded } from '../support/openEnded.js';

test('every extent and every number of slots is legal, and asks of one state after another where the chain ends', () => {
  for (let extent = 0; extent <= 80; extent += 1)
    for (let slots = 1; slots <= 12; slots += 1) {
      const known = tally(wangMoin({ slots }).schedule({ extent }), extent);
      expect(known).toMatchObject({ recordedSteps: extent, sweptSteps: extent });
      expect(known.peakSlots).toBe(Math.min(slots, extent));
      expect(known.advancedSteps).toBeGreaterThanOrEqual(optimalAdvances(extent, slots));
      const { advancedSteps, recordedSteps, sweptSteps, peakSlots } = tallyOpenEnded(
        wangMoin({ slots }),
        extent,
      );
      expect({ sweptSteps, peakSlots }).toEqual({ sweptSteps: extent, peakSlots: known.peakSlots });
      expect(advancedSteps + recordedSteps).toBeGreaterThanOrEqual(extent + known.advancedSteps);
    }
});

test('no step is advanced more often than the repetition number, wherever the chain ends', () => {
  for (let slots = 1; slots <= 10; slots += 1)
    for (let extent = 1; extent <= (slots === 1 ? 60 : 300); extent += slots === 3 ? 1 : 7) {
      const times = new Uint32Array(extent);
      for (const action of wangMoin({ slots }).schedule({ extent }))
        if (action.verb === 'advance') for (let s = action.from; s < action.to; s += 1) times[s]! += 1;
      expect(Math.max(...times)).toBeLessThanOrEqual(repetitionNumber(extent, slots));
    }
});

// Beside the fewest advances if the extent is known from the beginning.
const figures = [
  { slots: 3, advances: [15, 45, 180, 507, 4790], fewest: [15, 45, 180, 490, 4680] },
  { slots: 5, advances: [13, 33, 124, 328, 2878], fewest: [13, 33, 122, 316, 2576] },
  { slots: 10, advances: [9, 28, 88, 243, 1644], fewest: [9, 28, 88, 222, 1636] },
];

test.each(figures)('the advances in $slots slots are these', ({ slots, advances, fewest }) => {
  const extents = [10, 20, 50, 100, 500];
  const found = extents.map(
    (extent) => tally(wangMoin({ slots }).schedule({ extent }), extent).advancedSteps,
  );
  expect(found).toEqual(advances);
  expect(extents.map((extent) => optimalAdvances(extent, slots))).toEqual(fewest);
});

test('the example of its description is right', () => {
  const ends = (state: number) => state === 20;
  const schedule = wangMoin({ slots: 3 }).schedule({ extent: Number.POSITIVE_INFINITY, ends });
  expect(tally(schedule, 20).recordedSteps).toBe(39);
});

test('six steps in three slots look like this', () => {
  expect(`\n${draw(wangMoin({ slots: 3 }).schedule({ extent: 6 }), 6)}\n`).toBe(`
>.....
o>....
oo>...
ooo>..
oo..>.
oo..o=
oo..o<
oo..=.
oo..<.
o>....
oo>...
ooo=..
ooo<..
oo=...
oo<...
o=....
o<....
=.....
<.....
`);
});

test('slots that the chain cannot use are remarked on', () => {
  expect(wangMoin({ slots: 8 }).remarks?.({ extent: 5 })).toEqual([
    'wangMoin: 8 slots were asked for; a chain of 5 steps can use 5',
  ]);
});
