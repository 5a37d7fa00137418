import type { Keep } from './keep.js';

/** Of a step: whether the one before it keeps each leaf of the state between them exactly; undefined if it knows itself. */
export type IsBeforeKept = (step: number) => readonly boolean[] | undefined;

/** What a chain is differentiated by beside its states, leaf by leaf. */
export interface Following {
  readonly isFollowed: readonly boolean[];
  readonly isInputFollowed: readonly boolean[];
}

/** In what form the residuals of a chain wait, and what that depends on. */
export interface ResidualForms {
  readonly keep: Keep;
  /** Whether a parameter leaf's cotangent leads back to what comes before the chain. */
  readonly isSignal: readonly boolean[];
  readonly isBeforeKept: IsBeforeKept;
}
