import type { StepCounts, Times } from '../tape/counter.js';
import type { Check } from '../tape/run.js';
import type { Strategy } from '../tape/strategy.js';
import type { FullTreeOf, TreeOf } from './trees.js';

/** One step of a chain of another framework's tensors. It must be a pure function: it may run more than once. */
export type Step<P, S, X, Y> = (
  parameters: P,
  state: S,
  input: X,
  index: number,
) => { readonly state: S; readonly output?: Y };

/** Inputs made on demand: `at(index)` is called again whenever the step runs again, and must give the same. */
export interface InputsAt<X> {
  readonly extent: number;
  at(index: number): X;
}

/** What one reversal cost. Counts are in steps or events, exact; bytes are the framework's own count. */
export interface Report extends StepCounts, Times {
  readonly strategy: string;
  /** The most that was live at once beyond what was live when the chain began; absent where the framework cannot tell. */
  readonly peakBytes: number | undefined;
  /** What the user should hear, in sentences. */
  readonly remarks: readonly string[];
}

export interface ScanOptions<T, P extends TreeOf<T>, S extends FullTreeOf<T>, X extends TreeOf<T>> {
  /** Every tensor from outside that a step reads and that is differentiated by. */
  readonly parameters: P;
  /** The initial state. */
  readonly state: S;
  /**
   * Tensors [steps, ...], one or some under names, that are sliced; or inputs made on demand. A list is refused, as it could
   * be one entry for each step or one for each sequence.
   */
  readonly inputs: X | InputsAt<X>;
  /** What becomes of the steps' outputs; `none`, if absent. */
  readonly outputs?: 'sum' | 'stack' | 'none';
  /** How the chain is reversed: any of the table; everything is recorded, if absent. */
  readonly strategy?: Strategy;
  /** Whether a step that runs again is compared with its first run; `off`, if absent. */
  readonly check?: Exclude<Check, 'numbers'>;
  /** Told when the chain has been reversed. */
  readonly onReport?: (report: Report) => void;
}
