import type { PeakAmong, Profile, SharedBlock, StepFigures } from '../tape/strategy.js';
import { checkExtent } from './options.js';
import { figuresAt } from './stepFigures.js';

/** The sizes of one step, as in `StepFigures`, with nothing absent. */
export interface StepSizes {
  readonly before: number;
  readonly after: number;
  readonly record: number;
  readonly heldBefore: number;
  readonly heldAfter: number;
  readonly advancePeak: number;
  readonly recordPeak: number;
  /** The same where no other record holds what is shared. */
  readonly recordPeakAlone: number;
  /** The same where other records hold some of what is shared. */
  readonly recordPeaksAmong: readonly PeakAmong[];
  readonly sweepPeak: number;
  /** How much more that is where the state before the step is held beside its record. */
  readonly besideSweep: number;
  /** How much less where no other record holds what is shared. */
  readonly savedAlone: number;
  /** The peak where other records hold some of what is shared. */
  readonly sweepPeaksAmong: readonly PeakAmong[];
  /** How much more the cotangents take after the step was swept. */
  readonly cotangentGrowth: number;
}

/** The sizes of a chain's states and records, step by step; of equal steps once for all. */
export class ByteSizes {
  readonly isUniform: boolean;
  /** What all waiting records hold together. */
  readonly shared: number;
  /** What of the outside each record holds, where steps differ in that. */
  readonly sharedBlocks: readonly (readonly SharedBlock[])[] | undefined;
  readonly #extent: number;
  readonly #initial: number;
  readonly #steps: readonly StepSizes[];

  /** @throws {RangeError} if the extent is no number of steps, or the profile has another number of them */
  constructor(profile: Profile) {
    const { extent } = profile;
    checkExtent('liveBytes', extent);
    const figures = figuresAt(profile);
    const different = profile.steps ?? (extent === 0 ? [] : [figures(0)]);
    this.isUniform = profile.steps === undefined;
    this.sharedBlocks = sharedBlocksOf(profile);
    const most = different.reduce((most, step) => Math.max(most, step.sharedRecordBytes ?? 0), 0);
    this.shared = this.sharedBlocks === undefined ? most : 0;
    this.#extent = extent;
    this.#initial = profile.initialBytes ?? 0;
    this.#steps = different.map(sizesOf);
  }

  step(step: number): StepSizes {
    return this.#steps[this.isUniform ? 0 : step]!;
  }

  /** Of state 0 … extent. */
  state(state: number): number {
    if (this.#extent === 0) return 0;
    if (state === 0) return this.#initial;
    return state === this.#extent ? this.step(state - 1).after : this.step(state).before;
  }
}

function sizesOf({ beforeBytes, afterBytes, recordBytes, ...more }: StepFigures): StepSizes {
  const { sweepPeakBytes: sweepPeak = 0 } = more;
  return {
    before: beforeBytes,
    after: afterBytes,
    record: recordBytes,
    heldBefore: more.heldBeforeBytes ?? beforeBytes,
    heldAfter: more.heldAfterBytes ?? afterBytes,
    advancePeak: more.advancePeakBytes ?? afterBytes,
    recordPeak: more.recordPeakBytes ?? recordBytes + afterBytes,
    recordPeakAlone: more.recordPeakAloneBytes ?? Number.POSITIVE_INFINITY,
    recordPeaksAmong: more.recordPeaksAmong ?? [],
    sweepPeak,
    besideSweep: (more.sweepPeakBesideBytes ?? sweepPeak) - sweepPeak,
    savedAlone: sweepPeak - (more.sweepPeakAloneBytes ?? sweepPeak),
    sweepPeaksAmong: more.sweepPeaksAmong ?? [],
    cotangentGrowth: more.cotangentGrowthBytes ?? beforeBytes - afterBytes,
  };
}

/** Undefined where all records share the same. */
function sharedBlocksOf({ steps }: Profile): readonly (readonly SharedBlock[])[] | undefined {
  const blocks = steps?.map(({ sharedBlocks }) => sharedBlocks ?? []);
  return blocks?.some((each) => each.length > 0) ? blocks : undefined;
}
