import type { Action } from '../tape/action.js';
import type { Profile } from '../tape/strategy.js';
import { ByteSizes } from './byteSizes.js';
import { SharedHolds } from './sharedHolds.js';

/** Counts what is live while legal actions are played. Needs a few bytes for every step of the chain. */
export class ByteCounter {
  readonly #profile: Profile;
  readonly #sizes: ByteSizes;
  /** How many hold each state whole: slots, and being the working state. */
  readonly #holders: Uint32Array;
  readonly #isRecorded: Uint8Array;
  readonly #shared: SharedHolds;
  #working = 0;
  #live: number;
  /** Of the last state: nothing while it is the caller's. */
  #lastBytes: number;
  #isHandedOver = false;

  /** @throws {RangeError} if the extent is no number of steps, or the profile has another number of them */
  constructor(profile: Profile) {
    this.#profile = profile;
    this.#sizes = new ByteSizes(profile);
    this.#shared = new SharedHolds(this.#sizes, profile.extent);
    this.#holders = new Uint32Array(profile.extent + 1);
    this.#isRecorded = new Uint8Array(profile.extent + 1);
    this.#lastBytes = this.#sizes.state(profile.extent);
    this.#holders[0] = 1;
    this.#live = (profile.heldBytes ?? 0) + (profile.initialBytes ?? 0);
  }

  /** What is live now. */
  get bytes(): number {
    return this.#live;
  }

  /** Plays one legal action; the most that was live while it ran. */
  play(action: Action): number {
    switch (action.verb) {
      case 'advance':
        return this.#advance(action.from, action.to);
      case 'record':
        return this.#record(action.from, action.to);
      case 'sweep':
        return this.#sweep(action.from, action.to);
      case 'discard':
        return this.#discard(action.from, action.to);
      case 'snapshot':
        this.#hold(action.step);
        return this.#live;
      case 'restore':
        this.#moveTo(action.step);
        return this.#live;
      case 'release':
        this.#letGo(action.step);
        return this.#live;
    }
  }

  #advance(from: number, to: number): number {
    this.#moveTo(-1);
    let most = 0;
    // Where steps are equal the second of them is like every later one, but for the last.
    const isUniform = this.#sizes.isUniform;
    for (
      let step = from;
      step < to;
      step = isUniform && step === from + 1 && to > from + 3 ? to - 1 : step + 1
    ) {
      const working = this.#holders[step] === 0 ? this.#restOf(step) : 0;
      most = Math.max(most, working + this.#sizes.step(step).advancePeak);
    }
    const peak = this.#live + most;
    this.#moveTo(to);
    return Math.max(peak, this.#handOver(to));
  }

  #record(from: number, to: number): number {
    let peak = 0;
    // The last state that the caller got is not the one that is made when its step runs again.
    if (to === this.#profile.extent && this.#isHandedOver) this.#lastBytes = this.#sizes.state(to);
    for (let step = from; step < to; step += 1) {
      peak = Math.max(peak, this.#live + this.#shared.recordPeak(step));
      const before = this.#live + this.#shared.hold(step);
      this.#live = before;
      this.#mark(step, 1);
      this.#moveTo(step + 1);
      if (step !== from + 1 || !this.#areAlike(from + 2, to - 1)) continue;
      peak = Math.max(peak, this.#recordAlike(from + 2, to - 1, this.#live - before));
      step = to - 2;
    }
    return Math.max(peak, this.#handOver(to));
  }

  #sweep(from: number, to: number): number {
    if (this.#working >= to) this.#moveTo(-1);
    const { firstSweepPeakBytes, sweepGrowthBytes, extent } = this.#profile;
    let peak = this.#live;
    for (let step = from - 1; step >= to; step -= 1) {
      const isFirst = step === extent - 1;
      const { cotangentGrowth, sweepPeak } = this.#sizes.step(step);
      const grown = (isFirst ? firstSweepPeakBytes : undefined) ?? sweepPeak;
      const live = this.#live;
      peak = Math.max(peak, live + grown + this.#moreInSweep(step));
      this.#forget(step);
      // The cotangent of one state takes the place of another's.
      if (sweepGrowthBytes !== undefined) this.#live += isFirst ? sweepGrowthBytes : cotangentGrowth;
      if (step !== from - 2 || !this.#areAlike(to + 1, step)) continue;
      peak = Math.max(peak, this.#sweepAlike(to + 1, step, this.#live - live));
      step = to + 1;
    }
    return peak;
  }

  /** Whether steps [from, to), none of them at an end of what is recorded or swept, do the same as the one before them. */
  #areAlike(from: number, to: number): boolean {
    if (!this.#sizes.isUniform || from >= to) return false;
    for (let state = from; state <= to; state += 1)
      if (this.#holders[state] !== 0 && state !== this.#working) return false;
    return true;
  }

  /** With so many bytes more for each of them; the most that was live. */
  #recordAlike(from: number, to: number, bytesEach: number): number {
    const last = this.#live + (to - from - 1) * bytesEach;
    const peak = Math.max(this.#live, last) + this.#sizes.step(from).recordPeak;
    this.#isRecorded.fill(1, from, to);
    this.#holders[from] = 0;
    this.#holders[to] = 1;
    this.#working = to;
    this.#shared.holdAlike(to - from);
    this.#live = last + bytesEach;
    return peak;
  }

  #sweepAlike(from: number, to: number, bytesEach: number): number {
    const last = this.#live + (to - from - 1) * bytesEach;
    const peak = Math.max(this.#live, last) + this.#sizes.step(from).sweepPeak;
    this.#isRecorded.fill(0, from, to);
    this.#shared.holdAlike(from - to);
    this.#live = last + bytesEach;
    return peak;
  }

  /** What a sweep lets go of early counts only where nobody else holds it: the caller holds a first state that costs nothing. */
  #moreInSweep(step: number): number {
    const { extent, firstSweepPeakBytes } = this.#profile;
    // The last step's own sweep was seen where all steps were recorded.
    const isSeen = step === extent - 1 && firstSweepPeakBytes !== undefined;
    if (isSeen && extent === 1) return 0;
    const isBeside = this.#holders[step]! > 0 || (step === 0 && this.#sizes.state(0) === 0);
    const seen = isSeen ? this.#shared.savedAmongAll(step) : 0;
    return (isBeside ? this.#sizes.step(step).besideSweep : 0) + seen - this.#shared.savedInSweep(step);
  }

  #discard(from: number, to: number): number {
    for (let step = to - 1; step >= from; step -= 1) this.#forget(step);
    return this.#live;
  }

  #forget(step: number): void {
    this.#mark(step, 0);
    this.#live -= this.#shared.letGo(step);
  }

  /**
   * The last state is the caller's once it is reached, and whatever comes after the chain may begin; the most that is live
   * while it lasts.
   */
  #handOver(state: number): number {
    const { extent, heldBytes = 0, heldInSweepBytes = heldBytes } = this.#profile;
    const { betweenPeakBytes = Number.NEGATIVE_INFINITY, betweenPeaks = [] } = this.#profile;
    if (state !== extent || this.#isHandedOver) return Number.NEGATIVE_INFINITY;
    const peaks = betweenPeaks.map(({ peakBytes, blocks }) => peakBytes + this.#shared.missing(blocks));
    const peak = this.#live + Math.max(betweenPeakBytes, ...peaks);
    this.#live -= this.#costOf(state);
    this.#lastBytes = 0;
    this.#isHandedOver = true;
    this.#live += heldInSweepBytes - heldBytes;
    return peak;
  }

  #moveTo(state: number): void {
    if (state >= 0) this.#hold(state);
    if (this.#working >= 0) this.#letGo(this.#working);
    this.#working = state;
  }

  #hold(state: number): void {
    if (this.#holders[state] === 0) this.#live += this.#restOf(state);
    this.#holders[state]! += 1;
  }

  #letGo(state: number): void {
    this.#holders[state]! -= 1;
    if (this.#holders[state] === 0) this.#live -= this.#restOf(state);
  }

  #sizeOf(state: number): number {
    return state === this.#profile.extent ? this.#lastBytes : this.#sizes.state(state);
  }

  /** What a state costs now: whole, or as much of it as the records at its two sides hold. */
  #costOf(state: number): number {
    const whole = this.#sizeOf(state);
    return this.#holders[state]! > 0 ? whole : whole - this.#restOf(state);
  }

  /** As much of a state as the records at its two sides do not hold. */
  #restOf(state: number): number {
    let rest = this.#sizeOf(state);
    if (this.#isRecorded[state] === 1) rest -= this.#sizes.step(state).heldBefore;
    if (state > 0 && this.#isRecorded[state - 1] === 1) rest -= this.#sizes.step(state - 1).heldAfter;
    return Math.max(0, rest);
  }

  /** Step `step` is recorded and waits, or no more. */
  #mark(step: number, isRecorded: 0 | 1): void {
    this.#live -= this.#costOf(step) + this.#costOf(step + 1);
    this.#isRecorded[step] = isRecorded;
    this.#live += this.#costOf(step) + this.#costOf(step + 1);
    const { record } = this.#sizes.step(step);
    this.#live += isRecorded === 1 ? record : -record;
  }
}
