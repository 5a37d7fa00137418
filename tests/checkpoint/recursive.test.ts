import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bisect } from '../../src/checkpoint/bisect.js';
import { draw } from '../../src/checkpoint/draw.js';
import { recursive } from '../../src/checkpoint/recursive.js';
import { turn } from '../../src/tape/action.js';
import { tally } from '../../src/tape/tally.js';

const powers = [1, 2, 3, 5, 9].flatMap((branching) =>
  [1, 2, 3, 4].map((depth) => ({ branching, depth, extent: (branching + 1) ** depth })),
);

test.each(powers)('$extent steps with branching $branching have the counts of the closed form', (row) => {
  const { branching, depth, extent } = row;
  expect(tally(recursive({ branching }).schedule({ extent }), extent)).toEqual({
    advancedSteps: (depth * extent * branching) / (branching + 1),
    recordedSteps: extent,
    sweptSteps: extent,
    snapshotWrites: extent,
    restores: extent - 1,
    peakSlots: branching * depth + 1,
    peakRecords: 1,
  });
});

test('with a branching of 1 it is bisection, action by action', () => {
  for (let extent = 0; extent <= 130; extent += 1)
    expect([...recursive().schedule({ extent })]).toEqual([...bisect().schedule({ extent })]);
});

test('with as many parts as steps it keeps every state, and advances every step but the last once', () => {
  const counts = tally(recursive({ branching: 40 }).schedule({ extent: 40 }), 40);
  expect(counts).toMatchObject({ advancedSteps: 39, peakSlots: 40, snapshotWrites: 40 });
});

test('a chain of any extent is reversed in k slots for every cut between its first step and its last', () => {
  const pairs = fc.record({
    extent: fc.integer({ min: 2, max: 3000 }),
    branching: fc.integer({ min: 1, max: 40 }),
  });
  fc.assert(
    fc.property(pairs, ({ extent, branching }) => {
      const counts = tally(recursive({ branching }).schedule({ extent }), extent);
      // Parts are rounded, up to one step longer than n / (k + 1): so a power that is large enough bounds the depth.
      let [depth, reach] = [0, 1];
      for (; reach < extent; reach *= branching + 1) depth += 1;
      expect(counts.peakSlots).toBeLessThanOrEqual(branching * depth + 1);
      expect(counts.advancedSteps).toBeLessThan(depth * extent);
    }),
    { seed: 3, numRuns: 200 },
  );
});

test('ten steps with a branching of two look like this', () => {
  expect(`\n${draw(recursive({ branching: 2 }).schedule({ extent: 10 }), 10)}\n`).toBe(`
>>>.......
o..>>>....
o..o..>...
o..o..o>..
o..o..oo>.
o..o..ooo=
o..o..ooo<
o..o..oo=.
o..o..oo<.
o..o..o=..
o..o..o<..
o..o..=...
o..o..<...
o..>......
o..o>.....
o..oo=....
o..oo<....
o..o=.....
o..o<.....
o..=......
o..<......
>.........
o>........
oo=.......
oo<.......
o=........
o<........
=.........
<.........
`);
});

test('one step needs no snapshot, no step nothing at all', () => {
  expect([...recursive({ branching: 3 }).schedule({ extent: 1 })]).toEqual(turn(0, 1));
  expect([...recursive({ branching: 3 }).schedule({ extent: 0 })]).toEqual([]);
});

test('a chain of a thousand million steps streams', () => {
  const stream = recursive({ branching: 9 }).schedule({ extent: 1_000_000_000 })[Symbol.iterator]();
  for (let i = 0; i < 1000; i += 1) expect(stream.next().done).toBe(false);
});

test('a branching that is no number of snapshots is refused', () => {
  for (const branching of [0, -1])
    expect(() => recursive({ branching })).toThrow(
      new RangeError(`recursive: branching is ${branching}; at least 1 is needed, to cut a part in two`),
    );
  for (const branching of [1.5, Number.NaN])
    expect(() => recursive({ branching })).toThrow(
      new RangeError(`recursive: branching is ${branching}; a whole number is needed`),
    );
  expect(() => recursive({ branching: '2' as never })).toThrow(
    new TypeError("recursive: branching is '2'; a number is needed"),
  );
  expect(() => recursive({ branching: 2 }).schedule({ extent: 2.5 })).toThrow(
    new RangeError('recursive: extent is 2.5; a whole number of steps, 0 or more, is needed'),
  );
});
