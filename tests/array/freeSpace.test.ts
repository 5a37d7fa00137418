import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignment, FreeSpace, occupied } from '../../src/array/freeSpace.js';
import type { Stretch } from '../../src/array/stretch.js';

/** Take so many lines of 64 bytes, or give back what was taken at a place. */
const events = fc.array(
  fc.oneof(fc.record({ lines: fc.integer({ min: 1, max: 6 }) }), fc.record({ given: fc.nat({ max: 40 }) })),
  { maxLength: 120 },
);

test('a block occupies its bytes, rounded up to a multiple of 64, and 64 if it has none', () => {
  expect([0, 1, 63, 64, 65, 128, 1000].map(occupied)).toEqual([64, 64, 64, 64, 128, 128, 1024]);
});

test('the space starts at a multiple of 64', () => {
  expect(new FreeSpace(65).end).toBe(128);
  expect(new FreeSpace(128).take(64).start).toBe(128);
});

test('whatever is taken and given, no two stretches share a byte and every one is aligned', () => {
  fc.assert(
    fc.property(events, (all) => {
      const space = new FreeSpace(100);
      play(space, all, (held) => {
        const inOrder = held.toSorted((a, b) => a.start - b.start);
        inOrder.forEach(({ start, bytes }, place) => {
          expect(start % alignment).toBe(0);
          expect(start).toBeGreaterThanOrEqual(128);
          expect(start + bytes).toBeLessThanOrEqual(inOrder[place + 1]?.start ?? space.end);
        });
      });
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('the space ends where the last stretch that is held ends', () => {
  fc.assert(
    fc.property(events, (all) => {
      const space = new FreeSpace(0);
      play(space, all, (held) => {
        expect(space.end).toBe(Math.max(0, ...held.map(({ start, bytes }) => start + bytes)));
      });
    }),
    { seed: 2, numRuns: 200 },
  );
});

test('a gap as large as what is asked for is used before the space grows', () => {
  fc.assert(
    fc.property(events, fc.integer({ min: 1, max: 6 }), (all, lines) => {
      const space = new FreeSpace(0);
      const held = play(space, all);
      const largest = Math.max(0, ...gapsBetween(held));
      const { end } = space;
      const { start } = space.take(lines * alignment);
      expect(start < end).toBe(largest >= lines * alignment);
    }),
    { seed: 3, numRuns: 300 },
  );
});

test('when all is given back, in any order, nothing is left in pieces', () => {
  fc.assert(
    fc.property(events, fc.infiniteStream(fc.nat()), (all, picks) => {
      const space = new FreeSpace(640);
      const held = play(space, all);
      while (held.length > 0) space.give(held.splice((picks.next().value ?? 0) % held.length, 1)[0]!);
      expect(space.end).toBe(640);
    }),
    { seed: 4, numRuns: 200 },
  );
});

test.each([
  { order: [0, 2], about: 'the larger first' },
  { order: [2, 0], about: 'the smaller first' },
])('the best fit is taken, then what is left of it, when two were given back, $about', ({ order }) => {
  const space = new FreeSpace(0);
  const stretches = [4, 1, 3, 1].map((lines) => space.take(lines * alignment));
  for (const place of order) space.give(stretches[place]!);
  expect(space.take(2 * alignment).start).toBe(5 * alignment);
  expect(space.take(alignment).start).toBe(7 * alignment);
  expect(space.take(4 * alignment).start).toBe(0);
});

/** What is held at the end; `check` sees it after every event. */
function play(
  space: FreeSpace,
  all: readonly ({ lines: number } | { given: number })[],
  check?: (held: readonly Stretch[]) => void,
): Stretch[] {
  const held: Stretch[] = [];
  all.forEach((event) => {
    if ('lines' in event) held.push(space.take(event.lines * alignment));
    else if (held.length > 0) space.give(held.splice(event.given % held.length, 1)[0]!);
    check?.(held);
  });
  return held;
}

function gapsBetween(held: readonly Stretch[]): number[] {
  const inOrder = held.toSorted((a, b) => a.start - b.start);
  return inOrder.map(({ start }, place) => {
    const before = inOrder[place - 1];
    return start - (before === undefined ? 0 : before.start + before.bytes);
  });
}
