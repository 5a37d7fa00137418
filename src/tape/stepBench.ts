import { type DType, isFloat } from '../array/dtype.js';
import type { Purpose } from '../array/ledger.js';
import { ValuesNeeded } from '../array/memory.js';
import { allocate } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import { leavesOf, type Tree } from '../array/tree.js';
import { Chain } from './chain.js';
import { bytesOf } from './chainNotes.js';
import type { ChainSetup } from './chainSetup.js';
import { MeasuringArena } from './measuring.js';
import { Pullback } from './pullback.js';
import type { ResidualForms } from './residualForms.js';
import { type Check, inRun, Programs, Run } from './run.js';
import { StepOutputs } from './stepOutputs.js';
import { recordAll, type StepFigures } from './strategy.js';
import { constant } from './trace.js';

/** How steps are run that are measured. */
interface StepOptions extends ResidualForms {
  readonly arena: MeasuringArena;
  readonly check: Check;
  readonly isCompiled: boolean;
}

/** The figures of every step of a chain, or of one for all where they are alike; by shapes only. */
export function measureSteps<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>(
  setup: ChainSetup<P, S, X, Y>,
  { arena, check, isCompiled, ...estimating }: StepOptions,
): StepFigures[] {
  const run = new Run(arena, recordAll, { check, programs: isCompiled ? new Programs() : undefined });
  const bench = new StepBench(setup, run, estimating);
  // Of their own and apart, as every state is but perhaps the first.
  let before = leavesOf(setup.state).map((leaf) => like(formOnly(leaf), 'state'));
  const found: StepFigures[] = [];
  return inRun(run, () => {
    const count = setup.isUniform ? 1 : setup.inputs.extent;
    for (let step = 0; step < count; step += 1) {
      const { figures, after } = bench.measure(before, step);
      found.push(figures);
      before = after;
    }
    return found;
  });
}

/** Runs the steps of a chain, one after another, and looks at the ledger in between. */
export class StepBench<P extends Tree, S extends Tree, X extends Tree, Y extends Tree> {
  readonly #chain: Chain<P, S, X, Y>;
  readonly #pullback: Pullback;
  readonly #parameterLeaves: readonly Tensor[];
  readonly #arena: MeasuringArena;

  constructor(setup: ChainSetup<P, S, X, Y>, run: Run, estimating: ResidualForms) {
    const { arena } = run;
    if (!(arena instanceof MeasuringArena)) throw new ValuesNeeded();
    this.#arena = arena;
    const mirrored = (leaf: Tensor): Tensor => {
      const mirror = arena.mirrored(leaf);
      mirror.marks = constant;
      return mirror;
    };
    this.#parameterLeaves = leavesOf(setup.parameters).map((leaf) => mirrored(leaf).handle('parameter'));
    // As in a run: a residual that is a row of the inputs costs nothing.
    for (const leaf of setup.inputs.whole) mirrored(leaf).handle('input');
    this.#pullback = new Pullback(setup.outputs, run.gradientSums);
    this.#chain = new Chain(
      {
        where: setup.where,
        step: setup.step,
        parametersAt: setup.parametersAt,
        parameterLeaves: this.#parameterLeaves,
        isFollowed: this.#parameterLeaves.map((leaf) => isFloat(leaf.dtype)),
        states: setup.statesFrom(setup.state),
        inputs: setup.inputs,
        isInputFollowed: [],
        ...estimating,
        outputs: new StepOutputs(setup.outputs, setup.inputs.extent),
        key: [0, 0],
        run,
        place: '',
        isUniform: setup.isUniform,
        programs: run.programsAt(''),
      },
      this.#pullback,
    );
    const floats = this.#parameterLeaves.map((leaf) => (isFloat(leaf.dtype) ? leaf : undefined));
    this.#pullback.start({ state: [], outputs: [] }, { parameters: floats, inputs: [] });
  }

  /** Records the steps one after another, from a state like `first`, and forgets them. */
  recordEach(first: readonly Tensor[], count: number): void {
    let state: readonly Tensor[] = first.map((leaf) => like(formOnly(leaf), 'state'));
    for (let step = 0; step < count; step += 1) {
      const { state: after, recorded } = this.#chain.record(state, step);
      recorded.free();
      this.#chain.free(state);
      state = after;
    }
    this.#chain.free(state);
  }

  /** Takes `before` over; `after` is a state like the one that the step left. */
  measure(before: readonly Tensor[], step: number): { figures: StepFigures; after: Tensor[] } {
    const { ledger } = this.#arena;
    // The first time a step runs its output is taken; what that needs stays, and is not the step's.
    this.#chain.free(this.#chain.advance(before, step));
    const advance = this.#watched(() => this.#chain.advance(before, step));
    // A leaf that every step passes on is the first state's, and nobody's cost.
    const fixed = before.filter((leaf, place) => leaf.block === advance.result[place]?.block);
    for (const leaf of fixed) leaf.handle('state');
    this.#chain.free(advance.result);
    const shared = this.#recordAnother(before, fixed, step);
    const others = ledger.liveBytes - bytesOf(before) + bytesOf(fixed);
    const record = this.#watched(() => this.#chain.record(before, step));
    const { state, recorded } = record.result;
    const after = state.map(formOnly);
    const beforeBytes = bytesOf(before) - bytesOf(fixed);
    const afterBytes = bytesOf(state) - bytesOf(fixed);
    const heldAfterBytes = afterBytes - this.#freed(state);
    const heldBeforeBytes = beforeBytes - this.#freed(before);
    const kept = ledger.liveBytes - others;
    this.#pullback.await(after.map((leaf) => like(leaf, 'cotangent')));
    const sweep = this.#watched(() => this.#chain.sweep(recorded, step));
    const figures = {
      beforeBytes,
      afterBytes,
      // What moves from one leaf to another is at both ends, and was counted twice.
      recordBytes: Math.max(0, kept - heldBeforeBytes - heldAfterBytes),
      sharedRecordBytes: shared - kept,
      advanceCost: advance.operations,
      recordCost: record.operations,
      sweepCost: sweep.operations,
      heldBeforeBytes,
      heldAfterBytes,
      advancePeakBytes: advance.peak,
      recordPeakBytes: record.peak,
      sweepPeakBytes: sweep.peak,
    };
    return { figures, after: after.map((leaf) => like(leaf, 'state')) };
  }

  /** A record of the step that goes on waiting, so that what all records share is not counted with the next; its bytes. */
  #recordAnother(before: readonly Tensor[], fixed: readonly Tensor[], step: number): number {
    const { ledger } = this.#arena;
    const liveBytes = ledger.liveBytes;
    const other = before.map((leaf) =>
      fixed.includes(leaf) ? leaf.handle('state') : like(formOnly(leaf), 'state'),
    );
    const { state } = this.#chain.record(other, step);
    this.#chain.free(state);
    this.#chain.free(other);
    return ledger.liveBytes - liveBytes;
  }

  /** Lets go of a state; how many bytes that freed. */
  #freed(state: readonly Tensor[]): number {
    const { liveBytes } = this.#arena.ledger;
    this.#chain.free(state);
    return liveBytes - this.#arena.ledger.liveBytes;
  }

  /** What `body` does to the ledger: how much more is live after it, and at its peak. */
  #watched<T>(body: () => T): { result: T; operations: number; peak: number } {
    const { ledger } = this.#arena;
    const before = ledger.liveBytes;
    const operations = this.#arena.operations;
    ledger.restart();
    const result = body();
    return {
      result,
      operations: this.#arena.operations - operations,
      peak: ledger.peakBytes - before,
    };
  }
}

interface TensorForm {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

function formOnly({ shape, dtype }: Tensor): TensorForm {
  return { shape, dtype };
}

/** A tensor of a form with bytes of its own, held for a purpose. */
function like({ shape, dtype }: TensorForm, purpose: Purpose): Tensor {
  const made = allocate(shape, dtype);
  const handle = made.handle(purpose);
  made.dispose();
  handle.marks = constant;
  return handle;
}
