import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteCounter } from '../../src/checkpoint/byteCounter.js';
import { liveBytes, peakBytes } from '../../src/checkpoint/liveBytes.js';
import { recomputeAll } from '../../src/checkpoint/recomputeAll.js';
import { revolve } from '../../src/checkpoint/revolve.js';
import { storeAll } from '../../src/checkpoint/storeAll.js';
import { ScheduleError } from '../../src/errors.js';
import { strategies } from '../../src/strategies.js';
import {
  type Action,
  advance,
  discard,
  record,
  release,
  restore,
  snapshot,
  sweep,
  turn,
} from '../../src/tape/action.js';
import type { Profile, StepFigures } from '../../src/tape/strategy.js';

interface Moment {
  /** What is live while it lasts. */
  readonly peak: number;
  /** What is live after it. */
  readonly after: number;
}

/** The model said once more, without any running sum: at every event all that is live is gathered anew. */
class Recount {
  readonly #slots = new Map<number, number>();
  readonly #waiting = new Set<number>();
  readonly #profile: Profile;
  #working: number | undefined = 0;
  #isEndReached = false;
  /** Whether the last state was made once more: that one is the chain's. */
  #isEndRemade = false;
  /** Of the cotangent, since the first sweep. */
  #shrunk = 0;
  #isSwept = false;

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  play(action: Action): Moment {
    if (action.verb === 'snapshot') this.#slots.set(action.slot, action.step);
    if (action.verb === 'release') this.#slots.delete(action.slot);
    if (action.verb === 'restore') this.#working = action.step;
    if (action.verb === 'advance') return this.#run(action.from, action.to, false);
    if (action.verb === 'record') return this.#run(action.from, action.to, true);
    if (action.verb === 'sweep') return this.#sweep(action.from, action.to);
    return { peak: this.#live(), after: this.#live() };
  }

  // What a step makes is new, whoever holds a state like it.
  #run(from: number, to: number, isRecorded: boolean): Moment {
    const peaks: number[] = [];
    if (isRecorded && to === this.#profile.extent && this.#isEndReached) this.#isEndRemade = true;
    for (let step = from; step < to; step += 1) {
      const { recordBytes, afterBytes, advancePeakBytes, recordPeakBytes } = this.#figures(step);
      const made = isRecorded
        ? (recordPeakBytes ?? recordBytes + afterBytes)
        : (advancePeakBytes ?? afterBytes);
      const isFirst = isRecorded && this.#waiting.size === 0;
      peaks.push(this.#live() + made + (isFirst ? this.#shared : 0));
      if (isRecorded) this.#waiting.add(step);
      this.#working = step + 1;
    }
    const { extent, betweenPeakBytes } = this.#profile;
    if (to === extent && !this.#isEndReached && betweenPeakBytes !== undefined)
      peaks.push(this.#live() + betweenPeakBytes);
    if (to === extent) this.#isEndReached = true;
    return { peak: Math.max(...peaks), after: this.#live() };
  }

  #sweep(from: number, to: number): Moment {
    if (this.#working !== undefined && this.#working >= to) this.#working = undefined;
    const peaks: number[] = [];
    for (let step = from - 1; step >= to; step -= 1) {
      const { sweepPeakBytes = 0 } = this.#figures(step);
      const { firstSweepPeakBytes = sweepPeakBytes } = this.#profile;
      peaks.push(this.#live() + (this.#isSwept ? sweepPeakBytes : firstSweepPeakBytes));
      this.#waiting.delete(step);
      const { beforeBytes, afterBytes } = this.#figures(step);
      if (this.#isSwept && this.#profile.sweepGrowthBytes !== undefined)
        this.#shrunk += beforeBytes - afterBytes;
      this.#isSwept = true;
    }
    return { peak: Math.max(...peaks), after: this.#live() };
  }

  #live(): number {
    const { extent, heldBytes = 0, heldInSweepBytes = heldBytes, sweepGrowthBytes = 0 } = this.#profile;
    let bytes = this.#isEndReached ? heldInSweepBytes : heldBytes;
    if (this.#isSwept) bytes += sweepGrowthBytes + this.#shrunk;
    if (this.#waiting.size > 0) bytes += this.#shared;
    for (const step of this.#waiting) bytes += this.#figures(step).recordBytes;
    const end = this.#isEndReached && !this.#isEndRemade ? extent : extent + 1;
    for (let state = 1; state < end; state += 1) bytes += this.#bytesOf(state);
    return bytes;
  }

  get #shared(): number {
    const steps = Array.from({ length: this.#profile.extent }, (_, step) => this.#figures(step));
    return Math.max(...steps.map((figures) => figures.sharedRecordBytes ?? 0));
  }

  /** A state is held whole, or as far as the records at its two sides need it. */
  #bytesOf(state: number): number {
    const before = this.#figures(state - 1);
    const whole = before.afterBytes;
    if (this.#working === state || [...this.#slots.values()].includes(state)) return whole;
    let held = this.#waiting.has(state - 1) ? (before.heldAfterBytes ?? whole) : 0;
    if (this.#waiting.has(state)) held += this.#figures(state).heldBeforeBytes ?? whole;
    return Math.min(whole, held);
  }

  #figures(step: number): StepFigures {
    const { steps, stateBytes = 1, recordBytes = 1, extent: _, ...more } = this.#profile;
    const costs = { advanceCost: 1, recordCost: 1, sweepCost: 1 };
    const uniform = { beforeBytes: stateBytes, afterBytes: stateBytes, recordBytes, ...more, ...costs };
    return steps?.[step] ?? uniform;
  }
}

type Sizes = Partial<Omit<StepFigures, 'beforeBytes' | 'afterBytes'>>;

function unequal(states: readonly number[], records: readonly Sizes[]): StepFigures[] {
  const costs = { advanceCost: 1, recordCost: 1, sweepCost: 1 };
  return records.map((sizes, step) => ({
    beforeBytes: states[step]!,
    afterBytes: states[step + 1]!,
    recordBytes: 1,
    ...costs,
    ...sizes,
  }));
}

const bytes = fc.integer({ min: 0, max: 1000 });

/** Sizes of one step, of which any may be absent. */
const sizes: fc.Arbitrary<Sizes> = fc.record(
  {
    recordBytes: bytes,
    sharedRecordBytes: bytes,
    heldBeforeBytes: bytes,
    heldAfterBytes: bytes,
    advancePeakBytes: bytes,
    recordPeakBytes: bytes,
    sweepPeakBytes: bytes,
  },
  { requiredKeys: [] },
);
const surroundings = fc.record(
  {
    heldBytes: bytes,
    heldInSweepBytes: bytes,
    firstSweepPeakBytes: bytes,
    sweepGrowthBytes: bytes,
    betweenPeakBytes: bytes,
  },
  { requiredKeys: [] },
);

function listOf<T>(length: number, entry: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(entry, { minLength: length, maxLength: length });
}

const profiles: fc.Arbitrary<Profile> = fc.integer({ min: 0, max: 40 }).chain((extent) =>
  fc.oneof(
    fc.constant({ extent }),
    fc
      .tuple(fc.record({ stateBytes: bytes }), sizes, surroundings)
      .map(([state, step, around]) => ({ extent, ...state, ...step, ...around })),
    fc
      .tuple(listOf(extent + 1, bytes), listOf(extent, sizes), surroundings)
      .map(([states, steps, around]) => ({ extent, steps: unequal(states, steps), ...around })),
  ),
);

function checkAgainstRecount(actions: readonly Action[], profile: Profile): void {
  const recount = new Recount(profile);
  const counted = [...liveBytes(actions, profile)];
  const expected = actions.map((action) => {
    const { peak, after } = recount.play(action);
    return { action, bytes: after, peakBytes: peak };
  });
  expect(counted).toEqual(expected);
  const highest = Math.max(0, ...expected.map((moment) => moment.peakBytes));
  if (actions.length > 0) expect(peakBytes(actions, profile)).toBe(highest);
}

test.each(Object.entries(strategies))('what %s holds is what a recount from scratch finds', (_, row) => {
  fc.assert(
    fc.property(profiles, fc.integer({ min: 2, max: 6 }), (profile, slots) => {
      const { extent } = profile;
      const strategy = row.sized?.(slots, extent) ?? row.usual(extent);
      checkAgainstRecount([...strategy.schedule({ extent })], profile);
    }),
    { seed: 4, numRuns: 60 },
  );
});

// Two restart points that cost nothing, and a state that is made again while a slot holds it.
const sharing = [
  ...[snapshot(0, 0), advance(0, 2), snapshot(2, 1), record(2, 4), snapshot(4, 2), advance(4, 5)],
  ...[...turn(5, 6), restore(4, 2), ...turn(4, 5), release(4, 2), sweep(4, 2), restore(0, 0)],
  ...[advance(0, 2), restore(0, 0), advance(0, 1), ...turn(1, 2), release(2, 1), restore(0, 0)],
  ...[...turn(0, 1), release(0, 0)],
];

test('records that wait, and what is held twice, are what a recount finds', () => {
  fc.assert(
    fc.property(listOf(7, bytes), listOf(6, sizes), (states, steps) =>
      checkAgainstRecount(sharing, { extent: 6, steps: unequal(states, steps) }),
    ),
    { seed: 5, numRuns: 200 },
  );
});

test('a snapshot at either end of a waiting record costs nothing', () => {
  const seen = [...liveBytes(sharing, { extent: 6, stateBytes: 100, recordBytes: 7 })];
  const bytesAfter = (action: Action): number | undefined =>
    seen.find((each) => each.action === action)?.bytes;
  expect(bytesAfter(sharing[2]!)).toBe(100);
  expect(bytesAfter(sharing[3]!)).toBe(314);
  expect(bytesAfter(sharing[4]!)).toBe(314);
});

test('store-all holds every record, every state between, and for a moment the last', () => {
  const profile = { extent: 10, stateBytes: 100, recordBytes: 7 };
  const seen = [...liveBytes(storeAll().schedule(profile), profile)];
  expect(seen).toEqual([
    { action: record(0, 10), bytes: 970, peakBytes: 1070 },
    { action: sweep(10, 0), bytes: 0, peakBytes: 970 },
  ]);
});

test('revolve holds its slots but the first, the two states of a step, and at the end of the chain a record', () => {
  const profile = { extent: 100, stateBytes: 4096, recordBytes: 8192 };
  for (const slots of [2, 3, 4, 7])
    expect(peakBytes(revolve({ slots }).schedule(profile), profile)).toBe((slots - 1 + 2) * 4096 + 8192);
});

test('the example is what is counted', () => {
  const profile = { extent: 3, stateBytes: 64 };
  const seen = [...liveBytes(storeAll().schedule({ extent: 3 }), profile)];
  expect(seen.map(({ action, bytes }) => [action.verb, bytes])).toEqual([
    ['record', 131],
    ['sweep', 0],
  ]);
});

test('an advance is at its peak where two neighbours are largest', () => {
  const counter = new ByteCounter({ extent: 5, steps: unequal([9, 1, 50, 60, 2, 1], [{}, {}, {}, {}, {}]) });
  expect(counter.play(advance(0, 4))).toBe(110);
  expect(counter.bytes).toBe(2);
});

test('no steps hold nothing', () => {
  expect([...liveBytes([], { extent: 0 })]).toEqual([]);
  expect(peakBytes([], { extent: 0 })).toBe(0);
});

test('a schedule that cannot be obeyed is refused, at the action or at the end', () => {
  const wrong = new ScheduleError(
    "action 0, 'advance 1→2': the working state is state 0; restore or advance to state 1 first",
  );
  const early = new ScheduleError(
    'end of the schedule, after 1 action: step 1 is not swept; record and sweep it first',
  );
  for (const play of [peakBytes, (...given: Parameters<typeof liveBytes>) => [...liveBytes(...given)]]) {
    expect(() => play([advance(1, 2)], { extent: 2 })).toThrow(wrong);
    expect(() => play([advance(0, 1)], { extent: 2 })).toThrow(early);
  }
});

test('a profile of another chain is refused', () => {
  expect(() => peakBytes([], { extent: 2, steps: unequal([1, 1], [{}]) })).toThrow(
    new RangeError('profile: steps has 1 entry; 2 are needed, one for each step'),
  );
  expect(() => new ByteCounter({ extent: 1.5 })).toThrow(
    new RangeError('liveBytes: extent is 1.5; a whole number of steps, 0 or more, is needed'),
  );
});

test('a record that is discarded costs nothing any more, nor does a state that only it held', () => {
  const profile = { extent: 3, stateBytes: 10, recordBytes: 100, sharedRecordBytes: 1000 };
  const actions = [
    ...[snapshot(0, 0), record(0, 1), discard(0, 1), record(1, 2), discard(1, 2), ...turn(2, 3)],
    ...[restore(0, 0), release(0, 0), ...[record(0, 2), sweep(2, 0)]],
  ];
  const found = [...liveBytes(actions, profile)].map(({ bytes }) => bytes);
  // The working state alone after each discard; state 2 is held by the last record, state 3 is the caller's.
  expect(found.slice(0, 7)).toEqual([0, 1110, 10, 1120, 10, 1110, 0]);
});

test('what others hold in between comes to their peak where no record of the chain holds it', () => {
  const figures = {
    beforeBytes: 1,
    afterBytes: 1,
    recordBytes: 10,
    advanceCost: 1,
    recordCost: 1,
    sweepCost: 1,
  };
  const steps = [0, 1].map((block) => ({ ...figures, sharedBlocks: [{ block, bytes: 100 }] }));
  const blocks = steps.flatMap(({ sharedBlocks }) => sharedBlocks);
  const profile = { extent: 2, steps, betweenPeakBytes: 1000, betweenPeaks: [{ peakBytes: 950, blocks }] };
  // Both records hold all of it: two records, the states between and at the end, two blocks, and what comes in between.
  expect(peakBytes(storeAll().schedule(profile), profile)).toBe(2 * 10 + 2 + 200 + 1000);
  // The record of the last step alone, its states, and its block; that of the other step is the others' to pay for.
  expect(peakBytes(recomputeAll().schedule(profile), profile)).toBe(10 + 2 + 100 + 950 + 100);
});
