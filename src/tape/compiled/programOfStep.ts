import { ValuesNeeded } from '../../array/memory.js';
import { Spares } from '../../array/spares.js';
import { sameShape, type Tensor } from '../../array/tensor.js';
import { LeftoverError } from '../../errors.js';
import type { Pledge } from '../own/pledge.js';
import type { RecordedStep } from '../recordedStep.js';
import type { RecordStack } from '../recordStack.js';
import { admitted } from '../trace.js';
import type { CompiledRecord } from './compiledRecord.js';
import { StepProgram } from './stepProgram.js';
import { traceStep } from './stepTrace.js';
import type { StepToTrace, StepTrace } from './tracedStep.js';
import { NotTraceable } from './tracing.js';
import { type Asked, Verification } from './verification.js';

/** As many different programs as a chain may have; what is beyond runs as it is written. */
const mostPrograms = 16;

/** The programs of one chain of a tape: its steps are traced when they are first met, in whichever run that is. */
export class StepPrograms {
  readonly known: StepProgram[] = [];
  /** The latest of all chains of the same function: it does mostly the same, wherever it is called. */
  readonly related: StepProgram[];
  /** Records that wait for nothing: the next run needs as many as the last one. */
  readonly records: Spares<CompiledRecord> = new Spares<CompiledRecord>();
  /** Where they waited. */
  readonly stacks: Spares<RecordStack<RecordedStep>> = new Spares<RecordStack<RecordedStep>>();

  constructor(related: StepProgram[] = []) {
    this.related = related;
  }
}

/** A step that is to be recognised. */
export interface StepToKnow extends StepToTrace, Asked {}

/** Which program stands for which step of a chain, in one run. */
export class ProgramOfStep {
  readonly #programs: StepPrograms;
  /** Whether all steps are alike: then one that is no program says that of all. */
  readonly #isUniform: boolean;
  readonly #remark: (reason: string) => void;
  readonly #verifications = new Map<StepProgram, Verification>();
  /** From which step on which program is meant; undefined for steps that run as they are written. */
  readonly #changes: { readonly from: number; readonly program: StepProgram | undefined }[] = [];
  #isOff = false;

  /** @param options.remark - told why a step is no program */
  constructor(
    programs: StepPrograms,
    options: { readonly isUniform: boolean; readonly remark: (reason: string) => void },
  ) {
    this.#programs = programs;
    this.#isUniform = options.isUniform;
    this.#remark = options.remark;
  }

  /** Finds the program of the next step, or makes it. */
  meet(step: number, toKnow: StepToKnow): void {
    const program = this.#isOff ? undefined : this.#find(toKnow);
    const last = this.#changes.at(-1);
    if (last === undefined || last.program !== program) this.#changes.push({ from: step, program });
  }

  /**
   * The program of a step that is like the one before in all that it is given, if it reads nothing from outside.
   *
   * @param isAsked - whether the user's function has to be asked if that is still what it does
   */
  expected(step: number, asked: Asked, isAsked: boolean): StepProgram | undefined {
    if (!this.#isUniform) return undefined;
    const program = this.at(step);
    if (program === undefined || program.trace.buffers.captured.size > 0) return undefined;
    const isFree = !isAsked && !program.trace.hasOwn;
    return isFree || this.#verification(program).agrees(asked) ? program : undefined;
  }

  /** The program of a step that was met, or else of the last one that was. */
  at(step: number): StepProgram | undefined {
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

  /** Whether a step is still what the program is, by the user's function. */
  agrees(program: StepProgram, step: StepToKnow): boolean {
    const { given } = program.trace;
    const { leaves } = step;
    const isAlike =
      areAlike(given.parameters, leaves.parameters) &&
      areAlike(given.before, leaves.before) &&
      areAlike(given.input, leaves.input);
    if (!isAlike || !isSameFollowing(program.trace, step) || !isSameEstimating(program.trace, step))
      return false;
    return this.#verification(program).agrees(step);
  }

  /** What the vjps of the step that was asked last have promised. */
  pledges(program: StepProgram): readonly Pledge[] {
    return program.trace.hasOwn ? this.#verification(program).pledges : nothingPledged;
  }

  /** What the step reads from outside, as it can be computed with here; undefined where it cannot. */
  captured(program: StepProgram): readonly Tensor[] | undefined {
    const { captured } = program.trace.buffers;
    if (captured.size === 0) return [];
    const bound = this.#verification(program).captured;
    try {
      return [...captured.values()].map(
        (traced) => admitted('step', [bound.get(traced) ?? traced] as const)[0],
      );
    } catch (error) {
      if (error instanceof LeftoverError) throw error;
      return undefined;
    }
  }

  #find(step: StepToKnow): StepProgram | undefined {
    const last = this.#changes.at(-1)?.program;
    if (last !== undefined && this.agrees(last, step)) return last;
    const { known, related } = this.#programs;
    const found = known.find((each) => each !== last && this.agrees(each, step));
    if (found !== undefined) return found;
    if (!this.#makeRoom()) return undefined;
    const others = related.filter((each) => !known.includes(each));
    const program = others.find((each) => this.agrees(each, step)) ?? this.#made(step);
    if (program !== undefined) known.push(program);
    return program;
  }

  /** Forgets a program that this run does not need; false if it needs all. */
  #makeRoom(): boolean {
    const { known } = this.#programs;
    if (known.length < mostPrograms) return true;
    const place = known.findIndex((each) => this.#changes.every(({ program }) => program !== each));
    if (place === -1) this.#remark(`it does what ${mostPrograms} others do not, and no more are kept`);
    else known.splice(place, 1);
    return place !== -1;
  }

  #made(step: StepToKnow): StepProgram | undefined {
    const made = this.#traced(step);
    if (made === undefined || !this.agrees(made, step)) return undefined;
    const { related } = this.#programs;
    if (related.length === mostPrograms) related.shift();
    related.push(made);
    return made;
  }

  #traced(step: StepToKnow): StepProgram | undefined {
    try {
      return new StepProgram(traceStep(step));
    } catch (error) {
      if (error instanceof LeftoverError) throw error;
      if (error instanceof ValuesNeeded) this.#remark('it reads values');
      else if (error instanceof NotTraceable) this.#remark(error.message);
      // Anything else is the step's own mistake, which it will make again.
      this.#isOff = this.#isUniform;
      return undefined;
    }
  }

  #verification(program: StepProgram): Verification {
    const known = this.#verifications.get(program) ?? new Verification(program.trace);
    this.#verifications.set(program, known);
    return known;
  }
}

const nothingPledged: readonly Pledge[] = [];

function areAlike(traced: readonly Tensor[], found: readonly Tensor[]): boolean {
  if (traced.length !== found.length) return false;
  for (let nth = 0; nth < traced.length; nth += 1) {
    const [a, b] = [traced[nth]!, found[nth]!];
    if (a.dtype !== b.dtype || !sameShape(a.shape, b.shape)) return false;
  }
  return true;
}

/** Whether what is differentiated by is the same. */
function isSameFollowing({ buffers }: StepTrace, { isFollowed }: StepToKnow): boolean {
  const isSame = (sums: readonly (number | undefined)[], wanted: readonly boolean[]): boolean =>
    sums.every((sum, nth) => (sum !== undefined) === (wanted[nth] === true));
  return isSame(buffers.parameterSums, isFollowed.parameters) && isSame(buffers.inputSums, isFollowed.input);
}

/** Whether its residuals are to wait in the same form. */
function isSameEstimating({ estimating: traced }: StepTrace, { estimating }: StepToKnow): boolean {
  const isSame = <T>(a: readonly T[] = [], b: readonly T[] = []): boolean =>
    a.length === b.length && a.every((each, nth) => each === b[nth]);
  if (traced === estimating) return true;
  return (
    traced.keep === estimating.keep &&
    isSame(traced.isSignal, estimating.isSignal) &&
    isSame(traced.isBeforeKept, estimating.isBeforeKept) &&
    isSame(traced.names, estimating.names)
  );
}
