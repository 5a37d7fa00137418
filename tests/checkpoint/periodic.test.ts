import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draw, periodic, tally } from '../../src/checkpoint/index.js';
import { tallyOpenEnded } from '../support/openEnded.js';

test('ten steps in segments of four begin with a shorter one', () => {
  expect(`\n${draw(periodic({ every: 4 }).schedule({ extent: 10 }), 10)}\n`).toBe(`
>>........
o.>>>>....
o.o...====
o.o...<<<<
o.====....
o.<<<<....
==........
<<........
`);
});

test('every step but those of the last segment is advanced once', () => {
  const pairs = fc.record({
    extent: fc.integer({ min: 1, max: 5000 }),
    every: fc.integer({ min: 1, max: 500 }),
  });
  fc.assert(
    fc.property(pairs, ({ extent, every }) => {
      const kept = Math.ceil(extent / every) - 1;
      expect(tally(periodic({ every }).schedule({ extent }), extent)).toEqual({
        advancedSteps: Math.max(0, extent - every),
        recordedSteps: extent,
        sweptSteps: extent,
        snapshotWrites: kept,
        restores: kept,
        peakSlots: kept,
        peakRecords: Math.min(every, extent),
      });
    }),
    { seed: 4, numRuns: 200 },
  );
});

test('segments of one step, of the whole chain and of more than that are no exceptions', () => {
  const drawn = (every: number) => `\n${draw(periodic({ every }).schedule({ extent: 3 }), 3)}\n`;
  expect(drawn(1)).toBe(`
>..
o>.
oo=
oo<
o=.
o<.
=..
<..
`);
  for (const every of [3, 4])
    expect(drawn(every)).toBe(`
===
<<<
`);
  for (const period of [{ every: 2 }, { segments: 2 }])
    expect([...periodic(period).schedule({ extent: 0 })]).toEqual([]);
});

describe('a number of segments', () => {
  // PyTorch 1.13.0 (Debian's python3-torch): how often a forward hook of n linear layers was called by
  // torch.utils.checkpoint.checkpoint_sequential(layers, segments, x) and the backward pass, less the n of the first pass.
  test.each([
    { extent: 1, segments: 1, again: 0 },
    { extent: 5, segments: 4, again: 3 },
    { extent: 7, segments: 3, again: 4 },
    { extent: 10, segments: 1, again: 0 },
    { extent: 10, segments: 3, again: 6 },
    { extent: 10, segments: 6, again: 5 },
    { extent: 10, segments: 10, again: 9 },
    { extent: 11, segments: 5, again: 8 },
    { extent: 97, segments: 13, again: 84 },
    { extent: 100, segments: 7, again: 84 },
    { extent: 100, segments: 10, again: 90 },
  ])('runs $again of $extent steps again in $segments segments, as PyTorch does', (row) => {
    const { extent, segments, again } = row;
    expect(tally(periodic({ segments }).schedule({ extent }), extent).advancedSteps).toBe(again);
  });

  test('makes segments as long as the longest of PyTorch, and no more of them', () => {
    for (let extent = 1; extent <= 60; extent += 1)
      for (let segments = 1; segments <= extent; segments += 1) {
        const every = extent - (segments - 1) * Math.floor(extent / segments);
        const schedule = periodic({ segments }).schedule({ extent });
        expect([...schedule]).toEqual([...periodic({ every }).schedule({ extent })]);
        const { advancedSteps, peakSlots } = tally(schedule, extent);
        expect(advancedSteps).toBe((segments - 1) * Math.floor(extent / segments));
        expect(peakSlots).toBeLessThan(segments);
      }
  });

  test('that the chain cannot have, or that would be too uneven, is remarked on', () => {
    const remarks = (segments: number, extent: number) => periodic({ segments }).remarks?.({ extent });
    expect(remarks(8, 5)).toEqual([
      'periodic: 8 segments were asked for; a chain of 5 steps is cut into 5 of at most 1',
    ]);
    expect(remarks(6, 10)).toEqual([
      'periodic: 6 segments were asked for; a chain of 10 steps is cut into 2 of at most 5',
    ]);
    expect(remarks(3, 10)).toEqual([]);
    expect(remarks(3, 0)).toEqual([]);
    expect(tally(periodic({ segments: 8 }).schedule({ extent: 5 }), 5).advancedSteps).toBe(4);
  });

  test('needs to know the extent', () => {
    const schedule = () =>
      periodic({ segments: 3 }).schedule({ extent: Number.POSITIVE_INFINITY, ends: () => true });
    expect(schedule).toThrow(
      new RangeError(
        'periodic: the length of the chain is unknown; it has to be known before the run. Give the extent, or use ' +
          'online({ slots }), wangMoin({ slots }), periodic({ every }), storeAll() or recomputeAll()',
      ),
    );
  });

  test('is refused beside a length, and if it is no number of segments', () => {
    expect(() => periodic({ every: 4, segments: 3 } as never)).toThrow(
      new TypeError('periodic: every is 4 and segments is 3; give one of the two'),
    );
    expect(() => periodic({ segments: 0 })).toThrow(
      new RangeError('periodic: segments is 0; at least 1 is needed, the whole chain'),
    );
    expect(periodic({ segments: 3 }).name).toBe('periodic(3 segments)');
  });

  test('is what its example says', () => {
    expect(tally(periodic({ segments: 3 }).schedule({ extent: 10 }), 10).advancedSteps).toBe(6);
  });
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

test('where the extent is unknown, each segment is recorded on the way, and all but the last one run once more', () => {
  for (let extent = 1; extent <= 40; extent += 1)
    for (let every = 1; every <= 9; every += 1) {
      const segments = Math.ceil(extent / every);
      expect(tallyOpenEnded(periodic({ every }), extent)).toEqual({
        advancedSteps: 0,
        recordedSteps: extent + (segments - 1) * every,
        sweptSteps: extent,
        snapshotWrites: segments,
        restores: segments - 1,
        peakSlots: segments,
        peakRecords: Math.min(every, extent),
      });
    }
});

test('five steps in segments of two look like this if only reaching the end tells', () => {
  const schedule = periodic({ every: 2 }).schedule({
    extent: Number.POSITIVE_INFINITY,
    ends: (state) => state === 5,
  });
  expect(`\n${draw(schedule, 5)}\n`).toBe(`
=....
o=...
xx...
o.=..
o.o=.
o.xx.
o.o.=
o.o.<
o.==.
o.<<.
==...
<<...
`);
});
