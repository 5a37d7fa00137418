import type { Profile } from '../tape/strategy.js';
import { ByteSizes } from './byteSizes.js';

/** What the actions of a chain of equal steps make live, away from its two ends. */
export class EqualSizes {
  /** A state that somebody holds. */
  readonly state: number;
  /** State 0, which is the caller's, too. */
  readonly initial: number;
  /** A record that waits, beyond the states at its ends. */
  readonly record: number;
  /** What all records that wait hold together. */
  readonly shared: number;
  readonly heldBefore: number;
  readonly heldAfter: number;
  readonly recordPeak: number;
  readonly sweepPeak: number;
  readonly #advancePeak: number;

  constructor(profile: Profile) {
    const sizes = new ByteSizes(profile);
    const step = sizes.step(0);
    this.state = step.before;
    this.initial = sizes.state(0);
    this.record = step.record;
    this.shared = sizes.shared;
    this.heldBefore = step.heldBefore;
    this.heldAfter = step.heldAfter;
    this.recordPeak = step.recordPeak;
    this.sweepPeak = step.sweepPeak;
    this.#advancePeak = step.advancePeak;
  }

  /** While so many steps are advanced from a state that stays. */
  advancePeak(steps: number): number {
    return steps === 1 ? this.#advancePeak : this.state + this.#advancePeak;
  }

  /** What is live of a state of `whole` bytes that only the records before and after it hold. */
  held(whole: number, by: { readonly before?: boolean; readonly after?: boolean }): number {
    const before = by.before === true ? this.heldAfter : 0;
    const after = by.after === true ? this.heldBefore : 0;
    return Math.min(whole, before + after);
  }

  /** While a step is recorded and swept at once; `change` is that of its first state when the step is recorded. */
  turnPeak(shared: number, change: number): number {
    const after = this.held(this.state, { before: true });
    return Math.max(shared + this.recordPeak, change + after + this.record + shared + this.sweepPeak);
  }
}
