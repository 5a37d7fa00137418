import { ScheduleError } from '../errors.js';
import type { Action } from './action.js';
import { objectionToSlot, objectionToState } from './coordinates.js';
import type { StepCounts } from './counter.js';
import { inWords, verbs } from './inWords.js';

/** What a schedule does to its chain, exactly. */
export interface Tally extends StepCounts {
  /** The most recorded steps that waited at once. */
  readonly peakRecords: number;
}

/**
 * A reversal in progress, as far as a schedule can know it.
 *
 * Waste is legal, nonsense is not. Refused is what no later action could use (a snapshot of the last state, a step
 * advanced that is already swept, a slot left full), and recording a step before one that already waits: the tape
 * is a stack, the last record is swept or discarded first.
 */
export class Player {
  /** As far as it is known. */
  #extent: number;
  #isOpen: boolean;
  readonly #slots = new Map<number, number>();
  /** Recorded and not yet swept, ascending; neighbours are merged. */
  readonly #waiting: { readonly from: number; to: number }[] = [];
  #working: number | undefined = 0;
  /** All steps from here on are swept. */
  #end: number;
  /** What was recorded since the last sweep ends here, even if it was discarded. */
  #reached = 0;
  #actions = 0;
  #idle = 0;
  #records = 0;
  readonly #counts = {
    advancedSteps: 0,
    recordedSteps: 0,
    sweptSteps: 0,
    snapshotWrites: 0,
    restores: 0,
    peakSlots: 0,
    peakRecords: 0,
  };

  /** @param extent - the number of steps; absent where only running tells, as `grow` and `close` then say */
  constructor(extent?: number) {
    if (extent !== undefined && (!Number.isSafeInteger(extent) || extent < 0))
      throw new RangeError(`tally: extent is ${extent}; a whole number of steps, 0 or more, is needed`);
    this.#isOpen = extent === undefined;
    this.#extent = extent ?? 0;
    this.#end = this.#extent;
  }

  /** There is a step more than was known. */
  grow(): void {
    this.#extent += 1;
    this.#end = this.#extent;
  }

  /** There are no more steps than are known. */
  close(): void {
    this.#isOpen = false;
  }

  get counts(): Tally {
    return { ...this.#counts };
  }

  /** The states that the full slots hold. */
  get held(): readonly number[] {
    return [...this.#slots.values()];
  }

  /** @throws {ScheduleError} if the action cannot be obeyed; nothing has changed then */
  play(action: Action): void {
    const objection = this.objection(action);
    if (objection !== undefined)
      throw new ScheduleError(`action ${this.#actions}, '${inWords(action)}': ${objection}`);
    this.perform(action);
  }

  /** @throws {ScheduleError} if the schedule may not end here */
  finish(): void {
    const where = `end of the schedule, after ${this.#actions === 1 ? '1 action' : `${this.#actions} actions`}`;
    if (this.#isOpen) throw new ScheduleError(`${where}: ${this.#unknown()}`);
    if (this.#end > 0)
      throw new ScheduleError(`${where}: step ${this.#end - 1} is not swept; record and sweep it first`);
    for (const [slot, step] of this.#slots)
      throw new ScheduleError(`${where}: slot ${slot} still holds state ${step}; release it first`);
  }

  /** Why an action cannot be obeyed now; undefined if it can. */
  objection(action: Action): string | undefined {
    if (this.#idle > 4 * this.#extent + 64)
      return `${this.#idle} actions in a row have swept nothing and recorded nothing new; record step ${this.#end - 1}`;
    switch (action?.verb) {
      case 'advance':
        return this.#objectionToRun(action.from, action.to);
      case 'record':
        return (
          this.#objectionToRun(action.from, action.to) ?? this.#objectionToRecord(action.from, action.to)
        );
      case 'sweep':
        return this.#objectionToSweep(action.from, action.to);
      case 'discard':
        return this.#objectionToDiscard(action.from, action.to);
      case 'snapshot':
        return objectionToSlot(action.slot) ?? this.#objectionToSnapshot(action.step, action.slot);
      case 'restore':
        return (
          objectionToSlot(action.slot) ??
          this.#objectionToUse(action.step) ??
          this.#objectionToHeld(action.step, action.slot)
        );
      case 'release':
        return objectionToSlot(action.slot) ?? this.#objectionToHeld(action.step, action.slot);
    }
    return `its verb is none of ${verbs.join(', ')}`;
  }

  /** Does what `objection` does not object to. */
  perform(action: Action): void {
    this.#actions += 1;
    this.#idle += 1;
    switch (action.verb) {
      case 'advance':
        this.#working = action.to;
        this.#counts.advancedSteps += action.to - action.from;
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
        this.#slots.set(action.slot, action.step);
        this.#counts.snapshotWrites += 1;
        this.#counts.peakSlots = Math.max(this.#counts.peakSlots, this.#slots.size);
        break;
      case 'restore':
        this.#working = action.step;
        this.#counts.restores += 1;
        break;
      case 'release':
        this.#slots.delete(action.slot);
        break;
    }
  }

  #record(from: number, to: number): void {
    const last = this.#waiting.at(-1);
    if (last?.to === from) last.to = to;
    else this.#waiting.push({ from, to });
    this.#working = to;
    this.#records += to - from;
    this.#counts.recordedSteps += to - from;
    this.#counts.peakRecords = Math.max(this.#counts.peakRecords, this.#records);
    if (to > this.#reached) this.#idle = 0;
    this.#reached = Math.max(this.#reached, to);
  }

  #sweep(from: number, to: number): void {
    this.#drop(to);
    this.#end = to;
    if (this.#working !== undefined && this.#working >= to) this.#working = undefined;
    this.#records -= from - to;
    this.#counts.sweptSteps += from - to;
    this.#reached = this.#waiting.at(-1)?.to ?? 0;
    this.#idle = 0;
  }

  #discard(from: number, to: number): void {
    this.#drop(from);
    this.#records -= to - from;
  }

  /** No step of the last recorded range from here on waits any more. */
  #drop(from: number): void {
    const last = this.#waiting.at(-1);
    if (last?.from === from) this.#waiting.pop();
    else if (last !== undefined) last.to = from;
  }

  #objectionToRun(from: number, to: number): string | undefined {
    const objection =
      objectionToState('from', from, this.#extent) ??
      (this.#isOpen && to > this.#extent ? this.#unknown() : objectionToState('to', to, this.#extent));
    if (objection !== undefined) return objection;
    if (from >= to) return 'it runs no step; from has to be less than to';
    if (to > this.#end) return `step ${to - 1} is already swept; stop at state ${this.#end}`;
    return this.#objectionToWorking(from);
  }

  #unknown(): string {
    return `where the chain ends is not known yet; run to state ${this.#extent} and ask whether it ends there`;
  }

  #objectionToWorking(step: number): string | undefined {
    if (this.#working === undefined) return `there is no working state; restore state ${step} first`;
    if (this.#working === step) return undefined;
    return `the working state is state ${this.#working}; restore or advance to state ${step} first`;
  }

  #objectionToRecord(from: number, to: number): string | undefined {
    const last = this.#waiting.at(-1);
    if (last === undefined || from >= last.to) return undefined;
    const twice = this.#waiting.find((range) => range.from < to && from < range.to);
    if (twice !== undefined)
      return `step ${Math.max(from, twice.from)} is already recorded; sweep it before anything else is recorded`;
    return `step ${last.to - 1} is recorded and waits; sweep it first, since the last record is swept first`;
  }

  #objectionToSweep(from: number, to: number): string | undefined {
    const objection =
      objectionToState('from', from, this.#extent) ?? objectionToState('to', to, this.#extent);
    if (objection !== undefined) return objection;
    if (this.#isOpen) return this.#unknown();
    if (from <= to) return 'it sweeps no step; from has to be greater than to';
    if (this.#end === 0) return 'every step is already swept; end the schedule';
    if (from !== this.#end) return `step ${this.#end - 1} has to be reversed next`;
    const last = this.#waiting.at(-1);
    if (last?.to !== from) return `step ${from - 1} is not recorded; record it first`;
    return to < last.from ? `step ${last.from - 1} is not recorded; stop at state ${last.from}` : undefined;
  }

  #objectionToDiscard(from: number, to: number): string | undefined {
    const objection =
      objectionToState('from', from, this.#extent) ?? objectionToState('to', to, this.#extent);
    if (objection !== undefined) return objection;
    if (from >= to) return 'it discards no record; from has to be less than to';
    const last = this.#waiting.at(-1);
    if (last === undefined) return `step ${to - 1} is not recorded; leave it out`;
    if (to !== last.to) return `the last record that waits is of step ${last.to - 1}; discard that one first`;
    return from < last.from
      ? `step ${last.from - 1} is not recorded; start at state ${last.from}`
      : undefined;
  }

  #objectionToSnapshot(step: number, slot: number): string | undefined {
    const objection = this.#objectionToUse(step) ?? this.#objectionToWorking(step);
    if (objection !== undefined) return objection;
    const held = this.#slots.get(slot);
    return held === undefined ? undefined : `slot ${slot} still holds state ${held}; release it first`;
  }

  #objectionToHeld(step: number, slot: number): string | undefined {
    const held = this.#slots.get(slot);
    if (held === undefined) return `slot ${slot} is empty; state ${step} has to be put there first`;
    if (held === step) return undefined;
    return `slot ${slot} holds state ${held}; name that one, or the slot that holds state ${step}`;
  }

  #objectionToUse(step: number): string | undefined {
    const objection = objectionToState('step', step, this.#extent);
    if (objection !== undefined || step < this.#end) return objection;
    return `no step that is still to be reversed starts at state ${step}; leave it out`;
  }
}
