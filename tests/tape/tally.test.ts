import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ScheduleError } from '../../src/errors.js';
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
  type Verb,
} from '../../src/tape/action.js';
import { Player, tally } from '../../src/tape/tally.js';

const none = {
  advancedSteps: 0,
  recordedSteps: 0,
  sweptSteps: 0,
  snapshotWrites: 0,
  restores: 0,
  peakSlots: 0,
  peakRecords: 0,
};

test('a tally counts steps, events and peaks', () => {
  const actions = [
    snapshot(0, 0),
    advance(0, 2),
    snapshot(2, 1),
    ...turn(2, 4),
    release(2, 1),
    restore(0, 0),
    record(0, 1),
    release(0, 0),
    record(1, 2),
    sweep(2, 0),
  ];
  expect(tally(actions, 4)).toEqual({
    advancedSteps: 2,
    recordedSteps: 4,
    sweptSteps: 4,
    snapshotWrites: 2,
    restores: 1,
    peakSlots: 2,
    peakRecords: 2,
  });
});

test('no actions reverse a chain of no steps', () => {
  expect(tally([], 0)).toEqual(none);
});

test('recorded ranges may wait apart from each other, and be swept in parts and across their borders', () => {
  const actions = [
    snapshot(0, 0),
    advance(0, 1),
    record(1, 2),
    advance(2, 3),
    record(3, 5),
    record(5, 6),
    sweep(6, 4),
    sweep(4, 3),
    restore(0, 0),
    advance(0, 2),
    ...turn(2, 3),
    sweep(2, 1),
    restore(0, 0),
    release(0, 0),
    ...turn(0, 1),
  ];
  expect(tally(actions, 6)).toMatchObject({
    advancedSteps: 4,
    recordedSteps: 6,
    sweptSteps: 6,
    peakRecords: 4,
  });
});

test('a sweep leaves the working state where a later action can use it', () => {
  const actions = [snapshot(0, 0), advance(0, 1), record(1, 2), restore(0, 0), sweep(2, 1), ...turn(0, 1)];
  expect(tally([...actions, release(0, 0)], 2).advancedSteps).toBe(1);
});

/** What the objection to the last of some actions says. */
function refusal(extent: number, actions: Iterable<unknown>): string {
  const player = new Player(extent);
  try {
    for (const action of actions) player.play(action as Action);
    player.finish();
  } catch (error) {
    if (error instanceof ScheduleError) return error.message;
    throw error;
  }
  return 'nothing was refused';
}

describe('refused is', () => {
  const cases: readonly [what: string, extent: number, actions: readonly unknown[], text: string][] = [
    [
      'an unknown verb',
      4,
      [{ verb: 'jump', from: 0, to: 1 }],
      "action 0, 'jump': its verb is none of advance, record, sweep, discard, snapshot, restore, release",
    ],
    [
      'an action without a verb',
      4,
      [{}],
      "action 0, 'undefined': its verb is none of advance, record, sweep, discard, snapshot, restore, release",
    ],
    [
      'no action at all',
      4,
      [null],
      "action 0, 'null': its verb is none of advance, record, sweep, discard, snapshot, restore, release",
    ],
    [
      'a fractional state',
      4,
      [advance(0, 1.5)],
      "action 0, 'advance 0→1.5': to is 1.5; a whole number from 0 to 4 is needed",
    ],
    [
      'a missing coordinate',
      4,
      [{ verb: 'record', from: 0 }],
      "action 0, 'record 0→undefined': to is undefined; a whole number from 0 to 4 is needed",
    ],
    [
      'a state beyond the chain',
      4,
      [record(0, 5)],
      "action 0, 'record 0→5': to is 5; a whole number from 0 to 4 is needed",
    ],
    [
      'a state before the chain',
      4,
      [sweep(4, -1)],
      "action 0, 'sweep 4→-1': to is -1; a whole number from 0 to 4 is needed",
    ],
    [
      'a run of no steps',
      4,
      [advance(0, 0)],
      "action 0, 'advance 0→0': it runs no step; from has to be less than to",
    ],
    [
      'a run backwards',
      4,
      [record(3, 1)],
      "action 0, 'record 3→1': it runs no step; from has to be less than to",
    ],
    [
      'a sweep forwards',
      4,
      [record(0, 4), sweep(0, 4)],
      "action 1, 'sweep 0→4': it sweeps no step; from has to be greater than to",
    ],
    [
      'a run from elsewhere',
      4,
      [advance(0, 1), record(2, 4)],
      "action 1, 'record 2→4': the working state is state 1; restore or advance to state 2 first",
    ],
    [
      'a run from nowhere',
      4,
      [advance(0, 3), ...turn(3, 4), advance(0, 2)],
      "action 3, 'advance 0→2': there is no working state; restore state 0 first",
    ],
    [
      'an advance into swept steps',
      4,
      [snapshot(0, 0), advance(0, 3), ...turn(3, 4), restore(0, 0), advance(0, 4)],
      "action 5, 'advance 0→4': step 3 is already swept; stop at state 3",
    ],
    [
      'a record of swept steps',
      4,
      [snapshot(0, 0), advance(0, 2), ...turn(2, 4), restore(0, 0), record(0, 3)],
      "action 5, 'record 0→3': step 2 is already swept; stop at state 2",
    ],
    [
      'a record of steps that wait',
      4,
      [snapshot(0, 0), record(0, 2), restore(0, 0), record(0, 1)],
      "action 3, 'record 0→1': step 0 is already recorded; sweep it before anything else is recorded",
    ],
    [
      'a record before one that waits',
      4,
      [snapshot(0, 0), advance(0, 3), record(3, 4), restore(0, 0), record(0, 1)],
      "action 4, 'record 0→1': step 3 is recorded and waits; sweep it first, since the last record is swept first",
    ],
    [
      'a sweep out of order',
      4,
      [record(0, 4), sweep(3, 0)],
      "action 1, 'sweep 3→0': step 3 has to be reversed next",
    ],
    [
      'a sweep of what is not recorded',
      4,
      [record(0, 2), sweep(4, 2)],
      "action 1, 'sweep 4→2': step 3 is not recorded; record it first",
    ],
    [
      'a sweep beyond what is recorded',
      4,
      [advance(0, 2), record(2, 4), sweep(4, 1)],
      "action 2, 'sweep 4→1': step 1 is not recorded; stop at state 2",
    ],
    [
      'a sweep after the last',
      4,
      [...turn(0, 4), sweep(4, 0)],
      "action 2, 'sweep 4→0': every step is already swept; end the schedule",
    ],
    [
      'a negative slot',
      4,
      [snapshot(0, -1)],
      "action 0, 'snapshot 0 in -1': slot is -1; a whole number, 0 or more, is needed",
    ],
    [
      'a fractional slot',
      4,
      [release(0, 0.5)],
      "action 0, 'release 0 in 0.5': slot is 0.5; a whole number, 0 or more, is needed",
    ],
    [
      'a snapshot in a full slot',
      4,
      [snapshot(0, 0), advance(0, 1), snapshot(1, 0)],
      "action 2, 'snapshot 1 in 0': slot 0 still holds state 0; release it first",
    ],
    [
      'a snapshot of another state than the working one',
      4,
      [snapshot(2, 0)],
      "action 0, 'snapshot 2 in 0': the working state is state 0; restore or advance to state 2 first",
    ],
    [
      'a snapshot of the last state',
      4,
      [advance(0, 4), snapshot(4, 0)],
      "action 1, 'snapshot 4 in 0': no step that is still to be reversed starts at state 4; leave it out",
    ],
    [
      'a restore from an empty slot',
      4,
      [restore(0, 1)],
      "action 0, 'restore 0 from 1': slot 1 is empty; state 0 has to be put there first",
    ],
    [
      'a restore of another state than the held one',
      4,
      [snapshot(0, 0), restore(1, 0)],
      "action 1, 'restore 1 from 0': slot 0 holds state 0; name that one, or the slot that holds state 1",
    ],
    [
      'a restore of a state of no more use',
      4,
      [advance(0, 2), snapshot(2, 0), ...turn(2, 4), restore(2, 0)],
      "action 4, 'restore 2 from 0': no step that is still to be reversed starts at state 2; leave it out",
    ],
    [
      'a release of an empty slot',
      4,
      [release(0, 0)],
      "action 0, 'release 0 in 0': slot 0 is empty; state 0 has to be put there first",
    ],
    [
      'a release of another state than the held one',
      4,
      [snapshot(0, 0), release(1, 0)],
      "action 1, 'release 1 in 0': slot 0 holds state 0; name that one, or the slot that holds state 1",
    ],
    [
      'an end before every step is swept',
      4,
      [advance(0, 2), ...turn(2, 4)],
      'end of the schedule, after 3 actions: step 1 is not swept; record and sweep it first',
    ],
    [
      'an end with a full slot',
      4,
      [snapshot(0, 0), ...turn(0, 4)],
      'end of the schedule, after 3 actions: slot 0 still holds state 0; release it first',
    ],
    [
      'any action on a chain of no steps',
      0,
      [snapshot(0, 0)],
      "action 0, 'snapshot 0 in 0': no step that is still to be reversed starts at state 0; leave it out",
    ],
  ];

  test.each(cases)('%s', (_what, extent, actions, text) => {
    expect(refusal(extent, actions)).toBe(text);
  });
});

test('an endless schedule is refused where it stops getting anywhere', () => {
  function* endless(): Generator<Action> {
    yield snapshot(0, 0);
    for (;;) yield restore(0, 0);
  }
  expect(() => tally(endless(), 4)).toThrow(
    new ScheduleError(
      "action 81, 'restore 0 from 0': 81 actions in a row have swept nothing and recorded nothing new; record step 3",
    ),
  );
});

test('a refused schedule is told so, and lets go of what it holds', () => {
  let isClosed = false;
  function* refused(): Generator<Action> {
    try {
      yield advance(0, 9);
    } finally {
      isClosed = true;
    }
  }
  expect(() => tally(refused(), 4)).toThrow(ScheduleError);
  expect(isClosed).toBe(true);
});

test('a refused action changes nothing', () => {
  const player = new Player(2);
  player.play(snapshot(0, 0));
  const { counts, held } = player;
  expect(() => player.play(advance(1, 2))).toThrow(ScheduleError);
  expect([player.counts, player.held]).toEqual([counts, held]);
  for (const action of [...turn(0, 2), release(0, 0)]) player.play(action);
  player.finish();
});

test.each([-1, 2.5, Number.NaN, Number.POSITIVE_INFINITY])('an extent of %d is refused', (extent) => {
  expect(() => tally([], extent)).toThrow(
    new RangeError(`tally: extent is ${extent}; a whole number of steps, 0 or more, is needed`),
  );
});

// A checker of the beginning of a schedule that lists waiting steps one by one.
class StepByStep {
  readonly #slots = new Map<number, number>();
  readonly #waiting: number[] = [];
  #working = 0;
  #end: number;

  constructor(extent: number) {
    this.#end = extent;
  }

  isLegal(action: Action): boolean {
    if ('slot' in action) return this.#isLegalStore(action);
    if (action.verb === 'sweep') return this.#isLegalSweep(action);
    if (this.#working !== action.from || action.to <= action.from || action.to > this.#end) return false;
    for (let step = action.from; step < action.to && action.verb === 'record'; step += 1) {
      if (this.#waiting.some((other) => other >= step)) return false;
      this.#waiting.push(step);
    }
    this.#working = action.to;
    return true;
  }

  #isLegalSweep({ from, to }: { from: number; to: number }): boolean {
    if (from !== this.#end || to >= from) return false;
    for (let step = from - 1; step >= to; step -= 1) if (this.#waiting.pop() !== step) return false;
    this.#end = to;
    if (this.#working >= to) this.#working = -1;
    return true;
  }

  #isLegalStore({ verb, step, slot }: { verb: Verb; step: number; slot: number }): boolean {
    if (verb === 'snapshot') {
      if (this.#working !== step || this.#slots.has(slot) || step >= this.#end) return false;
      this.#slots.set(slot, step);
      return true;
    }
    if (this.#slots.get(slot) !== step) return false;
    if (verb === 'release') return this.#slots.delete(slot);
    if (step < this.#end) this.#working = step;
    return step < this.#end;
  }
}

test('random actions are refused exactly where a checker step by step refuses them', () => {
  const extent = 3;
  const state = fc.integer({ min: 0, max: extent });
  const slot = fc.integer({ min: 0, max: 1 });
  const action: fc.Arbitrary<Action> = fc.oneof(
    fc.record({ verb: fc.constantFrom('advance', 'record', 'sweep'), from: state, to: state }),
    fc.record({ verb: fc.constantFrom('snapshot', 'restore', 'release'), step: state, slot }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (candidates) => {
      const player = new Player(extent);
      const taken: Action[] = [];
      for (const candidate of candidates) {
        const objection = player.objection(candidate);
        const checker = new StepByStep(extent);
        expect(objection === undefined).toBe([...taken, candidate].every((each) => checker.isLegal(each)));
        if (objection !== undefined) continue;
        player.perform(candidate);
        taken.push(candidate);
      }
    }),
    { seed: 3, numRuns: 2000 },
  );
});

describe('discard', () => {
  test('lets go of records, which may be made again; each is counted', () => {
    const actions = [
      ...[snapshot(0, 0), record(0, 3), discard(1, 3), discard(0, 1), restore(0, 0), release(0, 0)],
      ...[record(0, 1), ...turn(1, 3), sweep(1, 0)],
    ];
    expect(tally(actions, 3)).toMatchObject({
      advancedSteps: 0,
      recordedSteps: 6,
      sweptSteps: 3,
      peakRecords: 3,
    });
  });

  const refusals: [string, Action[], string][] = [
    ['nothing', [discard(1, 1)], 'it discards no record; from has to be less than to'],
    ['what is not recorded', [advance(0, 1), discard(0, 1)], 'step 0 is not recorded; leave it out'],
    [
      'other records than the last',
      [record(0, 2), discard(0, 1)],
      'the last record that waits is of step 1; discard that one first',
    ],
    [
      'more than was recorded',
      [advance(0, 1), record(1, 2), discard(0, 2)],
      'step 0 is not recorded; start at state 1',
    ],
    ['what is no state', [discard(0, 9)], 'to is 9; a whole number from 0 to 3 is needed'],
  ];

  test.each(refusals)('of %s is refused', (_what, actions, text) => {
    expect(() => tally(actions, 3)).toThrow(text);
  });

  test('leaves a step to be recorded again before the end', () => {
    expect(() => tally([record(0, 1), discard(0, 1)], 1)).toThrow(
      'step 0 is not swept; record and sweep it first',
    );
  });

  test('an endless schedule that records and discards is refused', () => {
    function* endless(): Generator<Action> {
      yield snapshot(0, 0);
      for (;;) yield* [record(0, 1), discard(0, 1), restore(0, 0)];
    }
    expect(() => tally(endless(), 4)).toThrow('swept nothing and recorded nothing new; record step 3');
  });
});
