import type { Tensor } from '../array/tensor.js';
import type { Contribution } from './primitive.js';

/** Something on a tape that can pull cotangents of its outputs back to its inputs, once. */
export interface Entry {
  /** The tape's numbers of the inputs; -1 for a constant. */
  readonly inputs: readonly number[];
  /** The tape's number of the first output; the others follow. */
  readonly firstOutput: number;
  readonly outputCount: number;
  /** The inputs' cotangents from the outputs'; undefined is zero. */
  pull(cotangents: readonly (Tensor | undefined)[]): readonly Contribution[];
  /** No cotangent has come. */
  skip?(): void;
  /** Lets go of all that waits here. May be called more than once. */
  free(): void;
}

/** A cotangent to start a sweep with: of the value with this number; -1 for a constant, which has none. */
export interface Seed {
  readonly number: number;
  readonly cotangent: Tensor;
}
