import type { Tensor } from '../array/tensor.js';
import { leavesOf, pathsOf, rebuilt, type Tree } from '../array/tree.js';
import type { Estimating, StepEnds, StepLeaves, StepToTrace } from './compiled/tracedStep.js';
import { exact } from './keep.js';
import type { Following, ResidualForms } from './residualForms.js';
import type { StateForms } from './stateForms.js';
import type { StepOutputs } from './stepOutputs.js';
import { checkedOutput, checkedState, type StepResult } from './stepResult.js';
import { admitted } from './trace.js';

/** One step of a chain, as its user writes it. It must be a pure function: it may run more than once. */
export type Step<P extends Tree, S extends Tree, X extends Tree, Y extends Tree> = (
  parameters: P,
  state: S,
  input: X,
  index: number,
) => StepResult<S, Y>;

/** The form in which a step gets its parameters, and where their leaves are among those of all steps. */
export type ParametersAt<P> = (step: number) => { readonly tree: P; readonly places: readonly number[] };

/** What a user's step is called with and what it gives back to. */
export interface StepParts<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>
  extends ResidualForms,
    Following {
  /** The chain's name in messages. */
  readonly where: string;
  readonly step: Step<P, S, X, Y>;
  /** What the parameters of a step are. */
  readonly parametersAt: ParametersAt<P>;
  /** Handles of all parameters' leaves. */
  readonly parameterLeaves: readonly Tensor[];
  readonly states: StateForms<S>;
  readonly outputs: StepOutputs;
}

/** A step's own parameters. */
export interface OwnParameters {
  /** Where they are among those of all steps. */
  readonly places: readonly number[];
  readonly leaves: readonly Tensor[];
  /** What the loss is differentiated by in this step. */
  readonly isFollowed: StepToTrace['isFollowed'];
  readonly estimating: Estimating;
}

/** The user's function of leaves: trees go in and out of it, and leaves in and out of here. */
export class UserStep<P extends Tree, S extends Tree, X extends Tree, Y extends Tree> {
  readonly #parts: StepParts<P, S, X, Y>;
  #own: OwnParameters | undefined = undefined;

  constructor(parts: StepParts<P, S, X, Y>) {
    this.#parts = parts;
  }

  /** What the steps that read the same parameters have in common. */
  ownAt(step: number): OwnParameters {
    const { parametersAt, parameterLeaves, isFollowed, isInputFollowed } = this.#parts;
    const { keep, isSignal, isBeforeKept } = this.#parts;
    const { places, tree } = parametersAt(step);
    if (this.#own?.places === places) return this.#own;
    const leaves = places.map((place) => parameterLeaves[place]!);
    const parameters = places.map((place) => isFollowed[place] === true);
    this.#own = {
      places,
      leaves,
      isFollowed: { parameters, input: isInputFollowed },
      estimating: {
        keep,
        isSignal: places.map((place) => isSignal[place] === true),
        isBeforeKept: isBeforeKept(step),
        names: keep === exact ? [] : pathsOf(tree),
      },
    };
    return this.#own;
  }

  /** What the step leaves, checked, as it can be computed with here. */
  run(given: Pick<StepLeaves, 'parameters' | 'before'>, input: X, step: number): StepEnds {
    const { where, states, outputs } = this.#parts;
    const result = this.#call(given, input, step);
    const { tree, leaves: returned } = checkedState(result, states.expected(step + 1), { where, step });
    const after = admitted('step', returned);
    const output = outputs.mode === 'none' ? undefined : admittedTree(checkedOutput(result, { where, step }));
    return {
      state: tree,
      after,
      outputTree: output,
      output: output === undefined ? [] : outputs.checked(output, step),
    };
  }

  /** The same on other leaves of the same form. */
  runOn(leaves: StepLeaves, input: X, step: number): StepEnds {
    return this.run(leaves, rebuilt(input, leaves.input), step);
  }

  /** What the function itself returns. */
  ask(leaves: StepLeaves, input: X, step: number): unknown {
    return this.#call(leaves, rebuilt(input, leaves.input), step);
  }

  /** What the state that a step leaves looks like, where that is known. */
  stateFormAfter(step: number): Tree | undefined {
    return this.#parts.states.expected(step + 1)?.tree;
  }

  get outputForm(): Tree | undefined {
    return this.#parts.outputs.form;
  }

  get hasOutput(): boolean {
    return this.#parts.outputs.mode !== 'none';
  }

  #call({ parameters, before }: Pick<StepLeaves, 'parameters' | 'before'>, input: X, step: number): unknown {
    const { states, parametersAt } = this.#parts;
    const { tree } = parametersAt(step);
    return this.#parts.step(rebuilt(tree, parameters), states.treeOf(before, step), input, step);
  }
}

/** An output as it can be computed with here. */
function admittedTree(output: Tree): Tree {
  return rebuilt(output, admitted('step', leavesOf(output)));
}
