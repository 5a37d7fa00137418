import { isFloat } from '../array/dtype.js';
import { ValuesNeeded } from '../array/memory.js';
import type { Tensor } from '../array/tensor.js';
import { leavesOf, type Tree } from '../array/tree.js';
import { Chain } from './chain.js';
import { bytesOf, type GivenCotangents } from './chainNotes.js';
import type { ChainSetup } from './chainSetup.js';
import { cotangentsLike, type Likeness, likenessOf } from './likeness.js';
import { MeasuringArena } from './measuring.js';
import { peaksAmong } from './peaksAmong.js';
import { Pullback } from './pullback.js';
import type { RecordedStep } from './recordedStep.js';
import type { Following, ResidualForms } from './residualForms.js';
import type { Run } from './run.js';
import type { ForwardFigures, OneSweep, SharingStep, StepForms, SweepFigures } from './stepMeasures.js';
import { StepOutputs } from './stepOutputs.js';
import { passedAlone, passedOn, sharedBlocksOf, watched } from './stepWatch.js';
import { formOf, like, type TensorForm } from './tensorForm.js';
import { constant } from './trace.js';

/** Runs the steps of a chain, with shapes only, and looks at the ledger in between. */
export class StepBench<P extends Tree, S extends Tree, X extends Tree, Y extends Tree> {
  readonly #chain: Chain<P, S, X, Y>;
  readonly #pullback: Pullback;
  readonly #outputs: StepOutputs;
  readonly #wanted: Parameters<Pullback['start']>[1];
  readonly #arena: MeasuringArena;

  constructor(setup: ChainSetup<P, S, X, Y>, run: Run, forms: ResidualForms & Following) {
    const { arena } = run;
    if (!(arena instanceof MeasuringArena)) throw new ValuesNeeded();
    this.#arena = arena;
    const mirrored = (leaf: Tensor, isFollowed: boolean | undefined): Tensor => {
      const mirror = arena.mirrored(leaf);
      mirror.marks = constant;
      return mirror.handle(isFollowed ? 'parameter' : 'input');
    };
    const parameters = leavesOf(setup.parameters).map((leaf, nth) => mirrored(leaf, forms.isFollowed[nth]));
    // As in a run: a residual that is a row of the inputs costs nothing.
    const inputs = setup.inputs.whole.map((leaf) => mirrored(leaf, false));
    this.#wanted = {
      parameters: parameters.map((leaf, nth) => (forms.isFollowed[nth] ? leaf : undefined)),
      inputs: inputs.map((leaf, nth) => (forms.isInputFollowed[nth] ? leaf : undefined)),
    };
    this.#outputs = new StepOutputs(setup.outputs, setup.inputs.extent);
    this.#pullback = new Pullback(setup.outputs, run.gradientSums);
    this.#chain = new Chain(
      {
        where: setup.where,
        step: setup.step,
        parametersAt: setup.parametersAt,
        parameterLeaves: parameters,
        states: setup.statesFrom(setup.state),
        inputs: setup.inputs,
        ...forms,
        outputs: this.#outputs,
        key: [0, 0],
        run,
        place: 'profile',
        isUniform: setup.isUniform,
        programs: run.programsAt('profile'),
      },
      this.#pullback,
    );
  }

  /** Records the steps one after another, from a state like `first`, and forgets them. */
  recordEach(first: readonly Tensor[], count: number): void {
    let state: readonly Tensor[] = first.map((leaf) => like(formOf(leaf), 'state'));
    for (let step = 0; step < count; step += 1) {
      const { state: after, recorded } = this.#chain.record(state, step);
      recorded.free();
      this.#chain.free(state);
      state = after;
    }
    this.#chain.free(state);
  }

  /** Whether a step is found to be what the one before it is, without running it. */
  passOver(before: readonly TensorForm[], step: number): boolean {
    const given = before.map((form) => like(form, 'state'));
    const isSame = this.#chain.passOver(given, step);
    this.#chain.free(given);
    return isSame;
  }

  /** Records a step, and forgets it: what that costs, in short. */
  glance(before: readonly TensorForm[], step: number): string {
    const given = before.map((form) => like(form, 'state'));
    const { liveBytes } = this.#arena.ledger;
    const { result, operations, peak } = watched(this.#arena, () => this.#chain.record(given, step));
    const growth = this.#arena.ledger.liveBytes - liveBytes;
    const shared = sharedBlocksOf(this.#arena).map(({ block }) => block);
    const freed = [this.#freed(result.state), this.#freed(given)];
    result.recorded.free();
    return [operations, peak, growth, ...freed, ...shared].join(' ');
  }

  /**
   * The figures of a step, and the state after it, which is let go of.
   *
   * @param isFirst - whether a leaf of the state before it is the first state's, which all steps so far have passed on
   */
  measure(
    form: readonly TensorForm[],
    step: number,
    isFirst: readonly boolean[],
  ): { figures: ForwardFigures; after: TensorForm[]; isFirst: readonly boolean[] } {
    const { ledger } = this.#arena;
    const before = form.map((leaf) => like(leaf, 'state'));
    // The first time a step runs its output is taken; what that needs stays, and is not the step's.
    this.#chain.free(this.#chain.advance(before, step));
    const advance = watched(this.#arena, () => this.#chain.advance(before, step));
    // A leaf that every step passes on is the first state's, and nobody's cost. Equal steps all do what the first one does.
    const isPassed = passedOn(before, advance.result, isFirst);
    const isFree = step === 0 ? isPassed : isFirst;
    const free = before.filter((_leaf, place) => isFree[place]);
    for (const leaf of free) leaf.handle('state');
    this.#chain.free(advance.result);
    const another = this.#recordAnother(before, free, step);
    const sharedBlocks = sharedBlocksOf(this.#arena);
    const others = ledger.liveBytes - bytesOf(before) + bytesOf(free);
    const record = watched(this.#arena, () => this.#chain.record(before, step));
    const { state, recorded } = record.result;
    const after = state.map(formOf);
    const beforeBytes = bytesOf(before) - bytesOf(free);
    const afterBytes = bytesOf(state.filter((_leaf, place) => !isPassed[place]));
    const waitingBytes = bytesOf(passedAlone(before, state, isPassed));
    const heldAfterBytes = afterBytes - this.#freed(state) - waitingBytes;
    const heldBeforeBytes = beforeBytes - this.#freed(before);
    const kept = ledger.liveBytes - others;
    for (const waiting of [recorded, another.recorded]) waiting.free();
    const bounds = { amongAll: record.peak, alone: another.peak, isTaking: true };
    const recordPeaksAmong = peaksAmong(this.#arena, sharedBlocks, bounds, () => {
      const given = form.map((leaf) => like(leaf, 'state'));
      const { recorded: once, peak } = this.#recordAnother(given, [], step);
      this.#chain.free(given);
      once.free();
      return peak;
    });
    const figures = {
      beforeBytes,
      afterBytes,
      // What moves from one leaf to another is at both ends, and was counted twice.
      recordBytes: Math.max(0, kept - heldBeforeBytes - heldAfterBytes),
      sharedRecordBytes: another.bytes - kept,
      sharedBlocks,
      advanceCost: advance.operations,
      recordCost: record.operations,
      heldBeforeBytes,
      heldAfterBytes,
      advancePeakBytes: advance.peak,
      recordPeakBytes: record.peak,
      recordPeakAloneBytes: another.peak,
      recordPeaksAmong,
    };
    return { figures, after, isFirst: isPassed };
  }

  /** Which cotangents a sweep starts from, and how large the sums are: the sums live until the bench is left. */
  startSweeps(given: GivenCotangents | undefined): void {
    const isGiven = (nth: number): boolean => given === undefined || given.outputs[nth] === true;
    const outputs = this.#outputs.leaves.map((total, nth) =>
      isGiven(nth) && isFloat(total.dtype) ? like(formOf(total), 'cotangent') : undefined,
    );
    this.#pullback.start({ state: [], outputs }, this.#wanted);
  }

  /** Records a step and sweeps it, from cotangents of the state after it that are so alike. */
  sweep(ends: SharingStep, step: number, given: Likeness): SweepFigures {
    const alone = this.#sweep(ends, step, { given, isKept: false });
    const beside = this.#sweep(ends, step, { given, isKept: true });
    const amongOthers = this.#sweepAmongOthers(ends, step, given) ?? alone;
    const { sharedBlocks = [] } = ends.figures;
    const bounds = { amongAll: amongOthers.peak, alone: alone.peak, isTaking: false };
    const peakOf = (): number => this.#sweep(ends, step, { given, isKept: false }).peak;
    return {
      sweepCost: alone.sweepCost,
      cotangentGrowthBytes: alone.cotangentGrowthBytes,
      left: alone.left,
      sweepPeakBytes: amongOthers.peak,
      sweepPeakBesideBytes: amongOthers.peak + beside.peak - alone.peak,
      sweepPeakAloneBytes: alone.peak,
      sweepPeaksAmong: peaksAmong(this.#arena, sharedBlocks, bounds, peakOf),
    };
  }

  /** The same while another record waits that holds what is shared; undefined where nothing is. */
  #sweepAmongOthers(ends: StepForms, step: number, given: Likeness): OneSweep | undefined {
    const before = ends.before.map((form) => like(form, 'state'));
    const { recorded } = this.#recordAnother(before, [], step);
    this.#chain.free(before);
    try {
      const isSharing = sharedBlocksOf(this.#arena).length > 0;
      return isSharing ? this.#sweep(ends, step, { given, isKept: false }) : undefined;
    } finally {
      recorded.free();
    }
  }

  /** @param isKept - whether the state before is held beside the record */
  #sweep(
    ends: StepForms,
    step: number,
    { given, isKept }: { readonly given: Likeness; readonly isKept: boolean },
  ): OneSweep {
    const before = ends.before.map((form) => like(form, 'state'));
    const { state, recorded }: { state: readonly Tensor[]; recorded: RecordedStep } = this.#chain.record(
      before,
      step,
    );
    this.#chain.free(state);
    if (!isKept) this.#chain.free(before);
    this.#pullback.await(cotangentsLike(ends.after, given, this.#pullback.outputs));
    const givenBytes = this.#pullback.stateBytes;
    const { operations, peak } = watched(this.#arena, () => this.#chain.sweep(recorded, step));
    if (isKept) this.#chain.free(before);
    return {
      sweepCost: operations,
      peak,
      cotangentGrowthBytes: this.#pullback.stateBytes - givenBytes,
      left: likenessOf(this.#pullback.state, this.#pullback.outputs),
    };
  }

  /** A record of the step that goes on waiting, so that what all records share is not counted with the next; its bytes. */
  #recordAnother(
    before: readonly Tensor[],
    fixed: readonly Tensor[],
    step: number,
  ): { recorded: RecordedStep; bytes: number; peak: number } {
    const { ledger } = this.#arena;
    const liveBytes = ledger.liveBytes;
    const other = before.map((leaf) =>
      fixed.includes(leaf) ? leaf.handle('state') : like(formOf(leaf), 'state'),
    );
    const { result, peak } = watched(this.#arena, () => this.#chain.record(other, step));
    const { state, recorded } = result;
    this.#chain.free(state);
    this.#chain.free(other);
    return { recorded, bytes: ledger.liveBytes - liveBytes, peak };
  }

  /** Lets go of a state; how many bytes that freed. */
  #freed(state: readonly Tensor[]): number {
    const { liveBytes } = this.#arena.ledger;
    this.#chain.free(state);
    return liveBytes - this.#arena.ledger.liveBytes;
  }
}
