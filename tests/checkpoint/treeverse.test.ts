import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  draw,
  maxExtent,
  optimalAdvances,
  repetitionNumber,
  tally,
  treeverse,
} from '../../src/checkpoint/index.js';

test('seven steps in two slots look like this', () => {
  expect(`\n${draw(treeverse({ slots: 2 }).schedule({ extent: 7 }), 7)}\n`).toBe(`
>>>>>..
o....>.
o....o=
o....o<
o....=.
o....<.
>>>....
o..>...
o..o=..
o..o<..
o..=...
o..<...
>......
o>.....
oo=....
oo<....
o=.....
o<.....
=......
<......
`);
});

test('where the extent is a binomial number it takes the fewest advances', () => {
  for (let slots = 1; slots <= 8; slots += 1)
    for (let repetitions = 1; repetitions <= 5; repetitions += 1) {
      const extent = maxExtent(slots, repetitions);
      const { advancedSteps } = tally(treeverse({ slots }).schedule({ extent }), extent);
      expect(advancedSteps).toBe(optimalAdvances(extent, slots));
    }
});

test('no step is advanced more often than its repetition number, and no slot is used beyond those given', () => {
  const pairs = fc.record({
    extent: fc.integer({ min: 2, max: 3000 }),
    slots: fc.integer({ min: 2, max: 30 }),
  });
  fc.assert(
    fc.property(pairs, ({ extent, slots }) => {
      const times = new Uint32Array(extent);
      const schedule = treeverse({ slots }).schedule({ extent });
      for (const action of schedule)
        if (action.verb === 'advance') for (let s = action.from; s < action.to; s += 1) times[s]! += 1;
      expect(Math.max(...times)).toBeLessThanOrEqual(repetitionNumber(extent, slots));
      expect(tally(schedule, extent).peakSlots).toBeLessThanOrEqual(slots);
    }),
    { seed: 5, numRuns: 60 },
  );
});

test('slots that the chain cannot use are remarked on', () => {
  expect(treeverse({ slots: 8 }).remarks?.({ extent: 5 })).toEqual([
    'treeverse: 8 slots were asked for; a chain of 5 steps can use 4',
  ]);
});
