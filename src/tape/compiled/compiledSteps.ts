import type { Arena } from '../../array/arena.js';
import { ValuesNeeded } from '../../array/memory.js';
import { sameShape, type Tensor } from '../../array/tensor.js';
import type { Tree } from '../../array/tree.js';
import { PurityError } from '../../errors.js';
import { freeAll } from '../holding.js';
import type { RecordedStep } from '../recordedStep.js';
import { admitted } from '../trace.js';
import { CompiledRecord } from './compiledRecord.js';
import { Blocks, type Held, runProgram, type Sources, tensorOf } from './evaluation.js';
import { areSameInstructions } from './instruction.js';
import { type StepPlace, TestFailed } from './program.js';
import { type ForwardProgram, StepProgram, type SweepProgram } from './stepProgram.js';
import { type SeedKind, type StepLeaves, type StepToTrace, type StepTrace, traceStep } from './stepTrace.js';
import { NotTraceable } from './tracing.js';
import { Verification } from './verification.js';

/** A step that is to be run. */
export interface StepToRun {
  readonly step: number;
  readonly leaves: StepLeaves;
  /** Where its parameters are among those of all steps. */
  readonly places: readonly number[];
  readonly isFollowed: StepToTrace['isFollowed'];
  readonly place: StepPlace;
  /** Runs the user's function on other leaves of the same form. */
  readonly call: StepToTrace['call'];
  /** The same, and what it returns is only looked at, and known already. */
  readonly ask: StepToTrace['call'];
}

/** What it left; the caller frees the tensors. */
export interface StepDone {
  readonly after: readonly Tensor[];
  readonly state: Tree;
  readonly output: readonly Tensor[];
  readonly outputTree: Tree | undefined;
  readonly recorded: RecordedStep | undefined;
}

/** As many different programs as a chain may have; what is beyond runs as it is written. */
const mostPrograms = 16;

/** The programs of one chain of a tape: its steps are traced when they are first met, in whichever run that is. */
export class StepPrograms {
  readonly known: StepProgram[] = [];
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
  readonly #programs: StepPrograms;
  readonly #verifications = new Map<StepProgram, Verification>();
  /** From which step on which program is meant; undefined for steps that run as they are written. */
  readonly #changes: { readonly from: number; readonly program: StepProgram | undefined }[] = [];
  #isOff = false;

  constructor(chain: TracedChain, programs: StepPrograms) {
    this.#chain = chain;
    this.#programs = programs;
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
    if (isFirst) this.#note(step.step, this.#isOff ? undefined : this.#find(step));
    const program = this.#programAt(step.step);
    if (program === undefined) return undefined;
    if (!isFirst && isChecked && !this.#agrees(program, step)) return undefined;
    const captured = this.#captured(program);
    if (captured === undefined) return undefined;
    try {
      return this.#run(program, step, { captured, forward: program.forward(isRecording) });
    } catch (error) {
      if (error instanceof TestFailed) return undefined;
      throw error;
    }
  }

  #find(step: StepToRun): StepProgram | undefined {
    const last = this.#changes.at(-1)?.program;
    if (last !== undefined && this.#agrees(last, step)) return last;
    const { known } = this.#programs;
    const found = known.find((each) => each !== last && this.#agrees(each, step));
    if (found !== undefined) return found;
    if (!this.#makeRoom()) return undefined;
    const made = this.#made(step);
    if (made === undefined || !this.#agrees(made, step)) return undefined;
    known.push(made);
    return made;
  }

  /** Forgets a program that this run does not need; false if it needs all. */
  #makeRoom(): boolean {
    const { known } = this.#programs;
    if (known.length < mostPrograms) return true;
    const place = known.findIndex((each) => this.#changes.every(({ program }) => program !== each));
    if (place === -1) this.#chain.remark(`it does what ${mostPrograms} others do not, and no more are kept`);
    else known.splice(place, 1);
    return place !== -1;
  }

  #made(step: StepToRun): StepProgram | undefined {
    try {
      return new StepProgram(traceStep(step));
    } catch (error) {
      if (error instanceof ValuesNeeded) this.#chain.remark('it reads values');
      else if (error instanceof NotTraceable) this.#chain.remark(error.message);
      // Anything else is the step's own mistake, which it will make again.
      this.#isOff = this.#chain.isUniform;
      return undefined;
    }
  }

  #agrees(program: StepProgram, step: StepToRun): boolean {
    const { given } = program.trace;
    const { leaves } = step;
    const isAlike =
      areAlike(given.parameters, leaves.parameters) &&
      areAlike(given.before, leaves.before) &&
      areAlike(given.input, leaves.input);
    if (!isAlike || !isSameFollowing(program.trace, step)) return false;
    return this.#verification(program).agrees(step.ask);
  }

  #verification(program: StepProgram): Verification {
    const known = this.#verifications.get(program) ?? new Verification(program.trace);
    this.#verifications.set(program, known);
    return known;
  }

  /** What the step reads from outside, as it can be computed with here; undefined where it cannot. */
  #captured(program: StepProgram): readonly Tensor[] | undefined {
    const { captured } = program.trace.buffers;
    if (captured.size === 0) return [];
    const bound = this.#verification(program).captured;
    try {
      return [...captured.values()].map(
        (traced) => admitted('step', [bound.get(traced) ?? traced] as const)[0],
      );
    } catch {
      return undefined;
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

  #note(step: number, program: StepProgram | undefined): void {
    const last = this.#changes.at(-1);
    if (last === undefined || last.program !== program) this.#changes.push({ from: step, program });
  }

  #programAt(step: number): StepProgram | undefined {
    const changes = this.#changes;
    let low = 0;
    let high = changes.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (changes[middle]!.from <= step) low = middle;
      else high = middle;
    }
    return changes[low]?.program;
  }
}

/** Where a tensor is, to be kept when the tensor is gone. */
function placeOf(held: Held | undefined): Held {
  return { block: held?.block, offset: held?.offset ?? 0 };
}

function areAlike(traced: readonly Tensor[], found: readonly Tensor[]): boolean {
  if (traced.length !== found.length) return false;
  for (let nth = 0; nth < traced.length; nth += 1) {
    const [a, b] = [traced[nth]!, found[nth]!];
    if (a.dtype !== b.dtype || !sameShape(a.shape, b.shape)) return false;
  }
  return true;
}

/** Whether what is differentiated by is the same. */
function isSameFollowing({ buffers }: StepTrace, { isFollowed }: StepToRun): boolean {
  const isSame = (sums: readonly (number | undefined)[], wanted: readonly boolean[]): boolean =>
    sums.every((sum, nth) => (sum !== undefined) === (wanted[nth] === true));
  return isSame(buffers.parameterSums, isFollowed.parameters) && isSame(buffers.inputSums, isFollowed.input);
}

function notPure(step: number): PurityError {
  return new PurityError(
    `step ${step} is not a pure function: asked again, it did something else than the first time. Usual causes: ` +
      'Math.random or Date in the step, a counter or a variable outside that it changes. Draw randomness with dropout ' +
      'or a key, and pass what changes as state or inputs',
  );
}
