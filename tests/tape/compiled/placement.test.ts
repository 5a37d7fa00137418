import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Lifetime, type Placed, placed } from '../../../src/tape/compiled/placement.js';

const lifetimes = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 8 }))
    .map(([blocks, first, length]) => ({ bytes: 64 * blocks, first, last: first + length })),
  { maxLength: 30 },
);

/** The most bytes that are needed at one moment: no placement takes fewer. */
function mostAtOnce(all: readonly Lifetime[]): number {
  const at = (moment: number): number =>
    all.reduce((sum, { bytes, first, last }) => sum + (first <= moment && moment <= last ? bytes : 0), 0);
  return Math.max(0, ...Array.from({ length: 40 }, (_, moment) => at(moment)));
}

function overlap(a: Placed, b: Placed): boolean {
  const inTime = a.first <= b.last && b.first <= a.last;
  return inTime && a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes;
}

test('no two buffers that live at the same time overlap, and none lies on both sides of the wall', () => {
  fc.assert(
    fc.property(lifetimes, lifetimes, (loose, below) => {
      // What is fixed lies one after another below the wall.
      let wall = 0;
      const fixed = below.map((each) => {
        wall += each.bytes;
        return { ...each, offset: wall - each.bytes };
      });
      const { offsets, end } = placed(loose, { fixed, wall });
      const all = [...fixed, ...loose.map((each, nth) => ({ ...each, offset: offsets[nth]! }))];
      all.forEach((a, nth) => {
        expect(a.offset >= wall || a.offset + a.bytes <= wall).toBe(true);
        expect(a.offset + a.bytes).toBeLessThanOrEqual(end);
        for (const b of all.slice(nth + 1)) expect(overlap(a, b)).toBe(false);
      });
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('buffers that never meet share their bytes, and what meets is stacked as high as it has to be', () => {
  const chain = Array.from({ length: 10 }, (_, nth) => ({ bytes: 64, first: nth, last: nth + 1 }));
  expect(placed(chain, { fixed: [], wall: 0 }).end).toBe(128);
  fc.assert(
    fc.property(lifetimes, (loose) => {
      const { end } = placed(loose, { fixed: [], wall: 0 });
      expect(end).toBeGreaterThanOrEqual(mostAtOnce(loose));
      expect(end).toBeLessThanOrEqual(loose.reduce((sum, { bytes }) => sum + bytes, 0));
    }),
    { seed: 2, numRuns: 500 },
  );
});

test('gaps below the wall are used first', () => {
  const fixed = [{ bytes: 128, first: 5, last: 9, offset: 0 }];
  expect(placed([{ bytes: 64, first: 0, last: 4 }], { fixed, wall: 128 })).toEqual({
    offsets: [0],
    end: 128,
  });
  expect(placed([{ bytes: 64, first: 0, last: 5 }], { fixed, wall: 128 })).toEqual({
    offsets: [128],
    end: 192,
  });
});
