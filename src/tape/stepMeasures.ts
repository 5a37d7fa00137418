import type { Likeness } from './likeness.js';
import type { PeakAmong, StepFigures } from './strategy.js';
import type { TensorForm } from './tensorForm.js';

/** What the ledger saw while a step ran. */
export interface Watched<T> {
  readonly result: T;
  readonly operations: number;
  /** The most that was live, beyond what was before. */
  readonly peak: number;
}

/** The figures of a step before it is swept. */
export type ForwardFigures = Omit<StepFigures, keyof SweepFigures>;

/** The states at the two ends of a step. */
export interface StepForms {
  readonly before: readonly TensorForm[];
  readonly after: readonly TensorForm[];
}

/** The same with what the step shares with others. */
export interface SharingStep extends StepForms {
  readonly figures: Pick<ForwardFigures, 'sharedBlocks'>;
}

/** The figures of a step's sweep, and what it leaves to the step before. */
export interface SweepFigures {
  readonly sweepCost: number;
  readonly sweepPeakBytes: number;
  readonly sweepPeakBesideBytes: number;
  readonly sweepPeakAloneBytes: number;
  readonly sweepPeaksAmong: readonly PeakAmong[] | undefined;
  readonly cotangentGrowthBytes: number;
  readonly left: Likeness;
}

/** A sweep in one condition. */
export type OneSweep = Omit<SweepFigures, `sweepPeak${string}`> & { readonly peak: number };
