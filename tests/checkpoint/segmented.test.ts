import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draw, periodic } from '../../src/checkpoint/index.js';
import { peakBytes } from '../../src/checkpoint/liveBytes.js';
import { segmented } from '../../src/checkpoint/segmented.js';
import { scheduleBySegments } from '../../src/checkpoint/segments.js';
import { turn } from '../../src/tape/action.js';
import type { Profile, StepFigures } from '../../src/tape/strategy.js';
import { tally } from '../../src/tape/tally.js';

function unequal(states: readonly number[], records: readonly number[]): Profile & { steps: StepFigures[] } {
  const costs = { advanceCost: 1, recordCost: 1, sweepCost: 1 };
  const steps = records.map((recordBytes, step) => ({
    beforeBytes: states[step]!,
    afterBytes: states[step + 1]!,
    recordBytes,
    ...costs,
  }));
  return { extent: records.length, steps };
}

const bytes = fc.integer({ min: 0, max: 100 });
const profilesUpTo = (longest: number) =>
  fc
    .integer({ min: 1, max: longest })
    .chain((extent) =>
      fc
        .tuple(
          fc.array(bytes, { minLength: extent + 1, maxLength: extent + 1 }),
          fc.array(bytes, { minLength: extent, maxLength: extent }),
        )
        .map(([states, records]) => unequal(states, records)),
    );

const peakOf = (profile: Profile, options?: { segmentBytes: number }): number =>
  peakBytes(segmented(options).schedule(profile), profile);

/** The peaks of all ways to cut a chain into segments. */
function* peaksOfAllCuts(profile: Profile): Generator<number> {
  for (let cuts = 0; cuts < 1 << (profile.extent - 1); cuts += 1) {
    const starts = [0];
    for (let step = 1; step < profile.extent; step += 1) if ((cuts >> (step - 1)) & 1) starts.push(step);
    const bounds = [...starts, profile.extent];
    yield peakBytes(
      scheduleBySegments({ count: starts.length, startOf: (segment) => bounds[segment]! }),
      profile,
    );
  }
}

/** What every range of steps would take as a segment. */
function* sizesOfRanges({ steps }: { steps: readonly StepFigures[] }): Generator<number> {
  for (let from = 0; from < steps.length; from += 1) {
    let size = 0;
    for (const { recordBytes, afterBytes } of steps.slice(from)) {
      size += recordBytes + afterBytes;
      yield size;
    }
  }
}

test('of all budgets for a segment, the search finds one with the least peak', () => {
  fc.assert(
    fc.property(profilesUpTo(12), (profile) => {
      const peaks = [...sizesOfRanges(profile)]
        .filter((size) => size > 0)
        .map((segmentBytes) => peakOf(profile, { segmentBytes }));
      expect(peakOf(profile)).toBe(Math.min(...peaks, peakOf(profile, { segmentBytes: 1 })));
    }),
    { seed: 8, numRuns: 300 },
  );
});

test('of 400 small chains, one budget for all segments is as good as any cuts for most, and a third worse at most', () => {
  let equal = 0;
  fc.assert(
    fc.property(profilesUpTo(9), (profile) => {
      const best = Math.min(...peaksOfAllCuts(profile));
      const peak = peakOf(profile);
      expect(peak).toBeGreaterThanOrEqual(best);
      expect(peak).toBeLessThanOrEqual((4 / 3) * best);
      if (peak === best) equal += 1;
    }),
    { seed: 9, numRuns: 400 },
  );
  expect(equal).toBeGreaterThan(280);
});

test('no segment but of a single step takes more than its budget, and none could be longer', () => {
  fc.assert(
    fc.property(profilesUpTo(60), fc.integer({ min: 1, max: 600 }), (profile, segmentBytes) => {
      const size = (from: number, to: number): number =>
        profile.steps.slice(from, to).reduce((sum, each) => sum + each.recordBytes + each.afterBytes, 0);
      for (const action of segmented({ segmentBytes }).schedule(profile)) {
        if (action.verb !== 'record') continue;
        const { from, to } = action;
        if (to - from > 1) expect(size(from, to)).toBeLessThanOrEqual(segmentBytes);
        if (to < profile.extent) expect(size(from, to + 1)).toBeGreaterThan(segmentBytes);
      }
    }),
    { seed: 10, numRuns: 200 },
  );
});

test('every schedule is legal, and advances each step before the last segment once', () => {
  fc.assert(
    fc.property(profilesUpTo(300), (profile) => {
      const schedule = [...segmented().schedule(profile)];
      const last = schedule.find((action) => action.verb === 'record');
      expect(tally(schedule, profile.extent).advancedSteps).toBe(last?.verb === 'record' ? last.from : 0);
    }),
    { seed: 11, numRuns: 100 },
  );
});

test('of equal steps it is periodic', () => {
  const profile = { extent: 100, stateBytes: 64, recordBytes: 192 };
  expect([...segmented({ segmentBytes: '2.5 KiB' }).schedule(profile)]).toEqual([
    ...periodic({ every: 10 }).schedule(profile),
  ]);
});

test('of equal steps whose records weigh as a state, the best peak is that of the best length, a shorter segment last', () => {
  for (const extent of [1, 10, 16, 100, 1000]) {
    const peaks = Array.from({ length: extent }, (_, shorter) => {
      const every = shorter + 1;
      const count = Math.ceil(extent / every);
      const startOf = (segment: number): number => Math.min(segment * every, extent);
      return peakBytes(scheduleBySegments({ count, startOf }), { extent });
    });
    expect(peakOf({ extent })).toBe(Math.min(...peaks));
  }
});

test('a large step among small ones looks like this', () => {
  const profile = unequal([1, 1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 9, 1, 1, 1, 1]);
  expect(`\n${draw(segmented({ segmentBytes: 6 }).schedule(profile), 8)}\n`).toBe(`
>>>.....
o..>....
o..o>>>.
o..oo..=
o..oo..<
o..o===.
o..o<<<.
o..=....
o..<....
===.....
<<<.....
`);
});

test('a hundred thousand equal steps are cut as their closed form says', () => {
  const extent = 100_000;
  const profile = { extent, stateBytes: 64, recordBytes: 192 };
  // With so many steps to a segment: at the last of those, or at the one before it.
  const peaks = Array.from({ length: 400 }, (_, shorter) => {
    const every = shorter + 1;
    const before = Math.ceil(extent / every) - 1;
    return Math.max(64 * (before - 1) + 256 * every, 64 * before + 256 * (extent - before * every));
  });
  expect(peakOf(profile)).toBe(Math.min(...peaks));
});

describe('at the edges', () => {
  test('one step needs no snapshot, no step nothing at all', () => {
    expect([...segmented().schedule({ extent: 1 })]).toEqual(turn(0, 1));
    expect([...segmented().schedule({ extent: 0 })]).toEqual([]);
  });

  test('a chain that holds nothing is one segment', () => {
    expect([...segmented().schedule({ extent: 3, stateBytes: 0, recordBytes: 0 })]).toEqual(turn(0, 3));
  });

  test('a step that is larger than a segment is remarked on', () => {
    const profile = unequal([1, 1, 1, 1], [1, 9, 9]);
    expect(segmented({ segmentBytes: 6 }).remarks?.(profile)).toEqual([
      'segmented: the record of step 1 takes 10 bytes, and a segment may have 6; such a step is a segment of its own',
    ]);
    expect(segmented({ segmentBytes: 10 }).remarks?.(profile)).toEqual([]);
    expect(segmented().remarks?.(profile)).toEqual([]);
  });

  test('a budget that is no number of bytes is refused, and an extent that is no number of steps', () => {
    expect(() => segmented({ segmentBytes: '64 bananas' })).toThrow(
      new RangeError(
        "segmented: segmentBytes is '64 bananas'; a number of bytes is needed, or a text such as '64 MiB'",
      ),
    );
    expect(() => segmented({ segmentBytes: 0 })).toThrow(
      new RangeError('segmented: segmentBytes is 0; at least 1 is needed'),
    );
    expect(() => segmented().schedule({ extent: 2.5 })).toThrow(
      new RangeError('segmented: extent is 2.5; a whole number of steps, 0 or more, is needed'),
    );
  });
});
