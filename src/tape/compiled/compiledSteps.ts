import type { Block } from '../../array/arena.js';
import type { Tensor } from '../../array/tensor.js';
import { empty, type Tree } from '../../array/tree.js';
import type { Settled } from '../estimation.js';
import { HandleLists } from '../handleLists.js';
import { freeAll } from '../holding.js';
import { type Place, skipDraws } from '../place.js';
import type { RecordedStep } from '../recordedStep.js';
import { CompiledRecord, type Recorder } from './compiledRecord.js';
import {
  Blocks,
  type Held,
  type Holder,
  noSources,
  runProgram,
  type Sources,
  tensorsOf,
} from './evaluation.js';
import { TestFailed } from './program.js';
import { ProgramOfStep, type StepPrograms, type StepToKnow } from './programOfStep.js';
import type { ForwardProgram, StepProgram } from './stepProgram.js';
import { type Retracing, Sweeper } from './sweeper.js';
import type { Asked } from './verification.js';

/** A step that is to be run. */
export interface StepToRun extends StepToKnow {
  readonly step: number;
  /** Where its parameters are among those of all steps. */
  readonly places: readonly number[];
  readonly place: Place;
}

/** What a step is given, and where it is. */
interface GivenStep {
  readonly parameters: readonly Tensor[];
  readonly before: readonly Tensor[];
  readonly input: readonly Held[];
  readonly step: number;
  readonly places: readonly number[];
  readonly place: Place;
}

/** A step that is given the same kinds of things as the one before it. */
export interface AlikeStep extends GivenStep, Asked {}

/** What a step left; the caller gives the lists back. It is said anew of the next step. */
export interface StepDone {
  readonly after: readonly Tensor[];
  readonly state: Tree;
  readonly output: readonly Tensor[];
  readonly outputTree: Tree | undefined;
  readonly recorded: RecordedStep | undefined;
}

/** When and how a step runs. */
export interface RunOptions {
  /** Whether it runs for the first time: then the user's function is asked what it does. */
  readonly isFirst: boolean;
  readonly isChecked: boolean;
  readonly isRecording: boolean;
}

/** The chain whose steps these are. */
export interface TracedChain extends Retracing {
  readonly isUniform: boolean;
  /** Of handles of states, which the chain lets go of. */
  readonly states: HandleLists<Tensor>;
  /** Takes down what became of the residuals of a step that is recorded. */
  noteResiduals(settled: Settled): void;
  /** Tells the user why steps run as they are written. */
  remark(reason: string): void;
}

/** The steps of one chain in one run, as programs. */
export class CompiledSteps {
  /** Of handles of what steps put out. */
  readonly outputs: HandleLists<Tensor> = new HandleLists<Tensor>();
  readonly #chain: TracedChain;
  readonly #programs: ProgramOfStep;
  readonly #recorder: Recorder;
  readonly #blocks: Blocks;
  readonly #found: Sources = noSources();
  readonly #holders: { readonly state: Holder; readonly output: Holder };
  readonly #done: { -readonly [K in keyof StepDone]: StepDone[K] } = {
    after: [],
    state: empty,
    output: [],
    outputTree: undefined,
    recorded: undefined,
  };

  constructor(chain: TracedChain, programs: StepPrograms) {
    const { arena } = chain;
    const sweeper = new Sweeper(chain);
    this.#chain = chain;
    this.#programs = new ProgramOfStep(programs, {
      isUniform: chain.isUniform,
      remark: (reason) => chain.remark(reason),
    });
    this.#recorder = {
      arena,
      spares: programs.records,
      sweep: (record, program, cotangents) => sweeper.sweep(record, program, cotangents),
    };
    this.#blocks = new Blocks(arena);
    this.#holders = { state: { arena, purpose: 'state' }, output: { arena, purpose: 'scratch' } };
  }

  /** Runs a step as a program; undefined where it has to run as it is written. */
  run(step: StepToRun, options: RunOptions): StepDone | undefined {
    const { isFirst, isChecked, isRecording } = options;
    const programs = this.#programs;
    if (isFirst) programs.meet(step.step, step);
    const program = programs.at(step.step);
    if (program === undefined) return undefined;
    const isAsked = !isFirst && (isChecked || program.trace.hasOwn);
    if (isAsked && !programs.agrees(program, step)) return undefined;
    const captured = programs.captured(program);
    if (captured === undefined) return undefined;
    const { leaves, places, place } = step;
    this.#found.captured = captured;
    const done = this.#run(program, { ...leaves, step: step.step, places, place }, isRecording);
    if (done !== undefined) skipDraws(program.trace.draws);
    return done;
  }

  /** The same for a step like the one before it, without tensors for what it is given. */
  runAlike(step: AlikeStep, options: RunOptions): StepDone | undefined {
    const { isFirst, isChecked, isRecording } = options;
    const program = this.#programs.expected(step.place.step, step, isFirst || isChecked);
    return program && this.#run(program, step, isRecording);
  }

  /** Whether a step that is met now is what the one before it is, and reads nothing from outside. */
  isAsBefore(step: StepToRun): boolean {
    const before = this.#programs.at(step.step - 1);
    return before?.isSelfContained === true && this.#programs.agrees(before, step);
  }

  /** What the residuals of a step that was met wait as; undefined of one that runs as it is written. */
  settledOf(step: number): Settled | undefined {
    return this.#programs.at(step)?.trace.settled;
  }

  #run(program: StepProgram, step: GivenStep, isRecording: boolean): StepDone | undefined {
    const { arena } = this.#chain;
    const bytes = isRecording ? program.recordBytes : 0;
    const record = bytes === 0 ? undefined : arena.allocate(bytes, 'residual');
    try {
      const forward = program.forward(isRecording);
      this.#fill(step, record).made = this.#blocks.makeAll(forward.made);
      runProgram(forward, arena, this.#found);
      if (isRecording) this.#chain.noteResiduals(program.trace.settled);
      return this.#left(program, forward, step);
    } catch (error) {
      if (error instanceof TestFailed) return undefined;
      throw error;
    } finally {
      this.#blocks.free();
      if (record !== undefined) arena.release(record, 'residual');
    }
  }

  #fill({ parameters, before, input, place }: GivenStep, record: Block | undefined): Sources {
    const found = this.#found;
    found.record = record;
    found.place = place;
    found.parameter = parameters;
    found.before = before;
    found.input = input;
    return found;
  }

  #left(program: StepProgram, forward: ForwardProgram, step: GivenStep): StepDone {
    const done = this.#done;
    const { ends } = program.trace;
    done.state = ends.state;
    done.outputTree = ends.outputTree;
    done.after = tensorsOf(forward.after, this.#found, this.#holders.state, this.#chain.states);
    done.output = noTensors;
    try {
      done.output = tensorsOf(forward.output, this.#found, this.#holders.output, this.outputs);
      done.recorded = forward.isRecording ? this.#recorded(program, step) : undefined;
      return done;
    } catch (error) {
      freeAll(done.after);
      freeAll(done.output);
      throw error;
    }
  }

  #recorded(program: StepProgram, step: GivenStep): RecordedStep {
    const { spares } = this.#recorder;
    const record = spares.take() ?? new CompiledRecord();
    record.pledges = this.#programs.pledges(program);
    return record.start(program, step, this.#found, this.#recorder);
  }
}

const noTensors: readonly Tensor[] = [];
