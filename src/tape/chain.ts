import type { Arena } from '../array/arena.js';
import { isFloat } from '../array/dtype.js';
import type { RandomKey } from '../array/random.js';
import { Scope, view, within } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import { leavesOf, type Tree } from '../array/tree.js';
import type { Boundaries, Segment } from './boundaries.js';
import type { ChainNotes } from './chainNotes.js';
import { CompiledSteps, type StepDone, type TracedChain } from './compiled/compiledSteps.js';
import type { StepPrograms } from './compiled/programOfStep.js';
import { traceStep } from './compiled/stepTrace.js';
import type { SeedKind, StepEnds, StepLeaves, StepTrace } from './compiled/tracedStep.js';
import type { Settled } from './estimation.js';
import type { Reversible } from './executor.js';
import { freeAll, holdAll } from './holding.js';
import { atPlace, drawsHere } from './place.js';
import type { Pullback, State } from './pullback.js';
import { type RecordedStep, TapedStep } from './recordedStep.js';
import { Recording } from './recording.js';
import type { Run } from './run.js';
import type { StepInputs } from './stepInputs.js';
import { admitted, constant, hearing, type Listener } from './trace.js';
import { type StepParts, UserStep } from './userStep.js';

/** What a chain runs on. */
export interface ChainParts<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>
  extends StepParts<P, S, X, Y> {
  /** Its name in messages. */
  readonly where: string;
  readonly inputs: StepInputs<X>;
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
  readonly #step: UserStep<P, S, X, Y>;
  readonly #pullback: Pullback;
  readonly #compiled: CompiledSteps | undefined;
  /** Follows nothing: what a step does is the same, and a captured tensor is found here too. */
  readonly #deaf = new Recording();
  /** The step that is run now, whose user's function may be asked what it does. */
  #asked: { readonly input: X; readonly step: number } | undefined = undefined;
  readonly #ask = (given: StepLeaves): StepEnds => {
    const asked = this.#asked!;
    return this.#step.ask(given, asked.input, asked.step);
  };
  /** The next step whose output was not taken yet: however often a step runs, its output counts once. */
  #frontier = 0;
  #segment: Segment = { from: 0, to: 0 };

  constructor(parts: ChainParts<P, S, X, Y>, pullback: Pullback) {
    this.#parts = parts;
    this.#step = new UserStep({ ...parts, isBeforeKept: (step) => this.#isBeforeKept(step) });
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

  noteResiduals(settled: Settled): void {
    this.#parts.run.noteResiduals(settled);
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
    return this.#inStep(step, this.#deaf, () => {
      const { input } = this.#parts.inputs.at(step);
      const parameters = this.#step.ownAt(step).leaves.map(alias);
      return this.#leave(this.#step.run({ parameters, before: state.map(alias) }, input, step), step);
    });
  }

  record(state: State, step: number): { state: State; recorded: RecordedStep } {
    const compiled = this.#run(state, step, true);
    if (compiled?.recorded !== undefined) return { state: compiled.state, recorded: compiled.recorded };
    const { run, keep } = this.#parts;
    const recording = new Recording({ keep });
    const follow = (leaf: Tensor, isWanted: boolean | undefined, isSignal = true): number =>
      isWanted ? recording.follow(leaf, isSignal) : -1;
    try {
      return this.#inStep(step, recording, () => {
        const { places, leaves, isFollowed, estimating } = this.#step.ownAt(step);
        const parameters = leaves.map(alias);
        const before = state.map(alias);
        const { input, slices } = this.#parts.inputs.at(step);
        const numbers = {
          parameters: parameters.map((leaf, nth) =>
            follow(leaf, isFollowed.parameters[nth], estimating.isSignal[nth]),
          ),
          before: before.map((leaf) => follow(leaf, isFloat(leaf.dtype))),
          input: slices.map((leaf, nth) => follow(leaf, isFollowed.input[nth])),
        };
        const ends = this.#step.run({ parameters, before }, input, step);
        const after = this.#leave(ends, step);
        const numberOf = (leaf: Tensor): number => recording.numberOf(leaf);
        const found = { after: ends.after.map(numberOf), output: ends.output.map(numberOf) };
        const inputs = slices.length > 0 ? slices : leavesOf(input);
        const all = { parameters, before, input: inputs, after: ends.after };
        run.noteResiduals(recording.settle(all, estimating));
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
      const { isFollowed, estimating } = this.#step.ownAt(step);
      const call = (leaves: StepLeaves): StepEnds => this.#step.runOn(leaves, input, step);
      return traceStep({ leaves: given, isFollowed, estimating, seeds, call });
    });
  }

  /** A program of the step before has settled what that keeps; else it is found out. */
  #isBeforeKept(step: number): readonly boolean[] | undefined {
    const known = this.#parts.isUniform || step === 0 ? undefined : this.#compiled?.settledOf(step - 1);
    return known?.isAfterKept ?? this.#parts.isBeforeKept(step);
  }

  /** Runs a step as a program, if it can be one. */
  #run(state: State, step: number, isRecording: boolean): Ran | undefined {
    const compiled = this.#compiled;
    if (compiled === undefined) return undefined;
    return (
      this.#runAlike(compiled, state, { step, isRecording }) ??
      this.#runMet(compiled, state, { step, isRecording })
    );
  }

  /** Nothing is made for the step but what it leaves. */
  #runAlike(
    compiled: CompiledSteps,
    before: State,
    { step, isRecording }: { step: number; isRecording: boolean },
  ): Ran | undefined {
    const { run, key, inputs } = this.#parts;
    const { sliced } = inputs;
    if (sliced === undefined || sliced.arena !== run.arena) return undefined;
    const { places, leaves } = this.#step.ownAt(step);
    this.#asked = { input: sliced.tree, step };
    const place = { key, step, draws: 0 };
    const ask = this.#ask;
    const input = sliced.placesAt(step);
    const toRun = { parameters: leaves, before, input, places, place, ask };
    return this.#ran(compiled.runAlike(toRun, this.#runOptions(step, isRecording)), step);
  }

  #runMet(
    compiled: CompiledSteps,
    before: State,
    { step, isRecording }: { step: number; isRecording: boolean },
  ): Ran | undefined {
    const { key, inputs } = this.#parts;
    return this.#inStep(step, this.#deaf, () => {
      const { input, slices } = inputs.at(step);
      const read = admittedOrNone(slices.length > 0 ? slices : leavesOf(input));
      if (read === undefined) return undefined;
      const { places, leaves, isFollowed, estimating } = this.#step.ownAt(step);
      this.#asked = { input, step };
      const toRun = {
        step,
        leaves: { parameters: leaves, before, input: read },
        places,
        isFollowed,
        estimating,
        place: { key, step, draws: drawsHere() },
        call: (given: StepLeaves): StepEnds => this.#step.runOn(given, input, step),
        ask: this.#ask,
      };
      return this.#ran(compiled.run(toRun, this.#runOptions(step, isRecording)), step);
    });
  }

  #runOptions(
    step: number,
    isRecording: boolean,
  ): { isFirst: boolean; isChecked: boolean; isRecording: boolean } {
    return { isFirst: step === this.#frontier, isChecked: this.#parts.run.check !== 'off', isRecording };
  }

  #ran(done: StepDone | undefined, step: number): Ran | undefined {
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
  }

  #inStep<T>(step: number, listener: Listener, body: () => T): T {
    const { run, key, place } = this.#parts;
    return run.inStep(place, () =>
      within(new Scope(run.arena, 'scratch'), () => hearing(listener, () => atPlace(key, step, body))),
    );
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

/** What a step that ran as a program leaves. */
interface Ran {
  readonly state: State;
  readonly recorded: RecordedStep | undefined;
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
