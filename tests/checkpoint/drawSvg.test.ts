import { Resvg } from '@resvg/resvg-js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bisect } from '../../src/checkpoint/bisect.js';
import { drawSvg } from '../../src/checkpoint/drawSvg.js';
import { recomputeAll } from '../../src/checkpoint/recomputeAll.js';
import { revolve } from '../../src/checkpoint/revolve.js';
import { storeAll } from '../../src/checkpoint/storeAll.js';
import { ScheduleError } from '../../src/errors.js';
import { strategies } from '../../src/strategies.js';
import { advance, turn } from '../../src/tape/action.js';

/** The size of the picture, as a reader of SVG finds it. It refuses what is no XML. */
function sizeOf(svg: string): { width: number; height: number } {
  const { width, height } = new Resvg(svg);
  return { width, height };
}

test('ten steps in three slots look like golden/revolve-10-3.svg', async () => {
  const strategy = revolve({ slots: 3 });
  const svg = drawSvg(strategy.schedule({ extent: 10 }), 10, { title: strategy.name });
  await expect(svg).toMatchFileSnapshot('golden/revolve-10-3.svg');
});

test.each(Object.entries(strategies))(
  'what %s does can be drawn, for short chains and for long',
  (_, row) => {
    for (const extent of [0, 1, 2, 7, 30, 200, 1000]) {
      if (extent > (row.longest ?? extent)) continue;
      const svg = drawSvg(row.usual(extent).schedule({ extent }), extent);
      expect(svg.length).toBeLessThanOrEqual(1_000_000);
      const { width, height } = sizeOf(svg);
      expect(width).toBeLessThanOrEqual(820);
      expect(height).toBeLessThanOrEqual(928);
    }
  },
);

test('a hundred thousand steps make no large file', () => {
  const extent = 100_000;
  expect(drawSvg(revolve({ slots: 20 }).schedule({ extent }), extent).length).toBeLessThan(500_000);
});

test('every title is XML', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (title) => {
      expect(sizeOf(drawSvg(turn(0, 2), 2, { title })).width).toBeGreaterThan(0);
    }),
    { seed: 12, numRuns: 100 },
  );
  expect(drawSvg([], 0, { title: 'a < b & "c"' })).toContain('<title>a &lt; b &amp; &quot;c&quot;</title>');
});

test('the heading says what is reversed and what it costs', () => {
  const svg = drawSvg(bisect().schedule({ extent: 64 }), 64);
  expect(svg).toContain('<title>A chain of 64 steps, reversed</title>');
  expect(svg).toContain(
    '<desc>64 steps, 192 advanced beside those recorded; at most 7 slots and 1 record at once</desc>',
  );
});

test('the peak is in bytes where a size is known, else in states and records', () => {
  const peak = (svg: string): string | undefined => />(peak [^<]*)</.exec(svg)?.[1];
  expect(peak(drawSvg(turn(0, 10), 10))).toBe('peak 20');
  expect(peak(drawSvg(turn(0, 10), 10, { profile: { recordBytes: 1 } }))).toBe('peak 20 B');
  expect(peak(drawSvg(turn(0, 10), 10, { profile: { stateBytes: 4096, recordBytes: 0 } }))).toBe(
    'peak 40 KiB',
  );
});

test('only what is there is explained', () => {
  const ofStoreAll = drawSvg(storeAll().schedule({ extent: 5 }), 5);
  for (const absent of ['>advance<', '>restore<', '>snapshot']) expect(ofStoreAll).not.toContain(absent);
  for (const there of ['>record<', '>sweep<', '>record that waits<']) expect(ofStoreAll).toContain(there);
});

test('a schedule that cannot be obeyed is not drawn', () => {
  expect(() => drawSvg([advance(1, 2)], 2)).toThrow(
    new ScheduleError(
      "action 0, 'advance 1→2': the working state is state 0; restore or advance to state 1 first",
    ),
  );
  expect(() => drawSvg([advance(0, 1)], 2)).toThrow(
    new ScheduleError('end of the schedule, after 1 action: step 1 is not swept; record and sweep it first'),
  );
});

test('what is too long for a picture is refused', () => {
  const tooLong = new RangeError(
    'drawSvg: more than 2000000 steps are run and swept; at most that many can be drawn; draw a shorter chain, or ' +
      'compare or tally this one',
  );
  expect(() => drawSvg(recomputeAll().schedule({ extent: 3000 }), 3000)).toThrow(tooLong);
  expect(() => drawSvg(storeAll().schedule({ extent: 1e12 }), 1e12)).toThrow(tooLong);
});

test('what would make too large a file is refused', () => {
  expect(() => drawSvg(turn(0, 2), 2, { title: 'x'.repeat(600_000) })).toThrow(
    /^drawSvg: the picture takes 12\d{5} bytes; at most 1000000 are allowed; shorten its title, or draw a shorter chain$/,
  );
});

test('a profile of another chain is refused', () => {
  expect(() => drawSvg([], 0, { profile: { extent: 5 } })).toThrow(
    new RangeError("drawSvg: extent is 0 and the profile's is 5; they have to be the same chain's"),
  );
});
