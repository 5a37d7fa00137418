import type { Arena } from '../../array/arena.js';
import type { Tensor } from '../../array/tensor.js';
import type { Tree } from '../../array/tree.js';
import { PurityError } from '../../errors.js';
import type { Settled } from '../estimation.js';
import { freeAll } from '../holding.js';
import type { RecordedStep } from '../recordedStep.js';
import { CompiledRecord } from './compiledRecord.js';
import { Blocks, type Held, runProgram, type Sources, tensorOf } from './evaluation.js';
import { areSameInstructions } from './instruction.js';
import { type StepPlace, TestFailed } from './program.js';
import { ProgramOfStep, type StepPrograms, type StepToKnow } from './programOfStep.js';
import type { StepProgram, SweepProgram } from './stepProgram.js';
import type { SeedKind, StepLeaves, StepTrace } from './tracedStep.js';
import type { Asked } from './verification.js';

/** A step that is to be run. */
export interface StepToRun extends StepToKnow {
  readonly step: number;
  /** Where its parameters are among those of all steps. */
  readonly places: readonly number[];
  readonly place: StepPlace;
}

/** A step that is given the same kinds of things as the one before it. */
export interface AlikeStep extends Asked {
  readonly parameters: readonly Tensor[];
  readonly before: readonly Tensor[];
  readonly input: readonly Held[];
  readonly places: readonly number[];
  readonly place: StepPlace;
}

interface Given extends Omit<AlikeStep, 'ask'> {
  readonly captured: readonly Tensor[];
  readonly isRecording: boolean;
}

/** What it left; the caller frees the tensors. */
export interface StepDone {
  readonly after: readonly Tensor[];
  readonly state: Tree;
  readonly output: readonly Tensor[];
  readonly outputTree: Tree | undefined;
  readonly recorded: RecordedStep | undefined;
}

/** The chain whose steps these are. */
export interface TracedChain {
  readonly arena: Arena;
  readonly isUniform: boolean;
  /** Takes down what became of the residuals of a step that is recorded. */
  noteResiduals(settled: Settled): void;
  /** Tells the user why steps run as they are written. */
  remark(reason: string): void;
  /** Traces a step that ran, on leaves like those given, with cotangents of some of what it left. */
  retrace(step: number, given: StepLeaves, seeds: readonly SeedKind[]): StepTrace;
}

/** The steps of one chain in one run, as programs. */
export class CompiledSteps {
  readonly #chain: TracedChain;
  readonly #programs: ProgramOfStep;

  constructor(chain: TracedChain, programs: StepPrograms) {
    this.#chain = chain;
    this.#programs = new ProgramOfStep(programs, {
      isUniform: chain.isUniform,
      remark: (reason) => chain.remark(reason),
    });
  }

  /**
   * Runs a step as a program; undefined where it has to run as it is written.
   *
   * @param options.isFirst - whether it runs for the first time: then the user's function is asked what it does
   */
  run(
    step: StepToRun,
    options: { isFirst: boolean; isChecked: boolean; isRecording: boolean },
  ): StepDone | undefined {
    const { isFirst, isChecked, isRecording } = options;
    const programs = this.#programs;
    if (isFirst) programs.meet(step.step, step);
    const program = programs.at(step.step);
    if (program === undefined) return undefined;
    if (!isFirst && isChecked && !programs.agrees(program, step)) return undefined;
    const captured = programs.captured(program);
    if (captured === undefined) return undefined;
    const { leaves, places, place } = step;
    const { parameters, before, input } = leaves;
    return this.#run(program, { parameters, before, input, captured, places, place, isRecording });
  }

  /** The same for a step like the one before it, without tensors for what it is given. */
  runAlike(
    step: AlikeStep,
    options: { isFirst: boolean; isChecked: boolean; isRecording: boolean },
  ): StepDone | undefined {
    const { isFirst, isChecked, isRecording } = options;
    const program = this.#programs.expected(step.place.step, step, isFirst || isChecked);
    if (program === undefined) return undefined;
    const { parameters, before, input, places, place } = step;
    return this.#run(program, { parameters, before, input, captured: [], places, place, isRecording });
  }

  #run(program: StepProgram, given: Given): StepDone | undefined {
    const { arena } = this.#chain;
    const { parameters, before, input, captured, places, place, isRecording } = given;
    const forward = program.forward(isRecording);
    const blocks = new Blocks(arena);
    const { ends } = program.trace;
    const done: Tensor[] = [];
    try {
      const record = isRecording ? blocks.make(program.recordBytes, 'residual') : undefined;
      const made = blocks.makeAll(forward.made);
      const found: Sources = { parameter: parameters, before, input, captured, made };
      runProgram(forward, arena, { record, found, place });
      if (isRecording) this.#chain.noteResiduals(program.trace.settled);
      for (const result of forward.after) done.push(tensorOf(result, found, { arena, purpose: 'state' }));
      for (const result of forward.output) done.push(tensorOf(result, found, { arena, purpose: 'scratch' }));
      return {
        after: done.slice(0, forward.after.length),
        state: ends.state,
        output: done.slice(forward.after.length),
        outputTree: ends.outputTree,
        recorded: isRecording
          ? new CompiledRecord({ arena, places, place, parameters, record, found }, program, this)
          : undefined,
      };
    } catch (error) {
      freeAll(done);
      if (error instanceof TestFailed) return undefined;
      throw error;
    } finally {
      blocks.free();
    }
  }

  /** What the residuals of a step that was met wait as; undefined of one that runs as it is written. */
  settledOf(step: number): Settled | undefined {
    return this.#programs.at(step)?.trace.settled;
  }

  /** The sweep of a step from the cotangents that there are. */
  sweepOf(program: StepProgram, seeds: readonly SeedKind[], step: number): SweepProgram {
    const known = program.knownSweep(seeds);
    if (known !== undefined) return known;
    const { trace } = program;
    if (trace.buffers.seedKinds.join() === seeds.join()) return program.sweep(trace);
    const other = this.#chain.retrace(step, trace.given, seeds);
    if (!areSameInstructions(trace.forward, other.forward)) throw notPure(step);
    return program.sweep(other);
  }
}

function notPure(step: number): PurityError {
  return new PurityError(
    `step ${step} is not a pure function: asked again, it did something else than the first time. Usual causes: ` +
      'Math.random or Date in the step, a counter or a variable outside that it changes. Draw randomness with dropout ' +
      'or a key, and pass what changes as state or inputs',
  );
}
