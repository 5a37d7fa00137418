import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  draw,
  maxExtent,
  optimalAdvances,
  optimalSnapshots,
  repetitionNumber,
  revolve,
  tally,
} from '../../src/checkpoint/index.js';
import { type Action, advance, restore, snapshot, turn } from '../../src/tape/action.js';

const actions = (extent: number, slots: number): Action[] => [...revolve({ slots }).schedule({ extent })];

test('one slot is the initial state, and costs n (n - 1) / 2 advances', () => {
  expect(tally(actions(10, 1), 10)).toEqual({
    advancedSteps: 45,
    recordedSteps: 10,
    sweptSteps: 10,
    snapshotWrites: 1,
    restores: 9,
    peakSlots: 1,
    peakRecords: 1,
  });
});

test('revolve takes the fewest advances and writes the fewest snapshots, for every extent up to 200', () => {
  for (let extent = 2; extent <= 200; extent += 1)
    for (let slots = 1; slots <= 24; slots += 1)
      expect(tally(actions(extent, slots), extent)).toEqual({
        advancedSteps: optimalAdvances(extent, slots),
        recordedSteps: extent,
        sweptSteps: extent,
        snapshotWrites: optimalSnapshots(extent, slots),
        restores: extent - 1,
        peakSlots: Math.min(slots, extent - 1),
        peakRecords: 1,
      });
});

test('no step is advanced more often than its repetition number', () => {
  const pairs = fc.record({
    extent: fc.integer({ min: 1, max: 3000 }),
    slots: fc.integer({ min: 2, max: 30 }),
  });
  fc.assert(
    fc.property(pairs, ({ extent, slots }) => {
      const times = new Uint32Array(extent);
      for (const action of revolve({ slots }).schedule({ extent }))
        if (action.verb === 'advance') for (let s = action.from; s < action.to; s += 1) times[s]! += 1;
      expect(Math.max(...times)).toBe(repetitionNumber(extent, slots));
    }),
    { seed: 2, numRuns: 60 },
  );
});

test('the most often advanced step changes exactly where the extent passes a binomial number', () => {
  for (const slots of [2, 3, 5])
    for (const repetitions of [1, 2, 3, 4]) {
      const longest = maxExtent(slots, repetitions);
      expect(repetitionNumber(longest, slots)).toBe(repetitions);
      expect(repetitionNumber(longest + 1, slots)).toBe(repetitions + 1);
    }
});

// Of the published C++ program: S takeshot, A advance, F firsturn, R restore, Y youturn. It does not release.
const traces = [
  {
    extent: 10,
    slots: 3,
    trace: `S0@0 A0-4 S4@1 A4-7 S7@2 A7-9 F9 R7@2 A7-8 Y8 R7@2 Y7 R4@1 A4-5 S5@2 A5-6 Y6 R5@2 Y5 R4@1 Y4
      R0@0 A0-1 S1@1 A1-2 S2@2 A2-3 Y3 R2@2 Y2 R1@1 Y1 R0@0 Y0`,
  },
  {
    extent: 14,
    slots: 3,
    trace: `S0@0 A0-5 S5@1 A5-10 S10@2 A10-13 F13 R10@2 A10-12 Y12 R10@2 A10-11 Y11 R10@2 Y10 R5@1 A5-7 S7@2 A7-9 Y9
      R7@2 A7-8 Y8 R7@2 Y7 R5@1 A5-6 Y6 R5@1 Y5 R0@0 A0-1 S1@1 A1-2 S2@2 A2-4 Y4 R2@2 A2-3 Y3 R2@2 Y2 R1@1 Y1
      R0@0 Y0`,
  },
  {
    extent: 10,
    slots: 2,
    trace: `S0@0 A0-6 S6@1 A6-9 F9 R6@1 A6-8 Y8 R6@1 A6-7 Y7 R6@1 Y6 R0@0 A0-3 S3@1 A3-5 Y5 R3@1 A3-4 Y4 R3@1 Y3
      R0@0 A0-1 S1@1 A1-2 Y2 R1@1 Y1 R0@0 Y0`,
  },
  {
    extent: 10,
    slots: 4,
    trace: `S0@0 A0-3 S3@1 A3-5 S5@2 A5-7 S7@3 A7-9 F9 R7@3 A7-8 Y8 R7@3 Y7 R5@2 A5-6 Y6 R5@2 Y5 R3@1 A3-4 Y4 R3@1 Y3
      R0@0 A0-1 S1@1 A1-2 Y2 R1@1 Y1 R0@0 Y0`,
  },
];

function translated(event: string): readonly Action[] {
  const [, letter, first, second] = /^([SAFRY])(\d+)[-@]?(\d*)$/.exec(event) ?? [];
  const [step, other] = [Number(first), Number(second)];
  if (letter === 'S') return [snapshot(step, other)];
  if (letter === 'A') return [advance(step, other)];
  if (letter === 'R') return [restore(step, other)];
  return turn(step, step + 1);
}

describe.each(traces)('$extent steps in $slots slots', ({ extent, slots, trace }) => {
  test('are reversed action by action as by the published program', () => {
    expect(actions(extent, slots).filter(({ verb }) => verb !== 'release')).toEqual(
      trace.split(/\s+/).flatMap(translated),
    );
  });
});

test('ten steps in three slots look like this', () => {
  expect(`\n${draw(actions(10, 3), 10)}\n`).toBe(`
>>>>......
o...>>>...
o...o..>>.
o...o..o.=
o...o..o.<
o...o..>..
o...o..o=.
o...o..o<.
o...o..=..
o...o..<..
o...>.....
o...o>....
o...oo=...
o...oo<...
o...o=....
o...o<....
o...=.....
o...<.....
>.........
o>........
oo>.......
ooo=......
ooo<......
oo=.......
oo<.......
o=........
o<........
=.........
<.........
`);
});

test('one step needs no snapshot, no step nothing at all', () => {
  expect(actions(1, 3)).toEqual(turn(0, 1));
  expect(actions(0, 3)).toEqual([]);
});

test('a chain of a thousand million steps streams', () => {
  const stream = revolve({ slots: 12 }).schedule({ extent: 1_000_000_000 })[Symbol.iterator]();
  expect(stream.next().value).toEqual(snapshot(0, 0));
  for (let i = 0; i < 1000; i += 1) expect(stream.next().done).toBe(false);
});

test('slots that the chain cannot use are remarked on', () => {
  expect(revolve({ slots: 8 }).remarks?.({ extent: 5 })).toEqual([
    'revolve: 8 slots were asked for; a chain of 5 steps can use 4',
  ]);
  expect(revolve({ slots: 8 }).remarks?.({ extent: 1 })).toEqual([
    'revolve: 8 slots were asked for; a chain of 1 step can use none',
  ]);
  expect(revolve({ slots: 4 }).remarks?.({ extent: 5 })).toEqual([]);
});
