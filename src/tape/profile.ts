import { isFloat } from '../array/dtype.js';
import { ValuesNeeded } from '../array/memory.js';
import { allocate, Scope, within } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import { leavesOf, type Tree } from '../array/tree.js';
import { Chain } from './chain.js';
import { bytesOf, type Surroundings } from './chainNotes.js';
import { type ChainSetup, extentOf } from './chainSetup.js';
import { MeasuringArena } from './measuring.js';
import { Pullback } from './pullback.js';
import { inRun, Run } from './run.js';
import { StepOutputs } from './stepOutputs.js';
import { type Profile, recordAll, type StepFigures } from './strategy.js';
import { constant, hearing } from './trace.js';

type Figures = Partial<StepFigures>;

/**
 * What a schedule may know of a chain. Sizes and costs of its steps are measured, with shapes only, when they are first
 * asked for, which has to be while the strategy makes its schedule: later the chain's tensors are gone.
 */
export class ChainProfile<P extends Tree, S extends Tree, X extends Tree, Y extends Tree> implements Profile {
  readonly extent: number;
  readonly ends: ((state: number) => boolean) | undefined;
  readonly stateBytes: number;
  readonly heldBytes: number | undefined;
  readonly heldInSweepBytes: number | undefined;
  readonly isNested: boolean;
  readonly #setup: ChainSetup<P, S, X, Y>;
  #measured: readonly Figures[] | undefined;

  constructor(
    setup: ChainSetup<P, S, X, Y>,
    options: {
      run: Run;
      /** Known from a run before. */
      surroundings: Surroundings | undefined;
      ends: ((state: number) => boolean) | undefined;
    },
  ) {
    this.#setup = setup;
    this.extent = extentOf(setup);
    this.ends = options.ends;
    this.stateBytes = bytesOf(leavesOf(setup.state));
    this.heldBytes = options.surroundings?.heldBytes;
    this.heldInSweepBytes = options.surroundings?.heldInSweepBytes;
    this.isNested = options.run.depth > 0;
  }

  /** Every step's, where they differ. */
  get steps(): readonly StepFigures[] | undefined {
    if (this.#setup.isUniform) return undefined;
    return this.#figures.every(isComplete) ? this.#figures : undefined;
  }

  get recordBytes(): number | undefined {
    return this.#uniform.recordBytes;
  }

  get advanceCost(): number | undefined {
    return this.#uniform.advanceCost;
  }

  get recordCost(): number | undefined {
    return this.#uniform.recordCost;
  }

  get sweepCost(): number | undefined {
    return this.#uniform.sweepCost;
  }

  get heldBeforeBytes(): number | undefined {
    return this.#uniform.heldBeforeBytes;
  }

  get heldAfterBytes(): number | undefined {
    return this.#uniform.heldAfterBytes;
  }

  get advancePeakBytes(): number | undefined {
    return this.#uniform.advancePeakBytes;
  }

  get recordPeakBytes(): number | undefined {
    return this.#uniform.recordPeakBytes;
  }

  get sweepPeakBytes(): number | undefined {
    return this.#uniform.sweepPeakBytes;
  }

  get #uniform(): Figures {
    return (this.#setup.isUniform && this.#figures[0]) || {};
  }

  get #figures(): readonly Figures[] {
    this.#measured ??= this.#measure();
    return this.#measured;
  }

  #measure(): readonly Figures[] {
    // The inputs of a chain of unknown length are not there yet.
    if (this.extent === 0 || this.extent === Number.POSITIVE_INFINITY) return [];
    const arena = new MeasuringArena();
    const measure = (): Figures[] => measureSteps(this.#setup, arena);
    try {
      return within(new Scope(arena, 'outside'), () => hearing(undefined, measure));
    } catch (error) {
      // A step that reads values can only be measured by running it.
      if (error instanceof ValuesNeeded) return [];
      throw error;
    }
  }
}

function isComplete(figures: Figures): figures is StepFigures {
  return figures.recordBytes !== undefined;
}

function measureSteps<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>(
  setup: ChainSetup<P, S, X, Y>,
  arena: MeasuringArena,
): Figures[] {
  const run = new Run(arena, recordAll);
  const bench = new StepBench(setup, run);
  // Of their own and apart, as every state is but perhaps the first.
  let before = leavesOf(setup.state).map(likeness);
  const found: Figures[] = [];
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
class StepBench<P extends Tree, S extends Tree, X extends Tree, Y extends Tree> {
  readonly #chain: Chain<P, S, X, Y>;
  readonly #pullback: Pullback;
  readonly #parameterLeaves: readonly Tensor[];
  readonly #arena: MeasuringArena;

  constructor(setup: ChainSetup<P, S, X, Y>, run: Run) {
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
    this.#pullback = new Pullback(setup.outputs);
    this.#chain = new Chain(
      {
        step: setup.step,
        parametersAt: setup.parametersAt,
        parameterLeaves: this.#parameterLeaves,
        isFollowed: this.#parameterLeaves.map((leaf) => isFloat(leaf.dtype)),
        states: setup.statesFrom(setup.state),
        inputs: setup.inputs,
        isInputFollowed: [],
        outputs: new StepOutputs(setup.outputs, setup.inputs.extent),
        key: [0, 0],
        run,
      },
      this.#pullback,
    );
    const floats = this.#parameterLeaves.map((leaf) => (isFloat(leaf.dtype) ? leaf : undefined));
    this.#pullback.start({ state: [], outputs: [] }, { parameters: floats, inputs: [] });
  }

  /** Takes `before` over; `after` is a state like the one that the step left. */
  measure(before: readonly Tensor[], step: number): { figures: StepFigures; after: Tensor[] } {
    const { ledger } = this.#arena;
    // The first time a step runs its output is taken; what that needs stays, and is not the step's.
    this.#chain.free(this.#chain.advance(before, step));
    const advance = this.#watched(() => this.#chain.advance(before, step));
    this.#chain.free(advance.result);
    const record = this.#watched(() => this.#chain.record(before, step));
    const { state, recorded } = record.result;
    const after = state.map(likeness);
    const recordedBytes = ledger.liveBytes - bytesOf(after);
    const beforeBytes = bytesOf(before);
    const afterBytes = bytesOf(after);
    this.#chain.free(state);
    const withoutAfter = ledger.liveBytes - bytesOf(after);
    this.#chain.free(before);
    const withoutBoth = ledger.liveBytes - bytesOf(after);
    this.#pullback.await(after.map((leaf) => likeness(leaf).handle('cotangent')));
    const sweep = this.#watched(() => this.#chain.sweep(recorded, step));
    const heldAfterBytes = afterBytes - (recordedBytes - withoutAfter);
    const heldBeforeBytes = beforeBytes - (withoutAfter - withoutBoth);
    const figures = {
      beforeBytes,
      afterBytes,
      recordBytes: record.grown - afterBytes,
      advanceCost: advance.operations,
      recordCost: record.operations,
      sweepCost: sweep.operations,
      heldBeforeBytes,
      heldAfterBytes,
      advancePeakBytes: advance.peak,
      recordPeakBytes: record.peak,
      sweepPeakBytes: sweep.peak,
    };
    return { figures, after };
  }

  /** What `body` does to the ledger: how much more is live after it, and at its peak. */
  #watched<T>(body: () => T): { result: T; operations: number; peak: number; grown: number } {
    const { ledger } = this.#arena;
    const before = ledger.liveBytes;
    const operations = this.#arena.operations;
    ledger.restart();
    const result = body();
    return {
      result,
      operations: this.#arena.operations - operations,
      peak: ledger.peakBytes - before,
      grown: ledger.liveBytes - before,
    };
  }
}

/** A tensor of the same form with bytes of its own, held as a state. */
function likeness(leaf: Tensor): Tensor {
  const like = allocate(leaf.shape, leaf.dtype);
  like.marks = constant;
  const handle = like.handle('state');
  handle.marks = constant;
  return handle;
}
