import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draw } from '../../src/checkpoint/draw.js';
import { peakBytes } from '../../src/checkpoint/liveBytes.js';
import { rotor } from '../../src/checkpoint/rotor.js';
import { type Action, turn } from '../../src/tape/action.js';
import type { Profile, StepFigures } from '../../src/tape/strategy.js';
import { tally } from '../../src/tape/tally.js';
import { cheapestUnequal } from '../support/exhaustiveUnequal.js';
import { peakOfLiveSets } from '../support/liveSets.js';

interface UnequalProfile extends Profile {
  readonly steps: readonly StepFigures[];
}

/** Chains with sizes and costs from 0 to `largest`. */
const chains = (shortest: number, longest: number, largest: number): fc.Arbitrary<UnequalProfile> =>
  fc.integer({ min: shortest, max: longest }).chain((extent) => {
    const figure = fc.integer({ min: 0, max: largest });
    const step = fc.tuple(figure, figure, figure, figure, figure);
    return fc
      .tuple(figure, fc.array(step, { minLength: extent, maxLength: extent }))
      .map(([first, rows]) => ({
        extent,
        steps: rows.map(([afterBytes, recordBytes, advanceCost, recordCost, sweepCost], at) => {
          const beforeBytes = at === 0 ? first : rows[at - 1]![0];
          return { beforeBytes, afterBytes, recordBytes, advanceCost, recordCost, sweepCost };
        }),
      }));
  });

const fewest = ({ steps }: UnequalProfile): number =>
  Math.max(1, ...steps.map((each, t) => (t > 0 ? each.beforeBytes : 0) + each.recordBytes + each.afterBytes));
const most = ({ steps }: UnequalProfile): number =>
  steps.reduce((sum, each) => sum + each.recordBytes + each.afterBytes, 0);

function costOf(schedule: Iterable<Action>, { steps }: UnequalProfile): number {
  let cost = 0;
  for (const action of schedule) {
    if (action.verb !== 'advance' && action.verb !== 'record') continue;
    for (const each of steps.slice(action.from, action.to))
      cost += action.verb === 'advance' ? each.advanceCost : each.recordCost + each.sweepCost;
  }
  return cost;
}

/** A chain, and bytes that are enough for it. */
const enough = (longest: number, largest: number): fc.Arbitrary<{ profile: UnequalProfile; bytes: number }> =>
  chains(1, longest, largest).chain((profile) =>
    fc
      .integer({ min: fewest(profile), max: Math.max(fewest(profile), most(profile)) })
      .map((bytes) => ({ profile, bytes })),
  );

test('of all schedules that keep a state until it was recorded from, rotor is the cheapest in its bytes', () => {
  fc.assert(
    fc.property(enough(5, 4), ({ profile, bytes }) => {
      const schedule = [...rotor({ bytes }).schedule(profile)];
      expect(costOf(schedule, profile)).toBe(cheapestUnequal(profile, bytes, 'persistent'));
    }),
    { seed: 15, numRuns: 300 },
  );
});

test('giving up a state before its step was recorded can be cheaper still', () => {
  const row = { recordCost: 0, sweepCost: 0 };
  const steps = [
    { beforeBytes: 0, afterBytes: 3, recordBytes: 4, advanceCost: 3, ...row },
    { beforeBytes: 3, afterBytes: 4, recordBytes: 0, advanceCost: 1, ...row },
    { beforeBytes: 4, afterBytes: 1, recordBytes: 4, advanceCost: 4, ...row },
    { beforeBytes: 1, afterBytes: 3, recordBytes: 2, advanceCost: 0, ...row },
  ];
  const profile = { extent: 4, steps };
  expect(costOf(rotor({ bytes: 9 }).schedule(profile), profile)).toBe(15);
  expect(cheapestUnequal(profile, 9, 'any')).toBe(12);
});

test('in 3 of 360 cases of small chains it is, by a fifth at most', () => {
  let [cheaper, all] = [0, 0];
  fc.assert(
    fc.property(chains(4, 5, 4), (profile) => {
      for (let more = 0; more < 6; more += 1) {
        const bytes = fewest(profile) + more;
        const cost = costOf(rotor({ bytes }).schedule(profile), profile);
        const best = cheapestUnequal(profile, bytes, 'any');
        expect(cost).toBeGreaterThanOrEqual(best);
        expect(cost).toBeLessThanOrEqual(1.2 * best);
        all += 1;
        if (cost > best) cheaper += 1;
      }
    }),
    { seed: 16, numRuns: 60, unbiased: true },
  );
  expect([cheaper, all]).toEqual([3, 360]);
});

test('no schedule at all does with fewer bytes than the fewest that rotor accepts', () => {
  fc.assert(
    fc.property(chains(1, 5, 4), (profile) => {
      const bytes = fewest(profile);
      expect(tally(rotor({ bytes }).schedule(profile), profile.extent).recordedSteps).toBe(profile.extent);
      fc.pre(bytes > 1);
      expect(cheapestUnequal(profile, bytes - 1, 'any')).toBe(Number.POSITIVE_INFINITY);
      expect(() => rotor({ bytes: bytes - 1 }).schedule(profile)).toThrow(
        new RangeError(`rotor: ${bytes - 1} bytes are too few for this chain; at least ${bytes} are needed`),
      );
    }),
    { seed: 17, numRuns: 100 },
  );
});

test('what is live never exceeds the bytes, in however few units they are planned', () => {
  const units = fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined });
  fc.assert(
    fc.property(enough(40, 1_000_000), units, ({ profile, bytes }, given) => {
      const options = given === undefined ? { bytes } : { bytes, units: given };
      const schedule = [...rotor(options).schedule(profile)];
      tally(schedule, profile.extent);
      expect(peakOfLiveSets(schedule, profile)).toBeLessThanOrEqual(bytes);
      expect(peakBytes(schedule, profile)).toBeLessThanOrEqual(bytes);
    }),
    { seed: 18, numRuns: 200 },
  );
});

test('the fewest bytes are enough in a single unit, too', () => {
  fc.assert(
    fc.property(chains(2, 30, 1000), (profile) => {
      const bytes = fewest(profile);
      const schedule = [...rotor({ bytes, units: 1 }).schedule(profile)];
      expect(tally(schedule, profile.extent).sweptSteps).toBe(profile.extent);
      expect(peakOfLiveSets(schedule, profile)).toBeLessThanOrEqual(bytes);
    }),
    { seed: 19, numRuns: 100 },
  );
});

test('more bytes never cost more', () => {
  fc.assert(
    fc.property(chains(2, 20, 9), (profile) => {
      let before = Number.POSITIVE_INFINITY;
      for (let bytes = fewest(profile); bytes <= most(profile); bytes += 1) {
        const cost = costOf(rotor({ bytes }).schedule(profile), profile);
        expect(cost).toBeLessThanOrEqual(before);
        before = cost;
      }
    }),
    { seed: 20, numRuns: 20 },
  );
});

test('equal steps cost what the recurrence gives, and hold no more than the bytes', () => {
  const advances = (bytes: number): number =>
    tally(rotor({ bytes }).schedule({ extent: 10 }), 10).advancedSteps;
  // A record and the state after it are two bytes: the costs of the paper's recurrence, less 30 for what is recorded.
  const costs = [75, 50, 44, 40, 38, 37, 37, 36, 35, 35, 34, 34, 33, 33, 32, 32, 31, 30];
  costs.forEach((cost, more) => {
    expect(advances(3 + more)).toBe(cost - 30);
    const profile = { extent: 10 };
    expect(peakBytes(rotor({ bytes: 3 + more }).schedule(profile), profile)).toBeLessThanOrEqual(3 + more);
  });
});

test('a hundred and twenty unequal steps are planned, and remembered', () => {
  const steps = Array.from({ length: 120 }, (_, step) => ({
    beforeBytes: size(step),
    afterBytes: size(step + 1),
    recordBytes: 2 * size(7 * step),
    advanceCost: 1 + (step % 7),
    recordCost: 2 + (step % 7),
    sweepCost: 3,
  }));
  const profile = { extent: 120, steps };
  const bytes = Math.floor(most(profile) / 10);
  const strategy = rotor({ bytes });
  const first = [...strategy.schedule(profile)];
  expect(peakOfLiveSets(first, profile)).toBeLessThanOrEqual(bytes);
  expect(peakOfLiveSets(first, profile)).toBeGreaterThan(0.95 * bytes);
  expect([...strategy.schedule({ extent: 120, steps: [...steps] })]).toEqual(first);
  const dearer = steps.map((each) => ({ ...each, advanceCost: 8 - each.advanceCost }));
  expect([...strategy.schedule({ extent: 120, steps: dearer })]).toEqual([
    ...rotor({ bytes }).schedule({ extent: 120, steps: dearer }),
  ]);
});

const size = (place: number): number => 1000 + ((place * 7919) % 5000);

test('a large step among small ones looks like this', () => {
  const costs = { advanceCost: 1, recordCost: 1, sweepCost: 2 };
  const small = { beforeBytes: 2, afterBytes: 2, recordBytes: 2, ...costs };
  const steps = [small, small, small, { ...small, recordBytes: 9 }, small, small, small, small];
  const schedule = [...rotor({ bytes: 16 }).schedule({ extent: 8, steps })];
  expect(`\n${draw(schedule, 8)}\n`).toBe(`
>.......
o>>.....
oo.>....
oo.o>>..
oo.oo.==
oo.oo.<<
oo.o==..
oo.o<<..
oo.=....
oo.<....
o==.....
o<<.....
=.......
<.......
`);
});

describe('at the edges', () => {
  test('with bytes for all records nothing runs twice', () => {
    const profile = { extent: 10, stateBytes: 64, recordBytes: 192 };
    expect([...rotor({ bytes: 2560 }).schedule(profile)]).toEqual(turn(0, 10));
    expect(tally(rotor({ bytes: 2559 }).schedule(profile), 10).advancedSteps).toBeGreaterThan(0);
    expect(rotor({ bytes: '2.5 KiB' }).remarks?.(profile)).toEqual([]);
    expect(rotor({ bytes: '3 KiB' }).remarks?.(profile)).toEqual([
      'rotor: 3072 bytes were given; the whole chain can be recorded in 2560',
    ]);
  });

  test('one step is recorded at once, no step needs nothing', () => {
    expect([...rotor({ bytes: 2 }).schedule({ extent: 1 })]).toEqual(turn(0, 1));
    expect([...rotor({ bytes: 1 }).schedule({ extent: 0 })]).toEqual([]);
    expect([...rotor({ bytes: 1 }).schedule({ extent: 2, stateBytes: 0, recordBytes: 0 })]).toEqual(
      turn(0, 2),
    );
  });

  test('sizes that are no whole numbers are planned, too', () => {
    const profile = { extent: 20, stateBytes: 0.3, recordBytes: 0.7 };
    const strategy = rotor({ bytes: 5 });
    // Fewer than 80 terms are added and subtracted, and each sum is rounded by 2^-53 of at most 5.
    expect(peakBytes(strategy.schedule(profile), profile)).toBeLessThanOrEqual(5 * (1 + 80 * 2 ** -53));
  });

  test('too few bytes are refused, and how many are needed is said', () => {
    const profile = { extent: 10, stateBytes: 64, recordBytes: 1024 };
    expect(() => rotor({ bytes: 640 }).schedule(profile)).toThrow(
      new RangeError('rotor: 640 bytes are too few for this chain; at least 1152 are needed'),
    );
    expect(tally(rotor({ bytes: 1152 }).schedule(profile), 10).advancedSteps).toBe(45);
  });

  test('what is no number of bytes, of units or of steps is refused', () => {
    expect(() => rotor({} as never)).toThrow(
      new TypeError("rotor: bytes is missing; write rotor({ bytes: '64 MiB' })"),
    );
    expect(() => rotor({ bytes: '64 bananas' })).toThrow(
      new RangeError("rotor: bytes is '64 bananas'; a number of bytes is needed, or a text such as '64 MiB'"),
    );
    expect(() => rotor({ bytes: 64, units: 0 })).toThrow(
      new RangeError('rotor: units is 0; at least 1 is needed, to divide the bytes into'),
    );
    expect(() => rotor({ bytes: 64 }).schedule({ extent: 2.5 })).toThrow(
      new RangeError('rotor: extent is 2.5; a whole number of steps, 0 or more, is needed'),
    );
  });
});

test('what all records hold together is within the bytes, too', () => {
  const profile = { extent: 10, stateBytes: 3, recordBytes: 1, sharedRecordBytes: 4 };
  for (let bytes = 12; bytes < 100; bytes += 1)
    expect(peakBytes(rotor({ bytes }).schedule(profile), profile)).toBeLessThanOrEqual(bytes);
});
