import fc from 'fast-check';
import { expect, test } from 'vitest';
import { draw, periodic, tally } from '../../src/checkpoint/index.js';
import { tallyOpenEnded } from '../support/openEnded.js';

test('ten steps in segments of four look like this', () => {
  expect(`\n${draw(periodic({ every: 4 }).schedule({ extent: 10 }), 10)}\n`).toBe(`
>>>>......
o...>>>>..
o...o...==
o...o...<<
o...====..
o...<<<<..
====......
<<<<......
`);
});

test('every step but those of the last segment is advanced once', () => {
  const pairs = fc.record({
    extent: fc.integer({ min: 1, max: 5000 }),
    every: fc.integer({ min: 1, max: 500 }),
  });
  fc.assert(
    fc.property(pairs, ({ extent, every }) => {
      const before = (Math.ceil(extent / every) - 1) * every;
      expect(tally(periodic({ every }).schedule({ extent }), extent)).toEqual({
        advancedSteps: before,
        recordedSteps: extent,
        sweptSteps: extent,
        snapshotWrites: before / every,
        restores: before / every,
        peakSlots: before / every,
        peakRecords: Math.min(every, extent),
      });
    }),
    { seed: 4, numRuns: 200 },
  );
});

test('a chain that is shorter than a segment is remarked on', () => {
  expect(periodic({ every: 16 }).remarks?.({ extent: 5 })).toEqual([
    'periodic: segments of 16 steps were asked for and the chain has 5; it is one segment',
  ]);
  expect(periodic({ every: 5 }).remarks?.({ extent: 5 })).toEqual([]);
});

test('a chain of a thousand million steps streams', () => {
  const stream = periodic({ every: 1 }).schedule({ extent: 1_000_000_000 })[Symbol.iterator]();
  for (let i = 0; i < 1000; i += 1) expect(stream.next().done).toBe(false);
});

test('where the extent is unknown, every step is advanced once', () => {
  for (let extent = 1; extent <= 40; extent += 1)
    for (let every = 1; every <= 9; every += 1)
      expect(tallyOpenEnded(periodic({ every }), extent)).toEqual({
        advancedSteps: extent,
        recordedSteps: extent,
        sweptSteps: extent,
        snapshotWrites: Math.ceil(extent / every),
        restores: Math.ceil(extent / every),
        peakSlots: Math.ceil(extent / every),
        peakRecords: Math.min(every, extent),
      });
});
