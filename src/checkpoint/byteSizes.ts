import type { Profile } from '../tape/strategy.js';
import { checkExtent } from './options.js';
import { figuresAt } from './stepFigures.js';

/** The sizes of a chain's states and records, step by step. */
export interface ByteSizes {
  /** Of state 0 … extent; those that are the caller's are 0. */
  readonly states: Float64Array;
  isHandedOver: boolean;
  /** What all waiting records hold together. */
  shared: number;
  /** Of every step, as in `StepFigures`. */
  readonly records: Float64Array;
  readonly heldBefore: Float64Array;
  readonly heldAfter: Float64Array;
  readonly advancePeak: Float64Array;
  readonly recordPeak: Float64Array;
  readonly sweepPeak: Float64Array;
  /** How much less the state after the step takes than the one before it. */
  readonly shrinking: Float64Array;
}

export function byteSizes(profile: Profile): ByteSizes {
  const { extent } = profile;
  checkExtent('liveBytes', extent);
  const figures = figuresAt(profile);
  const table = (): Float64Array => new Float64Array(extent);
  const sizes = {
    states: new Float64Array(extent + 1),
    isHandedOver: false,
    shared: 0,
    records: table(),
    heldBefore: table(),
    heldAfter: table(),
    advancePeak: table(),
    recordPeak: table(),
    sweepPeak: table(),
    shrinking: table(),
  };
  for (let step = 0; step < extent; step += 1) {
    const { beforeBytes, afterBytes, recordBytes, ...more } = figures(step);
    sizes.states[step] = step === 0 ? (profile.initialBytes ?? 0) : beforeBytes;
    sizes.states[step + 1] = afterBytes;
    sizes.shrinking[step] = beforeBytes - afterBytes;
    sizes.records[step] = recordBytes;
    sizes.shared = Math.max(sizes.shared, more.sharedRecordBytes ?? 0);
    sizes.heldBefore[step] = more.heldBeforeBytes ?? beforeBytes;
    sizes.heldAfter[step] = more.heldAfterBytes ?? afterBytes;
    sizes.advancePeak[step] = more.advancePeakBytes ?? afterBytes;
    sizes.recordPeak[step] = more.recordPeakBytes ?? recordBytes + afterBytes;
    sizes.sweepPeak[step] = more.sweepPeakBytes ?? 0;
  }
  return sizes;
}
