import type { Arena } from '../array/arena.js';
import { isFloat } from '../array/dtype.js';
import type { RandomKey } from '../array/random.js';
import { Scope, view, within } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import { leavesOf, rebuilt, type Tree } from '../array/tree.js';
import type { Boundaries, Segment } from './boundaries.js';
import type { ChainNotes } from './chainNotes.js';
import { CompiledSteps, type StepPrograms, type TracedChain } from './compiled/compiledSteps.js';
import {
  type SeedKind,
  type StepEnds,
  type StepLeaves,
  type StepToTrace,
  type StepTrace,
  traceStep,
} from './compiled/stepTrace.js';
import type { Reversible } from './executor.js';
import { freeAll, holdAll } from './holding.js';
import { atPlace, drawsHere } from './place.js';
import type { Pullback, State } from './pullback.js';
import { type RecordedStep, TapedStep } from './recordedStep.js';
import { Recording } from './recording.js';
import type { Run } from './run.js';
import type { StateForms } from './stateForms.js';
import type { StepInputs } from './stepInputs.js';
import type { StepOutputs } from './stepOutputs.js';
import { checkedOutput, checkedState, leavesInForm, type StepResult, treesIn } from './stepResult.js';
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
  /** Its name in messages. */
  readonly where: string;
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
  /** Which chain of the run it is. */
  readonly place: string;
  /** Where values are checked. */
  readonly boundaries?: () => Boundaries | undefined;
  /** While a run is measured. */
  readonly notes?: ChainNotes | undefined;
  /** Whether all steps are alike. */
  readonly isUniform: boolean;
  /** Its steps as programs; absent where they run as they are written. */
  readonly programs?: StepPrograms | undefined;
}

/** A user's step as a chain that an executor can drive. */
export class Chain<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>
  implements Reversible<State, RecordedStep>, TracedChain
{
  readonly #parts: ChainParts<P, S, X, Y>;
  readonly #pullback: Pullback;
  readonly #compiled: CompiledSteps | undefined;
  /** Follows nothing: what a step does is the same, and a captured tensor is found here too. */
  readonly #deaf = new Recording();
  /** What the steps that read the same parameters have in common. */
  #own: OwnParameters | undefined = undefined;
  /** The next step whose output was not taken yet: however often a step runs, its output counts once. */
  #frontier = 0;
  #segment: Segment = { from: 0, to: 0 };

  constructor(parts: ChainParts<P, S, X, Y>, pullback: Pullback) {
    this.#parts = parts;
    this.#pullback = pullback;
    this.#compiled = parts.programs && new CompiledSteps(this, parts.programs);
  }

  get arena(): Arena {
    return this.#parts.run.arena;
  }

  get isUniform(): boolean {
    return this.#parts.isUniform;
  }

  remark(reason: string): void {
    const { run, where } = this.#parts;
    run.remark(`${where}: a step is not compiled and runs as it is written: ${reason}`);
  }

  /** State `step` as the user's functions get it, in the open scope. */
  treeOf(state: State, step: number): S {
    return this.#parts.states.treeOf(state.map(alias), step);
  }

  enter(from: number, to: number): void {
    this.#segment = { from, to };
  }

  advance(state: State, step: number): State {
    const compiled = this.#run(state, step, false);
    if (compiled !== undefined) return compiled.state;
    const { inputs, parametersAt } = this.#parts;
    return this.#inStep(step, this.#deaf, () => {
      const { input } = inputs.at(step);
      const parameters = this.#ownAt(step).leaves.map(alias);
      const before = state.map(alias);
      const result = this.#call({ tree: parametersAt(step).tree, parameters }, before, { input, step });
      return this.#leave(this.#endsOf(result, step), step);
    });
  }

  record(state: State, step: number): { state: State; recorded: RecordedStep } {
    const compiled = this.#run(state, step, true);
    if (compiled?.recorded !== undefined) return { state: compiled.state, recorded: compiled.recorded };
    const { run, inputs, parametersAt, isInputFollowed } = this.#parts;
    const recording = new Recording({ keep: run.keep });
    const follow = (leaf: Tensor, isWanted: boolean | undefined): number =>
      isWanted ? recording.follow(leaf) : -1;
    try {
      return this.#inStep(step, recording, () => {
        const { tree, places } = parametersAt(step);
        const parameters = this.#ownAt(step).leaves.map(alias);
        const before = state.map(alias);
        const { input, slices } = inputs.at(step);
        const isFollowed = this.#ownAt(step).isFollowed.parameters;
        const numbers = {
          parameters: parameters.map((leaf, nth) => follow(leaf, isFollowed[nth])),
          before: before.map((leaf) => follow(leaf, isFloat(leaf.dtype))),
          input: slices.map((leaf, place) => follow(leaf, isInputFollowed[place])),
        };
        const ends = this.#endsOf(this.#call({ tree, parameters }, before, { input, step }), step);
        const after = this.#leave(ends, step);
        const numberOf = (leaf: Tensor): number => recording.numberOf(leaf);
        const found = { after: ends.after.map(numberOf), output: ends.output.map(numberOf) };
        return { state: after, recorded: new TapedStep(recording, places, { ...numbers, ...found }) };
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
        recorded.free();
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
    recorded.free();
  }

  retrace(step: number, given: StepLeaves, seeds: readonly SeedKind[]): StepTrace {
    return this.#inStep(step, this.#deaf, () => {
      const { input } = this.#parts.inputs.at(step);
      const { isFollowed } = this.#ownAt(step);
      return traceStep({ leaves: given, isFollowed, seeds, call: this.#caller(input, step) });
    });
  }

  /** Runs a step as a program, if it can be one. */
  #run(
    state: State,
    step: number,
    isRecording: boolean,
  ): { state: State; recorded: RecordedStep | undefined } | undefined {
    const compiled = this.#compiled;
    if (compiled === undefined) return undefined;
    const { run, key, inputs } = this.#parts;
    return this.#inStep(step, this.#deaf, () => {
      const { input, slices } = inputs.at(step);
      const read = admittedOrNone(slices.length > 0 ? slices : leavesOf(input));
      if (read === undefined) return undefined;
      const { places, leaves, isFollowed } = this.#ownAt(step);
      const toRun = {
        step,
        leaves: { parameters: leaves, before: state, input: read },
        places,
        isFollowed,
        place: { key, step, draws: drawsHere() },
        call: this.#caller(input, step),
        ask: this.#asker(input, step),
      };
      const options = { isFirst: step === this.#frontier, isChecked: run.check !== 'off', isRecording };
      const done = compiled.run(toRun, options);
      if (done === undefined) return undefined;
      try {
        this.#note(done, step);
      } catch (error) {
        freeAll(done.after);
        done.recorded?.free();
        throw error;
      } finally {
        freeAll(done.output);
      }
      return { state: done.after, recorded: done.recorded };
    });
  }

  #inStep<T>(step: number, listener: Listener, body: () => T): T {
    const { run, key, place } = this.#parts;
    return run.inStep(place, () =>
      within(new Scope(run.arena, 'scratch'), () => hearing(listener, () => atPlace(key, step, body))),
    );
  }

  /** The leaves of a step's own parameters, and what is differentiated by in it. */
  #ownAt(step: number): OwnParameters {
    const { parametersAt, parameterLeaves, isFollowed, isInputFollowed } = this.#parts;
    const { places } = parametersAt(step);
    if (this.#own?.places === places) return this.#own;
    const leaves = places.map((place) => parameterLeaves[place]!);
    const parameters = places.map((place) => isFollowed[place] === true);
    this.#own = { places, leaves, isFollowed: { parameters, input: isInputFollowed } };
    return this.#own;
  }

  #call(
    { tree, parameters }: { tree: P; parameters: readonly Tensor[] },
    before: readonly Tensor[],
    { input, step }: { input: X; step: number },
  ): unknown {
    const { states } = this.#parts;
    return this.#parts.step(rebuilt(tree, parameters), states.treeOf(before, step), input, step);
  }

  /** The user's function of other leaves of the same form, with what it returned checked. */
  #caller(input: X, step: number): (leaves: StepLeaves) => StepEnds {
    return (leaves) => this.#endsOf(this.#callOn(leaves, input, step), step);
  }

  /** The same where what it returns is known, or else not used. */
  #asker(input: X, step: number): (leaves: StepLeaves) => StepEnds {
    return (leaves) => {
      const { states, outputs } = this.#parts;
      const returned = this.#callOn(leaves, input, step);
      const { state, output } = treesIn(returned, outputs.mode !== 'none', step);
      const after = leavesInForm(state, states.expected(step + 1));
      return {
        state,
        after,
        outputTree: output,
        output: output === undefined ? [] : outputs.leavesIn(output),
      };
    };
  }

  #callOn(leaves: StepLeaves, input: X, step: number): unknown {
    const { tree } = this.#parts.parametersAt(step);
    return this.#call({ tree, parameters: leaves.parameters }, leaves.before, {
      input: rebuilt(input, leaves.input),
      step,
    });
  }

  /** What a step returned, checked, as it can be computed with here. */
  #endsOf(result: unknown, step: number): StepEnds {
    const { states, outputs } = this.#parts;
    const { tree, leaves: returned } = checkedState(result, states.expected(step + 1), step);
    const after = admitted('step', returned);
    const output = outputs.mode === 'none' ? undefined : admittedTree(checkedOutput(result, step));
    return {
      state: tree,
      after,
      outputTree: output,
      output: output === undefined ? [] : outputs.checked(output, step),
    };
  }

  /** Takes what is new of what a step left, and compares what is not, where that is asked for. */
  #note({ state, after, outputTree, output }: StepEnds, step: number): void {
    const { states, outputs, boundaries } = this.#parts;
    if (step === this.#frontier) {
      this.#frontier += 1;
      states.note(state, step + 1);
      if (outputTree !== undefined) outputs.take(outputTree, output, step);
    }
    boundaries?.()?.note([...after, ...output], step + 1, this.#segment);
  }

  /** What remains of a step: its state under handles of its own. */
  #leave(ends: StepEnds, step: number): State {
    this.#note(ends, step);
    return holdAll(ends.after, () => 'state').map(settled);
  }
}

/** A step's own parameters. */
interface OwnParameters {
  readonly places: readonly number[];
  readonly leaves: readonly Tensor[];
  readonly isFollowed: StepToTrace['isFollowed'];
}

/** An output as it can be computed with here. */
function admittedTree(output: Tree): Tree {
  return rebuilt(output, admitted('step', leavesOf(output)));
}

/** Inputs as they can be computed with here; undefined if one cannot, which matters only where a step reads it. */
function admittedOrNone(leaves: readonly Tensor[]): readonly Tensor[] | undefined {
  try {
    return admitted('step', leaves);
  } catch {
    return undefined;
  }
}

/** A handle for the step to use, which nothing follows yet. */
function alias(leaf: Tensor): Tensor {
  return settled(view(leaf, leaf.shape));
}

function settled(leaf: Tensor): Tensor {
  leaf.marks = constant;
  return leaf;
}
