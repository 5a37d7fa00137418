import { leavesOf, type Tree } from '../array/tree.js';
import type { Keep } from './keep.js';
import type { StateForms } from './stateForms.js';
import type { StepInputs } from './stepInputs.js';
import type { OutputMode } from './stepOutputs.js';
import type { ParametersAt, Step } from './userStep.js';

/** Any function; all that is asked of it is its text. */
export type UserFunction = (...given: never) => unknown;

/** What a chain is made of, as its user gives it. */
export interface ChainSetup<P extends Tree, S extends Tree, X extends Tree, Y extends Tree> {
  /** Its name in messages. */
  readonly where: string;
  readonly step: Step<P, S, X, Y>;
  /** Those of all steps. */
  readonly parameters: Tree;
  readonly parametersAt: ParametersAt<P>;
  readonly state: S;
  /** Whether all steps are alike, and all states. */
  readonly isUniform: boolean;
  readonly statesFrom: (state: S) => StateForms<S>;
  readonly inputs: StepInputs<X>;
  /** Whether the chain ends at a state, though its inputs do not. */
  readonly until?: ((state: S, index: number) => boolean) | undefined;
  readonly outputs: OutputMode;
  /** The user's function, where it is one for all steps. */
  readonly userFunction?: UserFunction;
  /** Whether it is a function that stands where it is called, and draws what it would draw there without a chain. */
  readonly isWrapped?: boolean;
  /** In what form residuals wait; as the run has it, if absent. */
  readonly keep?: Keep | undefined;
}

/** The number of steps, or Infinity where only running tells. */
export function extentOf<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>(
  setup: ChainSetup<P, S, X, Y>,
): number {
  return setup.until === undefined ? setup.inputs.extent : Number.POSITIVE_INFINITY;
}

/** Every step reads the same parameters. */
export function sameParameters<P extends Tree>(parameters: P): ParametersAt<P> {
  const every = { tree: parameters, places: leavesOf(parameters).map((_, place) => place) };
  return () => every;
}
