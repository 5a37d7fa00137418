import type { Arena } from '../../array/arena.js';
import type { Tensor } from '../../array/tensor.js';
import type { Tree } from '../../array/tree.js';
import { PurityError } from '../../errors.js';
import { freeAll } from '../holding.js';
import type { RecordedStep } from '../recordedStep.js';
import { CompiledRecord } from './compiledRecord.js';
import { Blocks, type Held, runProgram, type Sources, tensorOf } from './evaluation.js';
import { areSameInstructions } from './instruction.js';
import { type StepPlace, TestFailed } from './program.js';
import { ProgramOfStep, type StepPrograms, type StepToKnow } from './programOfStep.js';
import type { ForwardProgram, StepProgram, SweepProgram } from './stepProgram.js';
import type { SeedKind, StepLeaves, StepTrace } from './tracedStep.js';

/** A step that is to be run. */
export interface StepToRun extends StepToKnow {
  readonly step: number;
  /** Where its parameters are among those of all steps. */
  readonly places: readonly number[];
  readonly place: StepPlace;
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
    try {
      return this.#run(program, step, { captured, forward: program.forward(isRecording) });
    } catch (error) {
      if (error instanceof TestFailed) return undefined;
      throw error;
    }
  }

  #run(
    program: StepProgram,
    { leaves, places, place }: StepToRun,
    { captured, forward }: { captured: readonly Tensor[]; forward: ForwardProgram },
  ): StepDone {
    const { arena } = this.#chain;
    const blocks = new Blocks(arena);
    const { ends } = program.trace;
    const done: Tensor[] = [];
    try {
      const record = forward.isRecording ? blocks.make(program.recordBytes, 'residual') : undefined;
      const { parameters, before, input } = leaves;
      const found: Sources = {
        parameter: parameters,
        before,
        input,
        captured,
        made: blocks.makeAll(forward.made),
      };
      runProgram(forward, arena, { record, found, place });
      for (const result of forward.after) done.push(tensorOf(result, found, { arena, purpose: 'state' }));
      for (const result of forward.output) done.push(tensorOf(result, found, { arena, purpose: 'scratch' }));
      const held = (): Held[] => program.held.map(({ kind, nth }) => placeOf(found[kind]?.[nth]));
      return {
        after: done.slice(0, forward.after.length),
        state: ends.state,
        output: done.slice(forward.after.length),
        outputTree: ends.outputTree,
        recorded: forward.isRecording
          ? new CompiledRecord({ arena, places, place, parameters, record, held: held() }, program, this)
          : undefined,
      };
    } catch (error) {
      freeAll(done);
      throw error;
    } finally {
      blocks.free();
    }
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

/** Where a tensor is, to be kept when the tensor is gone. */
function placeOf(held: Held | undefined): Held {
  return { block: held?.block, offset: held?.offset ?? 0 };
}

function notPure(step: number): PurityError {
  return new PurityError(
    `step ${step} is not a pure function: asked again, it did something else than the first time. Usual causes: ` +
      'Math.random or Date in the step, a counter or a variable outside that it changes. Draw randomness with dropout ' +
      'or a key, and pass what changes as state or inputs',
  );
}
