import { checkKind, requireOptions } from '../arguments/options.js';
import { listed } from '../arguments/shown.js';
import { ScheduleError } from '../errors.js';
import type { Action, Schedule, Verb } from './action.js';
import type { Counter, Times } from './counter.js';
import type { Player } from './player.js';
import { RecordStack } from './recordStack.js';
import { checkSchedule, checkSteps } from './tally.js';

/**
 * A chain that a schedule can reverse. The executor owns every state and record that it is given, and gives each back
 * exactly once, through `free`, `sweep` or `discard`. A state that was given must never change afterwards.
 */
export interface Reversible<State, Recorded> {
  /** Steps [from, to) are about to be run, one after another. */
  enter?(from: number, to: number): void;
  /** State step + 1 from state `step`, which stays as it is. */
  advance(state: State, step: number): State;
  /** The same, keeping what `sweep` needs; the object may be the same one at every call. */
  record(state: State, step: number): { readonly state: State; readonly recorded: Recorded };
  /** Pulls the chain's cotangent back through a recorded step, and frees the record. */
  sweep(recorded: Recorded, step: number): void;
  /** One more handle of a state, to be freed by itself. */
  keep(state: State): State;
  free(state: State): void;
  /** Frees a record that will not be swept. */
  discard(recorded: Recorded): void;
}

/** Who wants to know what is being done, such as a ledger that has to say when its peak was. */
export interface Moments {
  mark(phase: string, step: number): void;
}

const known = {
  schedule: 'any',
  extent: 'any',
  initial: 'any',
  counter: 'any',
  moments: 'any',
  player: 'any',
  records: 'any',
} as const;

const verbs = ['advance', 'record', 'sweep', 'keep', 'free', 'discard'] as const;

/** @throws {TypeError} unless `chain` has all functions of a chain */
export function checkReversible(where: string, chain: unknown): void {
  checkKind(where, 'the chain', chain, 'object', `an object with ${listed(verbs, 'and')} is needed`);
  for (const verb of verbs) {
    const value: unknown = Reflect.get(Object(chain), verb);
    if (typeof value === 'function') continue;
    checkKind(where, `the chain's ${verb}`, value, 'function', 'a function is needed, as Reversible says');
  }
}

/** Obeys one schedule: forward until the chain's last state is known, then, when asked to, backward. */
export class Executor<State, Recorded> {
  readonly #chain: Reversible<State, Recorded>;
  readonly #actions: Iterator<Action>;
  readonly #counter: Counter;
  readonly #moments: Moments | undefined;
  /** Watches over a schedule that could not be tallied before, since where its chain ends was not known. */
  readonly #player: Player | undefined;
  /** Slots that are empty stay listed: whoever fills one again needs no memory for that. */
  readonly #slots = new Map<number, State | undefined>();
  readonly #records: RecordStack<Recorded>;
  #working: State | undefined;
  #step = 0;
  #extent: number;
  /** What the schedule said when it had learnt that the chain ends here: the first action of the way back. */
  #pending: IteratorResult<Action> | undefined;

  /** Takes over `initial`. */
  constructor(
    chain: Reversible<State, Recorded>,
    options: {
      schedule: Schedule;
      /** Infinity where `end` will tell. */
      extent: number;
      initial: State;
      counter: Counter;
      moments?: Moments | undefined;
      player?: Player | undefined;
      /** Empty; where records are to wait. */
      records?: RecordStack<Recorded> | undefined;
    },
  ) {
    checkReversible('executor', chain);
    requireOptions('executor', options, known);
    checkSchedule('executor', options.schedule);
    if (options.extent !== Number.POSITIVE_INFINITY) checkSteps('executor', options.extent);
    checkKind('executor', 'counter', options.counter, 'object');
    this.#chain = chain;
    this.#actions = options.schedule[Symbol.iterator]();
    this.#extent = options.extent;
    this.#working = options.initial;
    this.#counter = options.counter;
    this.#moments = options.moments;
    this.#player = options.player;
    this.#records = options.records ?? new RecordStack();
  }

  /** The working state and which one it is; undefined where there is none. */
  get working(): { readonly state: State; readonly step: number } | undefined {
    return this.#working === undefined ? undefined : { state: this.#working, step: this.#step };
  }

  /** Whether records of all steps wait, so that none runs again. */
  get isRecorded(): boolean {
    return this.#records.count === this.#extent;
  }

  /** The chain ends at the working state. */
  end(): void {
    this.#extent = this.#step;
  }

  /** Runs until the last state is the working state, and returns it; it stays the executor's. */
  forward(): State {
    while (this.#step < this.#extent) {
      const next = this.#actions.next();
      if (this.#step === this.#extent) {
        this.#pending = next;
        break;
      }
      if (next.done) throw new ScheduleError(`schedule: it ended at state ${this.#step} of ${this.#extent}`);
      this.#obey(next.value);
    }
    return this.#workingState();
  }

  /** Obeys the rest of the schedule, and lets go of everything. */
  backward(): void {
    try {
      let next = this.#pending ?? this.#actions.next();
      for (; !next.done; next = this.#actions.next()) this.#obey(next.value);
      this.#player?.finish();
    } finally {
      this.abandon();
    }
  }

  /** Lets go of everything, wherever the schedule stands. May be called more than once. */
  abandon(): void {
    this.#dropWorking();
    for (const [slot, kept] of this.#slots) if (kept !== undefined) this.#release(slot);
    for (let recorded = this.#records.pop(); recorded !== undefined; recorded = this.#records.pop())
      this.#chain.discard(recorded);
  }

  #obey(action: Action): void {
    this.#player?.play(action);
    const started = performance.now();
    try {
      this.#perform(action);
    } finally {
      this.#counter.counts[spans[action.verb]] += performance.now() - started;
    }
  }

  #perform(action: Action): void {
    switch (action.verb) {
      case 'advance':
        this.#advance(action.from, action.to);
        break;
      case 'record':
        this.#record(action.from, action.to);
        break;
      case 'sweep':
        this.#sweep(action.from, action.to);
        break;
      case 'discard':
        this.#discard(action.from, action.to);
        break;
      case 'snapshot':
        this.#snapshot(action.slot);
        break;
      case 'restore':
        this.#restore(action.step, action.slot);
        break;
      case 'release':
        this.#release(action.slot);
        break;
    }
  }

  #advance(from: number, to: number): void {
    this.#chain.enter?.(from, to);
    for (let step = from; step < to; step += 1) {
      this.#mark('advance', step);
      this.#move(this.#chain.advance(this.#workingState(), step), step + 1);
      this.#counter.counts.advancedSteps += 1;
    }
  }

  #record(from: number, to: number): void {
    this.#chain.enter?.(from, to);
    for (let step = from; step < to; step += 1) {
      this.#mark('record', step);
      const { state, recorded } = this.#chain.record(this.#workingState(), step);
      this.#records.push(step, recorded);
      this.#move(state, step + 1);
      this.#counter.counts.recordedSteps += 1;
    }
  }

  #sweep(from: number, to: number): void {
    if (this.#step >= to) this.#dropWorking();
    for (let step = from - 1; step >= to; step -= 1) {
      this.#mark('sweep', step);
      this.#chain.sweep(this.#records.take(step), step);
      this.#counter.counts.sweptSteps += 1;
    }
  }

  #discard(from: number, to: number): void {
    for (let step = to - 1; step >= from; step -= 1) this.#chain.discard(this.#records.take(step));
  }

  #snapshot(slot: number): void {
    this.#slots.set(slot, this.#chain.keep(this.#workingState()));
    this.#counter.fillSlot();
  }

  #restore(step: number, slot: number): void {
    const kept = this.#slots.get(slot);
    if (kept === undefined) throw new ScheduleError(`schedule: slot ${slot} is empty; nothing to restore`);
    this.#move(this.#chain.keep(kept), step);
    this.#counter.counts.restores += 1;
  }

  #release(slot: number): void {
    const kept = this.#slots.get(slot);
    if (kept === undefined) throw new ScheduleError(`schedule: slot ${slot} is empty; nothing to release`);
    this.#slots.set(slot, undefined);
    this.#chain.free(kept);
    this.#counter.emptySlot();
  }

  #move(state: State, step: number): void {
    this.#dropWorking();
    this.#working = state;
    this.#step = step;
  }

  #dropWorking(): void {
    const state = this.#working;
    this.#working = undefined;
    if (state !== undefined) this.#chain.free(state);
  }

  #workingState(): State {
    if (this.#working === undefined)
      throw new ScheduleError('schedule: there is no working state; restore one first');
    return this.#working;
  }

  #mark(phase: string, step: number): void {
    this.#moments?.mark(phase, step);
  }
}

/** Which clock an action runs on. */
const spans: Readonly<Record<Verb, keyof Times>> = {
  advance: 'advanceMs',
  record: 'recordMs',
  sweep: 'sweepMs',
  discard: 'storeMs',
  snapshot: 'storeMs',
  restore: 'storeMs',
  release: 'storeMs',
};
