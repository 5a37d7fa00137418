import type { Arena } from '../../array/arena.js';
import { ValuesNeeded } from '../../array/memory.js';
import { sameShape, type Tensor } from '../../array/tensor.js';
import type { Tree } from '../../array/tree.js';
import { PurityError } from '../../errors.js';
import { freeAll } from '../holding.js';
import type { RecordedStep } from '../recordedStep.js';
import { admitted } from '../trace.js';
import { CompiledRecord } from './compiledRecord.js';
import { Blocks, heldOf, runProgram, type Sources, tensorsOf } from './evaluation.js';
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
    if (known.length >= mostPrograms) {
      this.#chain.remark(`it does what ${mostPrograms} others do not, and no more are kept`);
      return undefined;
    }
    const made = this.#made(step);
    if (made !== undefined && this.#agrees(made, step)) known.push(made);
    else return undefined;
    return made;
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
    let done: readonly (Tensor | undefined)[] = [];
    let recorded: RecordedStep | undefined;
    try {
      const record = forward.isRecording ? blocks.make(program.recordBytes, 'residual') : undefined;
      const found: Sources = {
        parameter: heldOf(leaves.parameters),
        before: heldOf(leaves.before),
        input: heldOf(leaves.input),
        captured: heldOf(captured),
        made: blocks.makeAll(forward.made),
      };
      runProgram(forward, arena, { record, found, place });
      const after = tensorsOf(forward.after, arena, { found, purpose: 'state' });
      done = after;
      const output = tensorsOf(forward.output, arena, { found, purpose: 'scratch' });
      done = [...after, ...output];
      if (forward.isRecording) {
        const { parameters } = leaves;
        const held = program.held.map((source) => found[source.kind]?.[source.nth]);
        recorded = new CompiledRecord({ arena, places, place, parameters, record, held }, program, this);
      }
      return {
        after: after.filter((leaf) => leaf !== undefined),
        state: ends.state,
        output: output.filter((leaf) => leaf !== undefined),
        outputTree: ends.outputTree,
        recorded,
      };
    } catch (error) {
      freeAll(done);
      recorded?.free();
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
