import { ScheduleError } from '../errors.js';
import type { Action, Schedule } from './action.js';

/** Exact counts of a schedule, in steps and events. */
export interface Tally {
  readonly advancedSteps: number;
  readonly recordedSteps: number;
  readonly sweptSteps: number;
  readonly snapshotWrites: number;
  readonly restores: number;
  /** The most slots full at once; the initial state's is counted. */
  readonly peakSlots: number;
  /** The most steps recorded and not yet swept. */
  readonly peakRecords: number;
}

/**
 * Plays a schedule without computing anything.
 *
 * @param extent - the number of steps of the chain it is for
 * @throws {ScheduleError} at the first action that cannot be obeyed, or if a step is never swept or a slot never emptied
 * @example
 * tally(revolve({ slots: 3 }).schedule({ extent: 10 }), 10).advancedSteps; // 15
 */
export function tally(schedule: Schedule, extent: number): Tally {
  const player = new Player(extent);
  for (const action of schedule) player.play(action);
  return player.finish();
}

/** An action as messages and drawings show it: `advance 0→4`, `snapshot 4 in 1`. */
export function describeAction(action: Action): string {
  if (!('slot' in action)) return `${action.verb} ${action.from}→${action.to}`;
  return `${action.verb} ${action.step} ${action.verb === 'snapshot' ? 'in' : 'from'} ${action.slot}`;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** A chain's memory as a schedule sees it: the working state, the slots, and what is recorded. */
export class Player {
  readonly #extent: number;
  readonly #slots = new Map<number, number>();
  /** Recorded steps that wait, in the order of the chain; neighbours are one range. */
  readonly #waiting: Range[] = [];
  #working: number | undefined = 0;
  /** Steps from here on are swept. */
  #frontier: number;
  #waitingSteps = 0;
  #played = 0;
  readonly #counts = {
    advancedSteps: 0,
    recordedSteps: 0,
    sweptSteps: 0,
    snapshotWrites: 0,
    restores: 0,
    peakSlots: 0,
    peakRecords: 0,
  };

  constructor(extent: number) {
    if (!Number.isInteger(extent) || extent < 0) {
      throw new RangeError(`tally: extent is ${extent}; a whole number of steps, at least 0, is needed`);
    }
    this.#extent = extent;
    this.#frontier = extent;
  }

  /** The states in slots now. */
  get held(): readonly number[] {
    return [...this.#slots.values()];
  }

  /** @throws {ScheduleError} if the action cannot be obeyed here; nothing has changed then */
  play(action: Action): void {
    const objection = this.#objection(action);
    if (objection !== undefined) {
      throw new ScheduleError(`action ${this.#played}, '${describeAction(action)}': ${objection}`);
    }
    this.#perform(action);
    this.#played += 1;
  }

  /** @throws {ScheduleError} if something is left to do */
  finish(): Tally {
    if (this.#frontier > 0) {
      throw new ScheduleError(
        `the schedule ends after ${this.#played} actions with step ${this.#frontier - 1} still to be reversed; ` +
          'every step has to be recorded and swept',
      );
    }
    for (const [slot, step] of this.#slots) {
      throw new ScheduleError(
        `the schedule ends after ${this.#played} actions with state ${step} still in slot ${slot}; ` +
          'every slot has to be released',
      );
    }
    return { ...this.#counts };
  }

  #objection(action: Action): string | undefined {
    switch (action.verb) {
      case 'advance':
        return this.#objectionToSteps(action.from, action.to);
      case 'record':
        return (
          this.#objectionToSteps(action.from, action.to) ?? this.#objectionToRecord(action.from, action.to)
        );
      case 'sweep':
        return this.#objectionToSweep(action.from, action.to);
      case 'snapshot':
      case 'restore':
      case 'release':
        return objectionToSlot(action) ?? this.#objectionToStore(action);
    }
    return 'this verb is unknown; advance, record, sweep, snapshot, restore or release is needed';
  }

  #objectionToSteps(from: number, to: number): string | undefined {
    if (!Number.isInteger(from) || !Number.isInteger(to)) return 'steps have to be whole numbers';
    if (from >= to) return 'it runs no steps; from has to be below to';
    if (from < 0 || to > this.#extent) return `the chain's steps are [0, ${this.#extent}); stay within them`;
    if (to > this.#frontier) return `steps from ${this.#frontier} on are already swept; stop there`;
    return this.#objectionToWorking(from);
  }

  #objectionToWorking(needed: number): string | undefined {
    if (this.#working === needed) return undefined;
    if (this.#working === undefined) return `there is no working state; restore state ${needed} first`;
    return `the working state is state ${this.#working}; state ${needed} is needed, restore it first`;
  }

  #objectionToRecord(from: number, to: number): string | undefined {
    const range = this.#waiting.find((waiting) => waiting.from < to && from < waiting.to);
    if (range === undefined) return undefined;
    return `step ${Math.max(range.from, from)} is already recorded and waits; sweep it first`;
  }

  #objectionToSweep(from: number, to: number): string | undefined {
    if (!Number.isInteger(from) || !Number.isInteger(to)) return 'steps have to be whole numbers';
    if (to >= from) return 'it sweeps no steps; from has to be above to';
    if (from !== this.#frontier) {
      if (this.#frontier === 0) return 'every step is already swept';
      return `step ${this.#frontier - 1} has to be reversed next`;
    }
    if (to < 0) return `the chain's steps are [0, ${this.#extent}); stay within them`;
    const last = this.#waiting.at(-1);
    if (last === undefined || last.to < from) return `step ${from - 1} is not recorded; record it first`;
    if (last.from > to) return `step ${last.from - 1} is not recorded; record it first`;
    return undefined;
  }

  #objectionToStore({ verb, step, slot }: Store): string | undefined {
    const held = this.#slots.get(slot);
    if (verb === 'snapshot') {
      if (held !== undefined) return `slot ${slot} still holds state ${held}; release it first`;
      return this.#objectionToWorking(step);
    }
    if (held === undefined) return `slot ${slot} is empty; snapshot state ${step} first`;
    if (held !== step) return `slot ${slot} holds state ${held}; name that one`;
    return undefined;
  }

  #perform(action: Action): void {
    const counts = this.#counts;
    switch (action.verb) {
      case 'advance':
        counts.advancedSteps += action.to - action.from;
        this.#working = action.to;
        break;
      case 'record':
        counts.recordedSteps += action.to - action.from;
        this.#working = action.to;
        this.#wait(action.from, action.to);
        break;
      case 'sweep':
        counts.sweptSteps += action.from - action.to;
        this.#unwait(action.from, action.to);
        break;
      case 'snapshot':
        counts.snapshotWrites += 1;
        this.#slots.set(action.slot, action.step);
        counts.peakSlots = Math.max(counts.peakSlots, this.#slots.size);
        break;
      case 'restore':
        counts.restores += 1;
        this.#working = action.step;
        break;
      case 'release':
        this.#slots.delete(action.slot);
        break;
    }
  }

  #wait(from: number, to: number): void {
    this.#waitingSteps += to - from;
    this.#counts.peakRecords = Math.max(this.#counts.peakRecords, this.#waitingSteps);
    const waiting = this.#waiting;
    let place = waiting.length;
    while (place > 0 && waiting[place - 1]!.from > from) place -= 1;
    const before = waiting[place - 1];
    const after = waiting[place];
    const start = before?.to === from ? before.from : from;
    const end = after?.from === to ? after.to : to;
    const first = before?.to === from ? place - 1 : place;
    const last = after?.from === to ? place + 1 : place;
    waiting.splice(first, last - first, { from: start, to: end });
  }

  #unwait(from: number, to: number): void {
    this.#frontier = to;
    this.#waitingSteps -= from - to;
    if (this.#working !== undefined && this.#working >= to) this.#working = undefined;
    const last = this.#waiting.at(-1)!;
    if (last.from === to) this.#waiting.pop();
    else this.#waiting[this.#waiting.length - 1] = { from: last.from, to };
  }
}

type Store = Extract<Action, { slot: number }>;

function objectionToSlot({ step, slot }: Store): string | undefined {
  if (!Number.isInteger(slot) || slot < 0) return 'a slot has to be a whole number, at least 0';
  if (!Number.isInteger(step)) return 'a state has to be a whole number';
  return undefined;
}
