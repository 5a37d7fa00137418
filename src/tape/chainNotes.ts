import type { Arena } from '../array/arena.js';
import { occupied } from '../array/freeSpace.js';
import type { Ledger } from '../array/ledger.js';
import { byteLengthOf, type Tensor } from '../array/tensor.js';
import { BetweenPeaks, type SharedPeak } from './betweenPeaks.js';
import type { Likeness } from './likeness.js';
import { MeasuringArena } from './measuring.js';
import type { Timeline } from './timeline.js';

/** Which cotangents a chain is given before its sweep, leaf by leaf. */
export interface GivenCotangents {
  readonly state: Likeness;
  readonly outputs: readonly boolean[];
}

/** What a run holds beside one of its chains. */
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
  /** The same where others hold what the chain's records held, too: beyond what they count already where the chain keeps less. */
  readonly betweenPeaks: readonly SharedPeak[];
  /** The most that is live before it begins and after it is swept. */
  readonly restPeakBytes: number;
  /** What it is swept with; undefined if it was not. */
  readonly given: GivenCotangents | undefined;
  /** What of all that is the same whatever other chains keep. */
  readonly own: OwnSurroundings;
}

/** What depends on no schedule, and what a chain kept under the one that was measured. */
export interface OwnSurroundings {
  /** As `betweenPeakBytes`, but for what the chains need that come between. */
  readonly betweenPeakBytes: number;
  /** As `restPeakBytes`, of the first chain; 0 of another, which lies in the middle of what comes between. */
  readonly restPeakBytes: number;
  /** What is live when the last state is reached, but for what this and other chains keep. */
  readonly endBytes: number;
  /** What the chain itself kept when its last state was reached. */
  readonly keptBytes: number;
}

const noSweep = { firstSweepPeakBytes: 0, sweepGrowthBytes: 0 };
type FirstSweep = Pick<Surroundings, 'firstSweepPeakBytes' | 'sweepGrowthBytes'>;

/**
 * Notes, while a run is measured, what it holds beside one of its chains. Whoever plans the next run of the same program
 * knows it then.
 */
export class ChainNotes {
  readonly #timeline: Timeline;
  /** While a run is measured. */
  readonly #between: BetweenPeaks | undefined;
  readonly #earlier: readonly ChainNotes[];
  readonly #expected: Surroundings | undefined;
  /** This chain's part of what it and the chains after it kept when they were measured; 1 for the last. */
  readonly share: number;
  /** Its events, as places on the timeline. */
  readonly #at: { begin: number; end: number; sweep: number; swept: number };
  #heldBytes = 0;
  #initialBytes = 0;
  #lastBytes = 0;
  #liveAtEnd = 0;
  #keptBytes = 0;
  #sweepBytes: number | undefined = undefined;
  #given: GivenCotangents | undefined = undefined;
  #firstSweep: FirstSweep | undefined = undefined;

  /** @param earlier - the notes of the run's chains before this one */
  constructor(
    timeline: Timeline,
    earlier: readonly ChainNotes[],
    expected: { surroundings: Surroundings | undefined; share: number },
    { arena, isCuttable }: { readonly arena: Arena; readonly isCuttable: () => boolean },
  ) {
    this.#timeline = timeline;
    this.#between =
      arena instanceof MeasuringArena ? new BetweenPeaks(timeline, arena, isCuttable) : undefined;
    this.#earlier = [...earlier];
    this.#expected = expected.surroundings;
    this.share = expected.share;
    const never = Number.POSITIVE_INFINITY;
    this.#at = { begin: never, end: never, sweep: never, swept: never };
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
    this.#at.begin = this.#timeline.event(ledger);
    this.#heldBytes = ledger.liveBytes - initialBytes;
    this.#initialBytes = initialBytes;
  }

  /** Its last state is reached. */
  noteEnd(ledger: Ledger, ends: { state: readonly Tensor[]; outputs: readonly Tensor[] }): void {
    this.#at.end = this.#timeline.event(ledger);
    this.#liveAtEnd = ledger.liveBytes;
    this.#between?.start();
    this.#lastBytes = bytesOf(ends.state);
    this.#heldBytes += bytesOf(ends.outputs);
    this.#keptBytes = ledger.liveBytes - this.#heldBytes - this.#lastBytes;
  }

  /** Its sweep is about to begin. */
  noteSweep(ledger: Ledger, given: GivenCotangents): void {
    this.#at.sweep = this.#timeline.event(ledger);
    this.#sweepBytes = ledger.liveBytes;
    this.#between?.stop(this.#at.sweep);
    this.#given = given;
  }

  /** Its sweep is over. */
  noteSwept(ledger: Ledger): void {
    this.#at.swept = this.#timeline.event(ledger);
  }

  /** Runs a sweep, and watches the first one. `cotangents` tells how many bytes of the state's cotangents there are. */
  watch(ledger: Ledger, cotangentBytes: () => number, sweep: () => void): void {
    if (this.#firstSweep !== undefined) {
      sweep();
      return;
    }
    const liveBytes = ledger.liveBytes;
    const givenBytes = cotangentBytes();
    const begin = this.#timeline.cut(ledger);
    sweep();
    const firstSweepPeakBytes = this.#timeline.peakBetween(begin, this.#timeline.cut(ledger)) - liveBytes;
    this.#firstSweep = { firstSweepPeakBytes, sweepGrowthBytes: cotangentBytes() - givenBytes };
  }

  /** What was noted; undefined if the chain did not come to its end. */
  get found(): Surroundings | undefined {
    const { begin, end, sweep, swept } = this.#at;
    if (end === Number.POSITIVE_INFINITY) return undefined;
    const others = this.#keptByOthers;
    const heldBytes = this.#heldBytes - others;
    // Where nothing is pulled back through the chain it is never swept.
    const sweepBytes = this.#sweepBytes ?? this.#liveAtEnd;
    const timeline = this.#timeline;
    const between = (peak: number): number => Math.max(0, peak - this.#liveAtEnd);
    return {
      heldBytes,
      initialBytes: this.#initialBytes,
      heldInSweepBytes: heldBytes + this.#lastBytes + sweepBytes - this.#liveAtEnd,
      ...(this.#firstSweep ?? noSweep),
      betweenPeakBytes: between(timeline.peakBetween(end, sweep)),
      betweenPeaks: (this.#between?.found ?? []).map(({ peakBytes, blocks }) => ({
        peakBytes: between(peakBytes),
        blocks,
      })),
      restPeakBytes: Math.max(timeline.peakBetween(-1, begin), timeline.peakBetween(swept, Infinity)),
      given: this.#given,
      own: {
        betweenPeakBytes: between(timeline.peakBeside(end, sweep)),
        restPeakBytes:
          this.#earlier.length > 0
            ? 0
            : Math.max(timeline.peakBetween(-1, begin), timeline.peakBetween(swept, Infinity)),
        endBytes: heldBytes + this.#lastBytes,
        keptBytes: this.#keptBytes,
      },
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
