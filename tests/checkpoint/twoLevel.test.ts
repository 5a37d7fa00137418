import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bisect,
  draw,
  optimalAdvances,
  optimalSnapshots,
  periodic,
  revolve,
  sqrt,
  storeAll,
} from '../../src/checkpoint/index.js';
import { peakBytes } from '../../src/checkpoint/liveBytes.js';
import { segmented } from '../../src/checkpoint/segmented.js';
import { twoLevel } from '../../src/checkpoint/twoLevel.js';
import { exact } from '../../src/tape/keep.js';
import type { Profile } from '../../src/tape/strategy.js';
import { tally } from '../../src/tape/tally.js';

const sizes = fc.record({
  extent: fc.integer({ min: 1, max: 2000 }),
  every: fc.integer({ min: 1, max: 300 }),
  slots: fc.integer({ min: 1, max: 9 }),
});

test('inside and outside advance what their closed forms say', () => {
  fc.assert(
    fc.property(sizes, ({ extent, every, slots }) => {
      const whole = Math.ceil(extent / every) - 1;
      const rest = extent - whole * every;
      const slotsFor = (length: number): number => (length === 1 ? 0 : Math.min(slots, length - 1));
      const counts = tally(twoLevel({ every, inner: revolve({ slots }) }).schedule({ extent }), extent);
      expect(counts).toEqual({
        advancedSteps:
          extent -
          Math.min(every, extent) +
          whole * optimalAdvances(every, slots) +
          optimalAdvances(rest, slots),
        recordedSteps: extent,
        sweptSteps: extent,
        snapshotWrites: whole + whole * optimalSnapshots(every, slots) + optimalSnapshots(rest, slots),
        restores: whole + whole * (every - 1) + rest - 1,
        peakSlots: whole + slotsFor(whole > 0 ? every : rest),
        peakRecords: 1,
      });
    }),
    { seed: 6, numRuns: 200 },
  );
});

test('with store-all inside it is periodic', () => {
  for (const extent of [0, 1, 4, 10, 33])
    expect([...twoLevel({ every: 4, inner: storeAll() }).schedule({ extent })]).toEqual([
      ...periodic({ every: 4 }).schedule({ extent }),
    ]);
});

test('two levels nest', () => {
  const inner = twoLevel({ every: 10, inner: sqrt() });
  const outer = twoLevel({ every: 100, inner });
  // 900 on the way, then in each of the ten segments 90 more, and in each tenth of those 10 - 3 (sqrt: 4, 3, 3 steps).
  expect(tally(outer.schedule({ extent: 1000 }), 1000).advancedSteps).toBe(900 + 10 * 90 + 100 * 7);
});

test('ten steps in segments of four, with two slots inside, look like this', () => {
  const strategy = twoLevel({ every: 4, inner: revolve({ slots: 2 }) });
  expect(`\n${draw(strategy.schedule({ extent: 10 }), 10)}\n`).toBe(`
>>........
o.>>>>....
o.o...>...
o.o...o>>.
o.o...oo.=
o.o...oo.<
o.o...o>..
o.o...oo=.
o.o...oo<.
o.o...o=..
o.o...o<..
o.o...=...
o.o...<...
o.>.......
o.o>>.....
o.oo.=....
o.oo.<....
o.o>......
o.oo=.....
o.oo<.....
o.o=......
o.o<......
o.=.......
o.<.......
>.........
o=........
o<........
=.........
<.........
`);
});

test('the inner strategy gets the figures of its own steps', () => {
  const seen: Profile[] = [];
  const remarkedOn: unknown[] = [];
  const inner = {
    ...storeAll(),
    schedule: (profile: Profile) => {
      seen.push(profile);
      return storeAll().schedule(profile);
    },
    remarks: (profile: Profile) => {
      remarkedOn.push(profile.steps);
      return [];
    },
  };
  const steps = Array.from({ length: 5 }, (_, step) => ({
    beforeBytes: step,
    afterBytes: step + 1,
    recordBytes: 10 * step,
    advanceCost: 1,
    recordCost: 1,
    sweepCost: 1,
  }));
  const strategy = twoLevel({ every: 2, inner });
  tally(strategy.schedule({ extent: 5, steps, heldBytes: 7 }), 5);
  expect(seen.map((profile) => [profile.extent, profile.steps, profile.heldBytes])).toEqual([
    [2, steps.slice(3, 5), 7],
    [2, steps.slice(1, 3), 7],
    [1, steps.slice(0, 1), 7],
  ]);
  strategy.remarks?.({ extent: 5, steps });
  expect(remarkedOn).toEqual([steps.slice(3, 5)]);
});

test('the profile is read while the schedule is made, even where its figures are no properties', () => {
  class Profiled implements Profile {
    readonly extent = 20;
    isGone = false;
    get stateBytes(): number {
      if (this.isGone) throw new Error('gone');
      return 64;
    }
  }
  const profile = new Profiled();
  const seen: (number | undefined)[] = [];
  const inner = {
    ...storeAll(),
    schedule: (each: Profile) => {
      seen.push(each.stateBytes);
      return storeAll().schedule(each);
    },
  };
  const schedule = twoLevel({ every: 10, inner }).schedule(profile);
  profile.isGone = true;
  tally(schedule, 20);
  expect(seen).toEqual([64, 64]);
});

test('the state at the start of a segment costs its bytes once', () => {
  const profile = { extent: 100, stateBytes: 1000, recordBytes: 1 };
  // Nine states wait for segments, two more are in the slots inside (the first is the ninth), and a record has two ends.
  const strategy = twoLevel({ every: 10, inner: revolve({ slots: 3 }) });
  expect(peakBytes(strategy.schedule(profile), profile)).toBe(1000 * (9 + 2 + 2) + 1);
});

test('how residuals wait inside is how they wait', () => {
  expect(twoLevel({ every: 4, inner: { ...bisect(), keep: exact } }).keep).toBe(exact);
  expect('keep' in twoLevel({ every: 4, inner: bisect() })).toBe(false);
});

describe('what cannot be', () => {
  test('a chain that is shorter than a segment is remarked on, and so is what the inner strategy remarks', () => {
    const strategy = twoLevel({ every: 16, inner: revolve({ slots: 8 }) });
    expect(strategy.remarks?.({ extent: 5 })).toEqual([
      'twoLevel: segments of 16 steps were asked for and the chain has 5; it is one segment',
      'revolve: 8 slots were asked for; a chain of 5 steps can use 4',
    ]);
    expect(strategy.remarks?.({ extent: 50 })).toEqual([]);
    expect(twoLevel({ every: 16, inner: segmented() }).remarks?.({ extent: 50 })).toEqual([]);
  });

  test('an inner strategy that is none is refused', () => {
    const written = 'write twoLevel({ every: 8, inner: revolve({ slots: 3 }) })';
    expect(() => twoLevel({ every: 4 } as never)).toThrow(
      new TypeError(`twoLevel: inner is missing; ${written}`),
    );
    for (const inner of [null, 8, true])
      expect(() => twoLevel({ every: 4, inner } as never)).toThrow(
        new TypeError(`twoLevel: inner is ${inner}; ${written}`),
      );
  });

  test('a segment of no steps is refused, and an extent that is no number of steps', () => {
    expect(() => twoLevel({ every: 0, inner: bisect() })).toThrow(
      new RangeError('twoLevel: every is 0; at least 1 is needed, the steps of a segment'),
    );
    expect(() => twoLevel({ every: 2, inner: bisect() }).schedule({ extent: 2.5 })).toThrow(
      new RangeError('twoLevel: extent is 2.5; a whole number of steps, 0 or more, is needed'),
    );
  });
});
