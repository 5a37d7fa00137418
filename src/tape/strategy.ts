import { type Schedule, turn } from './action.js';
import type { Keep } from './keep.js';

/** What a schedule may know of the chain it reverses; absent costs and sizes are equal for all steps. */
export interface Profile {
  /** The number of steps. */
  readonly extent: number;
  /** Bytes of one state. */
  readonly stateBytes?: number | undefined;
  /** Bytes of one step's residuals beyond the states at its two ends. */
  readonly recordBytes?: number | undefined;
  /** Floating-point operations of a step, advanced, recorded and swept. */
  readonly advanceCost?: number | undefined;
  readonly recordCost?: number | undefined;
  readonly sweepCost?: number | undefined;
}

/** Where a method comes from. */
export interface Citation {
  readonly authors: string;
  readonly year: number;
  readonly title: string;
  readonly doi?: string;
}

/** Which states are kept and when steps are run again, and in what form a residual waits (exactly, if absent). */
export interface Strategy {
  readonly keep?: Keep;
  readonly name: string;
  readonly source: Citation;
  /** A fresh schedule at every call. */
  schedule(profile: Profile): Schedule;
  /** What the user should hear about this profile, such as slots that the chain cannot use. */
  remarks?(profile: Profile): readonly string[];
}

/** What a tape does unless told otherwise: it records the whole chain. */
export const recordAll: Strategy = {
  name: 'record all',
  source: {
    authors: 'Linnainmaa',
    year: 1970,
    title: 'The representation of the cumulative rounding error of an algorithm as a Taylor expansion',
  },
  schedule: ({ extent }) => (extent === 0 ? [] : turn(0, extent)),
};
