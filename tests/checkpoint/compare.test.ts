import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare, formatComparison } from '../../src/checkpoint/compare.js';
import { peakBytes } from '../../src/checkpoint/liveBytes.js';
import { revolve } from '../../src/checkpoint/revolve.js';
import { storeAll } from '../../src/checkpoint/storeAll.js';
import { treeverse } from '../../src/checkpoint/treeverse.js';
import { ScheduleError } from '../../src/errors.js';
import { strategies } from '../../src/strategies.js';
import { advance, release, snapshot, turn } from '../../src/tape/action.js';
import { tally } from '../../src/tape/tally.js';

const rows = Object.values(strategies);
const pair = fc.tuple(fc.nat({ max: 40 }), fc.constantFrom(...rows), fc.constantFrom(...rows));

test('the figures of both are those of their tallies, and of their bytes', () => {
  fc.assert(
    fc.property(pair, ([extent, one, other]) => {
      const profile = { extent, stateBytes: 64, recordBytes: 100 };
      const [a, b] = [one, other].map((row) => [...row.usual(extent).schedule({ extent })]);
      const comparison = compare(a!, b!, extent, { profile });
      for (const [figures, actions] of [
        [comparison.a, a!],
        [comparison.b, b!],
      ] as const) {
        const counts = tally(actions, extent);
        expect(figures).toEqual({
          ...counts,
          actions: actions.length,
          forwardRatio: extent === 0 ? 1 : (counts.advancedSteps + counts.recordedSteps) / extent,
          peakBytes: peakBytes(actions, profile),
        });
      }
    }),
    { seed: 10, numRuns: 200 },
  );
});

test('the first difference is where the lists of actions part', () => {
  fc.assert(
    fc.property(pair, ([extent, one, other]) => {
      const [a, b] = [one, other].map((row) => [...row.usual(extent).schedule({ extent })]);
      const { firstDifference } = compare(a!, b!, extent);
      const place = firstDifference?.action ?? a!.length;
      expect(b!.slice(0, place)).toEqual(a!.slice(0, place));
      if (firstDifference === undefined) expect(b!.length).toBe(a!.length);
      else expect(b![place]).not.toEqual(a![place]);
    }),
    { seed: 11, numRuns: 200 },
  );
});

test('peak bytes are compared only where sizes are given', () => {
  const actions = turn(0, 3);
  expect(compare(actions, actions, 3).a).not.toHaveProperty('peakBytes');
  expect(compare(actions, actions, 3, { profile: { recordBytes: 10 } }).a.peakBytes).toBe(33);
});

test('a comparison reads like this', () => {
  const [a, b] = [treeverse({ slots: 3 }), revolve({ slots: 3 })];
  const extent = 12;
  const profile = { stateBytes: 4096, recordBytes: 16384 };
  const comparison = compare(a.schedule({ extent }), b.schedule({ extent }), extent, { profile });
  expect(`\n${formatComparison(comparison, { a: a.name, b: b.name })}\n`).toBe(`
                   treeverse(3)  revolve(3)  difference
steps advanced               21          21           =
steps recorded               12          12           =
steps swept                  12          12           =
forward ratio             2.750       2.750           =
snapshots written             7           6          -1
restores                     11          11           =
actions                      60          58          -2
peak slots                    3           3           =
peak records                  1           1           =
peak bytes                32768       32768           =

They part at action 1: treeverse(3) has 'advance 0→6', revolve(3) has 'advance 0→4'.
`);
});

test('the same schedules are said to be the same', () => {
  const table = formatComparison(compare(turn(0, 2), storeAll().schedule({ extent: 2 }), 2));
  expect(table).toMatch(/^ +a +b +difference\n/);
  expect(table).toMatch(/\n\nThey are the same: 2 actions\.$/);
});

test('the first difference is said in words, at its action', () => {
  const kept = [snapshot(0, 0), ...turn(0, 1), release(0, 0)];
  expect(compare(kept, turn(0, 1), 1).firstDifference).toEqual({
    action: 0,
    a: 'snapshot 0 in 0',
    b: 'record 0→1',
  });
});

test('nothing compared with nothing has nothing to say', () => {
  expect(compare([], [], 0)).toEqual({
    a: { ...tally([], 0), actions: 0, forwardRatio: 1 },
    b: { ...tally([], 0), actions: 0, forwardRatio: 1 },
  });
});

test('a schedule that cannot be obeyed is named', () => {
  const early = 'end of the schedule, after 1 action: step 1 is not swept; record and sweep it first';
  expect(() => compare(turn(0, 2), [advance(0, 1)], 2)).toThrow(
    new ScheduleError(`compare: schedule b: ${early}`),
  );
  expect(() => compare([advance(0, 1)], turn(0, 2), 2)).toThrow(
    new ScheduleError(`compare: schedule a: ${early}`),
  );
});

test('a profile of another chain is refused', () => {
  expect(() => compare([], [], 0, { profile: { extent: 5 } })).toThrow(
    new RangeError("compare: extent is 0 and the profile's is 5; they have to be the same chain's"),
  );
});
