import { occupied } from '../array/freeSpace.js';
import type { Ledger, Peak } from '../array/ledger.js';
import { byteLengthOf, type Tensor } from '../array/tensor.js';

/** What a run holds beside one of its chains, and what of that depends on the chain's own schedule: nothing. */
export interface Surroundings {
  /**
   * While the chain runs forward: parameters, inputs, its outputs, and whatever came before it, but for what other chains
   * keep.
   */
  readonly heldBytes: number;
  /** What the first state costs while the chain holds it: nothing where the run holds it anyway. */
  readonly initialBytes: number;
  /** When it is about to be swept: the last state, cotangents, gradients, and whatever came after it, too. */
  readonly heldInSweepBytes: number;
  /** The most that is live in its first sweep beyond what was before, and how much more stays than it found. */
  readonly firstSweepPeakBytes: number;
  readonly sweepGrowthBytes: number;
  /** The most that is live between its last state and its sweep, beyond what is live when that state is reached. */
  readonly betweenPeakBytes: number;
  /** The most that is live before it begins and after it is swept, whatever its schedule. */
  readonly restPeakBytes: number;
  /** What the chain itself kept when its last state was reached, under the schedule of the run that was measured. */
  readonly keptBytes: number;
}

const noSweep = { firstSweepPeakBytes: 0, sweepGrowthBytes: 0 };
type FirstSweep = Pick<Surroundings, 'firstSweepPeakBytes' | 'sweepGrowthBytes'>;

/**
 * Notes, while a run is measured, what it holds beside one of its chains. Whoever plans the next run of the same program
 * knows it then.
 */
export class ChainNotes {
  readonly #earlier: readonly ChainNotes[];
  readonly #all: readonly ChainNotes[];
  readonly #expected: Surroundings | undefined;
  /** This chain's part of what it and the chains after it kept when they were measured; 1 for the last. */
  readonly share: number;
  #isEnded = false;
  #heldBytes = 0;
  #initialBytes = 0;
  #lastBytes = 0;
  #endBytes = 0;
  #keptBytes = 0;
  #sweepBytes: number | undefined = undefined;
  #firstSweep: FirstSweep | undefined = undefined;
  /** The run's peak, while the one between the chain's end and its sweep is looked for, or the one after it. */
  #interrupted: Peak | undefined = undefined;
  #betweenPeakBytes = 0;
  #restPeakBytes = 0;

  /** @param all - the notes of the run's chains so far; those that come later are added */
  constructor(
    all: readonly ChainNotes[],
    expected: { surroundings: Surroundings | undefined; share: number },
  ) {
    this.#all = all;
    this.#earlier = [...all];
    this.#expected = expected.surroundings;
    this.share = expected.share;
  }

  /** What is held beside this chain in this run, by what was noted in the one before. */
  get known(): Surroundings | undefined {
    const expected = this.#expected;
    if (expected === undefined) return undefined;
    const others = this.#keptByOthers;
    const heldBytes = expected.heldBytes + others;
    return { ...expected, heldBytes, heldInSweepBytes: expected.heldInSweepBytes + others };
  }

  /** The chain is about to begin; its first state takes `initialBytes` of what is live. */
  noteStart(ledger: Ledger, initialBytes: number): void {
    const liveBytes = ledger.liveBytes - initialBytes;
    this.#restPeakBytes = this.#isFirst ? ledger.peakBytes : 0;
    this.#heldBytes = liveBytes;
    this.#initialBytes = initialBytes;
  }

  /** Its last state is reached. */
  noteEnd(ledger: Ledger, ends: { state: readonly Tensor[]; outputs: readonly Tensor[] }): void {
    const { liveBytes } = ledger;
    this.#isEnded = true;
    this.#endBytes = liveBytes;
    this.#lastBytes = bytesOf(ends.state);
    this.#heldBytes += bytesOf(ends.outputs);
    this.#keptBytes = liveBytes - this.#heldBytes - this.#lastBytes;
    this.#interrupted = ledger.restart();
  }

  /** Its sweep is about to begin. */
  noteSweep(ledger: Ledger): void {
    // What other chains need in between is theirs to plan.
    if (this.#all.at(-1) === this) this.#betweenPeakBytes = ledger.peakBytes - this.#endBytes;
    this.settle(ledger);
    this.#sweepBytes = ledger.liveBytes;
  }

  /** Its sweep is over. */
  noteSwept(ledger: Ledger): void {
    if (this.#isFirst) this.#interrupted = ledger.restart();
  }

  /** Gives the run its peak back; a run that ends settles all its chains, the last first. */
  settle(ledger: Ledger): void {
    if (this.#interrupted === undefined) return;
    const { moment } = ledger;
    if (this.#sweepBytes !== undefined) this.#restPeakBytes = Math.max(this.#restPeakBytes, ledger.peakBytes);
    ledger.resume(this.#interrupted);
    ledger.moment = moment;
    this.#interrupted = undefined;
  }

  get #isFirst(): boolean {
    return this.#earlier.length === 0;
  }

  /** Runs a sweep, and watches the first one. `cotangents` tells how many bytes of the state's cotangents there are. */
  watch(ledger: Ledger, cotangentBytes: () => number, sweep: () => void): void {
    if (this.#firstSweep !== undefined) {
      sweep();
      return;
    }
    const liveBytes = ledger.liveBytes;
    const givenBytes = cotangentBytes();
    const peak = ledger.restart();
    sweep();
    const firstSweepPeakBytes = ledger.peakBytes - liveBytes;
    ledger.resume(peak);
    this.#firstSweep = { firstSweepPeakBytes, sweepGrowthBytes: cotangentBytes() - givenBytes };
  }

  /** What was noted; undefined if the chain did not come to its end. */
  get found(): Surroundings | undefined {
    if (!this.#isEnded) return undefined;
    const heldBytes = this.#heldBytes - this.#keptByOthers;
    // Where nothing is pulled back through the chain it is never swept.
    const sweepBytes = this.#sweepBytes ?? this.#endBytes;
    const heldInSweepBytes = heldBytes + this.#lastBytes + sweepBytes - this.#endBytes;
    return {
      heldBytes,
      initialBytes: this.#initialBytes,
      heldInSweepBytes,
      ...(this.#firstSweep ?? noSweep),
      betweenPeakBytes: this.#betweenPeakBytes,
      restPeakBytes: this.#restPeakBytes,
      keptBytes: this.#keptBytes,
    };
  }

  get #keptByOthers(): number {
    return this.#earlier.reduce((bytes, notes) => bytes + notes.#keptBytes, 0);
  }
}

/** What the leaves occupy. */
export function bytesOf(leaves: readonly Tensor[]): number {
  return leaves.reduce((bytes, leaf) => bytes + occupied(byteLengthOf(leaf.shape, leaf.dtype)), 0);
}
