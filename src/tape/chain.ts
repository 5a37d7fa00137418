import { isFloat } from '../array/dtype.js';
import type { RandomKey } from '../array/random.js';
import { Scope, view, within } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import { leavesOf, rebuilt, type Tree } from '../array/tree.js';
import type { Boundaries, Segment } from './boundaries.js';
import type { ChainNotes } from './chainNotes.js';
import type { Reversible } from './executor.js';
import { freeAll, holdAll } from './holding.js';
import { atPlace } from './place.js';
import type { Pullback, RecordedStep, State } from './pullback.js';
import { Recording } from './recording.js';
import type { Run } from './run.js';
import type { StateForms } from './stateForms.js';
import type { StepInputs } from './stepInputs.js';
import type { StepOutputs } from './stepOutputs.js';
import { checkedOutput, checkedState, type StepResult } from './stepResult.js';
import { admitted, constant, hearing, type Listener } from './trace.js';

/** One step of a chain, as its user writes it. It must be a pure function: it may run more than once. */
export type Step<P extends Tree, S extends Tree, X extends Tree, Y extends Tree> = (
  parameters: P,
  state: S,
  input: X,
  index: number,
) => StepResult<S, Y>;

/** The form in which a step gets its parameters, and where their leaves are among those of all steps. */
export type ParametersAt<P> = (step: number) => { readonly tree: P; readonly places: readonly number[] };

/** What a chain runs on. */
export interface ChainParts<P extends Tree, S extends Tree, X extends Tree, Y extends Tree> {
  readonly step: Step<P, S, X, Y>;
  /** What the parameters of a step are. */
  readonly parametersAt: ParametersAt<P>;
  /** Handles of all parameters' leaves. */
  readonly parameterLeaves: readonly Tensor[];
  /** Whether the loss is differentiated by a parameter leaf. */
  readonly isFollowed: readonly boolean[];
  readonly states: StateForms<S>;
  readonly inputs: StepInputs<X>;
  readonly isInputFollowed: readonly boolean[];
  readonly outputs: StepOutputs;
  readonly key: RandomKey;
  readonly run: Run;
  /** Where values are checked. */
  readonly boundaries?: () => Boundaries | undefined;
  /** While a run is measured. */
  readonly notes?: ChainNotes | undefined;
}

/** A user's step as a chain that an executor can drive. */
export class Chain<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>
  implements Reversible<State, RecordedStep>
{
  readonly #parts: ChainParts<P, S, X, Y>;
  readonly #pullback: Pullback;
  /** The next step whose output was not taken yet: however often a step runs, its output counts once. */
  #frontier = 0;
  #segment: Segment = { from: 0, to: 0 };

  constructor(parts: ChainParts<P, S, X, Y>, pullback: Pullback) {
    this.#parts = parts;
    this.#pullback = pullback;
  }

  /** State `step` as the user's functions get it, in the open scope. */
  treeOf(state: State, step: number): S {
    return this.#parts.states.treeOf(state.map(alias), step);
  }

  enter(from: number, to: number): void {
    this.#segment = { from, to };
  }

  advance(state: State, step: number): State {
    const { inputs, parameterLeaves, parametersAt } = this.#parts;
    // A recording that follows nothing: what the step does is the same, and a captured tensor is found here too.
    return this.#inStep(step, new Recording(), () => {
      const { input } = inputs.at(step);
      const { tree, places } = parametersAt(step);
      const given = places.map((place) => alias(parameterLeaves[place]!));
      const result = this.#call(rebuilt(tree, given), state.map(alias), input, step);
      return this.#leave(result, step).after;
    });
  }

  record(state: State, step: number): { state: State; recorded: RecordedStep } {
    const { run, inputs, parameterLeaves, parametersAt, isFollowed, isInputFollowed } = this.#parts;
    const recording = new Recording({ keep: run.keep });
    const follow = (leaf: Tensor, isWanted: boolean | undefined): number =>
      isWanted ? recording.follow(leaf) : -1;
    try {
      return this.#inStep(step, recording, () => {
        const { tree, places } = parametersAt(step);
        const given = places.map((place) => alias(parameterLeaves[place]!));
        const before = state.map(alias);
        const { input, slices } = inputs.at(step);
        const numbers = {
          places,
          parameters: given.map((leaf, nth) => follow(leaf, isFollowed[places[nth]!])),
          before: before.map((leaf) => follow(leaf, isFloat(leaf.dtype))),
          input: slices.map((leaf, place) => follow(leaf, isInputFollowed[place])),
        };
        const result = this.#call(rebuilt(tree, given), before, input, step);
        const { leaves, after, output } = this.#leave(result, step);
        const numberOf = (leaf: Tensor): number => recording.numberOf(leaf);
        const ends = { after: leaves.map(numberOf), output: output.map(numberOf) };
        return { state: after, recorded: { recording, ...numbers, ...ends } };
      });
    } catch (error) {
      recording.free();
      throw error;
    }
  }

  sweep(recorded: RecordedStep, step: number): void {
    const { run, notes } = this.#parts;
    within(new Scope(run.arena, 'scratch'), () => {
      try {
        const sweep = (): void => hearing(undefined, () => this.#pullback.sweep(recorded, step));
        if (notes === undefined) sweep();
        else notes.watch(run.arena.ledger, () => this.#pullback.stateBytes, sweep);
      } finally {
        recorded.recording.free();
      }
    });
  }

  keep(state: State): State {
    return state.map((leaf) => leaf.handle('snapshot'));
  }

  free(state: State): void {
    freeAll(state);
  }

  discard(recorded: RecordedStep): void {
    recorded.recording.free();
  }

  #inStep<T>(step: number, listener: Listener, body: () => T): T {
    const { run, key } = this.#parts;
    run.depth += 1;
    try {
      return within(new Scope(run.arena, 'scratch'), () => hearing(listener, () => atPlace(key, step, body)));
    } finally {
      run.depth -= 1;
    }
  }

  #call(parameters: P, before: readonly Tensor[], input: X, index: number): unknown {
    const { step, states } = this.#parts;
    return step(parameters, states.treeOf(before, index), input, index);
  }

  /** What remains of a step: its state under handles of its own, and its output, taken if it is new. */
  #leave(
    result: unknown,
    step: number,
  ): { leaves: readonly Tensor[]; after: State; output: readonly Tensor[] } {
    const { states, outputs, boundaries } = this.#parts;
    const { tree, leaves: returned } = checkedState(result, states.expected(step + 1), step);
    const leaves = admitted('step', returned);
    const output = outputs.mode === 'none' ? undefined : admittedTree(checkedOutput(result, step));
    if (step === this.#frontier) {
      this.#frontier += 1;
      states.note(tree, step + 1);
      if (output !== undefined) outputs.take(output, step);
    }
    const outputLeaves = output === undefined ? [] : outputs.leavesIn(output);
    boundaries?.()?.note([...leaves, ...outputLeaves], step + 1, this.#segment);
    const after = holdAll(leaves, () => 'state').map(settled);
    return { leaves, after, output: outputLeaves };
  }
}

/** An output as it can be computed with here. */
function admittedTree(output: Tree): Tree {
  return rebuilt(output, admitted('step', leavesOf(output)));
}

/** A handle for the step to use, which nothing follows yet. */
function alias(leaf: Tensor): Tensor {
  return settled(view(leaf, leaf.shape));
}

function settled(leaf: Tensor): Tensor {
  leaf.marks = constant;
  return leaf;
}
