import type { RandomKey } from '../array/random.js';
import type { ResidualKind, Sketching } from './sketch.js';

/** The second socket: in what form a residual waits on the tape. */
export interface Keep {
  readonly name: string;
  /** What its randomness depends on, beside the run's. */
  readonly key: RandomKey;
  /**
   * Whether estimates may also reach values that lead back to earlier steps. Every step multiplies their variance, which
   * then grows with depth.
   */
  readonly signal: boolean;
  /** How a residual waits as a sketch; or why it waits as it is, in words that go on from 'exactly, since'. */
  sketchOf(residual: ResidualKind): Sketching | string;
}

/** Residuals wait as they are. */
export const exact: Keep = {
  name: 'exact',
  key: [0, 0],
  signal: false,
  sketchOf: () => 'everything is kept as it is',
};
