import type { Arena } from '../array/arena.js';
import { Scope, within } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import { leavesOf, type Tree } from '../array/tree.js';
import { CurrentStep } from './alikeStep.js';
import type { Boundaries } from './boundaries.js';
import type { ChainNotes } from './chainNotes.js';
import {
  CompiledSteps,
  type RunOptions,
  type StepDone,
  type StepToRun,
  type TracedChain,
} from './compiled/compiledSteps.js';
import type { StepPrograms } from './compiled/programOfStep.js';
import { traceStep } from './compiled/stepTrace.js';
import type { SeedKind, StepEnds, StepLeaves, StepTrace } from './compiled/tracedStep.js';
import type { Settled } from './estimation.js';
import type { Reversible } from './executor.js';
import { HandleLists, handleOf } from './handleLists.js';
import { placeHere } from './place.js';
import type { Pullback, State } from './pullback.js';
import type { RecordedStep } from './recordedStep.js';
import { Recording } from './recording.js';
import type { StepInputs } from './stepInputs.js';
import { admitted, alias, hearing } from './trace.js';
import { type StepParts, UserStep } from './userStep.js';
import { inStep, type StepPlaces, WrittenSteps } from './writtenSteps.js';

/** What a chain runs on. */
export interface ChainParts<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>
  extends StepPlaces,
    StepParts<P, S, X, Y> {
  readonly inputs: StepInputs<X>;
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
  readonly #written: WrittenSteps<P, S, X, Y>;
  /** Follows nothing: what a step does is the same, and a captured tensor is found here too. */
  readonly #deaf = new Recording();
  /** All states that the executor is given, but for the first. */
  readonly states: HandleLists<Tensor> = new HandleLists<Tensor>();
  /** Where all steps are alike. */
  readonly #current: CurrentStep<P, S, X, Y> | undefined;
  readonly #options: { -readonly [K in keyof RunOptions]: RunOptions[K] };
  /** The step that is swept now, and how: made once and not at every step. */
  readonly #swept: { recorded: RecordedStep | undefined; step: number } = { recorded: undefined, step: 0 };
  readonly #scope: Scope;
  readonly #sweepNow = (): void => within(this.#scope, this.#sweepUnheard);
  readonly #sweepUnheard = (): void => hearing(undefined, this.#pullCotangents);
  readonly #pullCotangents = (): void => this.#pullback.sweep(this.#swept.recorded!, this.#swept.step);
  #left: { state: State; recorded: RecordedStep } | undefined = undefined;
  /** The next step whose output was not taken yet: however often a step runs, its output counts once. */
  #frontier = 0;
  readonly #segment = { from: 0, to: 0 };

  constructor(parts: ChainParts<P, S, X, Y>, pullback: Pullback) {
    this.#parts = parts;
    this.#step = new UserStep({ ...parts, isBeforeKept: (step) => this.#isBeforeKept(step) });
    this.#pullback = pullback;
    this.#written = new WrittenSteps(parts, this.#step, (ends, step) => this.#note(ends, step));
    this.#compiled = parts.programs && new CompiledSteps(this, parts.programs);
    const { run } = parts;
    const { sliced } = parts.inputs;
    // Rows of another arena are brought into this one by every step.
    const isAlike = parts.isUniform && sliced !== undefined && sliced.arena === run.arena;
    this.#current = isAlike ? new CurrentStep(this.#step, sliced, parts) : undefined;
    this.#options = { isFirst: false, isChecked: run.check === 'boundaries', isRecording: false };
    this.#scope = new Scope(run.arena, 'scratch');
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
    this.#segment.from = from;
    this.#segment.to = to;
  }

  advance(state: State, step: number): State {
    const compiled = this.#run(state, step, false);
    return compiled === undefined ? this.#written.advance(state, step) : compiled.after;
  }

  /** What it returns is said anew by the next call. */
  record(state: State, step: number): { readonly state: State; readonly recorded: RecordedStep } {
    const compiled = this.#run(state, step, true);
    if (compiled?.recorded === undefined) return this.#written.record(state, step);
    const left = this.#left ?? { state, recorded: compiled.recorded };
    left.state = compiled.after;
    left.recorded = compiled.recorded;
    this.#left = left;
    return left;
  }

  /**
   * Passes over a step that does the same as the one before it, by the user's function; false of one that may not, which is
   * then to be run.
   */
  passOver(before: State, step: number): boolean {
    const compiled = this.#compiled;
    if (compiled === undefined || step !== this.#frontier) return false;
    const isSame = inStep(this.#parts, step, this.#deaf, () => {
      const toRun = this.#toRun(before, step);
      return toRun !== undefined && compiled.isAsBefore(toRun);
    });
    if (isSame) this.#frontier += 1;
    return isSame;
  }

  sweep(recorded: RecordedStep, step: number): void {
    const { run, notes, watch } = this.#parts;
    this.#swept.recorded = recorded;
    this.#swept.step = step;
    try {
      if (notes === undefined) this.#sweepNow();
      else notes.watch(run.arena.ledger, () => this.#pullback.stateBytes, this.#sweepNow);
      watch?.swept(this.#pullback.results, { step, places: recorded.places });
    } finally {
      this.#swept.recorded = undefined;
      recorded.free();
    }
  }

  keep(state: State): State {
    const list = this.states.take(state.length);
    for (let nth = 0; nth < state.length; nth += 1) list[nth] = handleOf(state[nth]!, 'snapshot', list[nth]);
    return list;
  }

  free(state: State): void {
    this.states.give(state);
  }

  discard(recorded: RecordedStep): void {
    recorded.free();
  }

  retrace(step: number, given: StepLeaves, seeds: readonly SeedKind[]): StepTrace {
    return inStep(this.#parts, step, this.#deaf, () => {
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
  #run(before: State, step: number, isRecording: boolean): StepDone | undefined {
    const compiled = this.#compiled;
    if (compiled === undefined || this.#parts.watch?.isSought(step)) return undefined;
    const options = this.#options;
    options.isFirst = step === this.#frontier;
    options.isRecording = isRecording;
    const alike = this.#current && compiled.runAlike(this.#current.start(before, step), options);
    if (alike !== undefined) return this.#ran(compiled, alike, step);
    return this.#runMet(compiled, before, step);
  }

  #runMet(compiled: CompiledSteps, before: State, step: number): StepDone | undefined {
    return inStep(this.#parts, step, this.#deaf, () => {
      const toRun = this.#toRun(before, step);
      const done = toRun && compiled.run(toRun, this.#options);
      return done && this.#ran(compiled, done, step);
    });
  }

  /** The step as what runs programs sees it; undefined where an input cannot be computed with here. */
  #toRun(before: State, step: number): StepToRun | undefined {
    const { where, inputs } = this.#parts;
    const { input, slices } = inputs.at(step);
    const read = admittedOrNone(slices.length > 0 ? slices : leavesOf(input));
    if (read === undefined) return undefined;
    const { places, leaves, isFollowed, estimating } = this.#step.ownAt(step);
    return {
      where,
      step,
      leaves: { parameters: leaves, before, input: read },
      places,
      isFollowed,
      estimating,
      place: placeHere(),
      call: (given: StepLeaves): StepEnds => this.#step.runOn(given, input, step),
      ask: (given: StepLeaves): unknown => this.#step.ask(given, input, step),
      stateForm: this.#step.stateFormAfter(step),
      outputForm: this.#step.outputForm,
      hasOutput: this.#step.hasOutput,
    };
  }

  #ran(compiled: CompiledSteps, done: StepDone, step: number): StepDone {
    try {
      this.#note(done, step);
    } catch (error) {
      this.states.give(done.after);
      done.recorded?.free();
      throw error;
    } finally {
      compiled.outputs.give(done.output);
    }
    return done;
  }

  /** Takes what is new of what a step left, and compares what is not, where that is asked for. */
  #note(ends: StepEnds, step: number): void {
    const { state, after, outputTree, output } = ends;
    const { states, outputs, boundaries, watch } = this.#parts;
    if (step === this.#frontier) {
      this.#frontier += 1;
      watch?.left(ends, step);
      states.note(state, step + 1);
      if (outputTree !== undefined) outputs.take(outputTree, output, step);
    }
    boundaries?.()?.note([...after, ...output], step + 1, this.#segment);
  }
}

/** Inputs as they can be computed with here; undefined if one cannot, which matters only where a step reads it. */
function admittedOrNone(leaves: readonly Tensor[]): readonly Tensor[] | undefined {
  try {
    return admitted('step', leaves);
  } catch {
    return undefined;
  }
}
