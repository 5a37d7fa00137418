import { ones } from '../array/create.js';
import { isFloat } from '../array/dtype.js';
import { occupied } from '../array/freeSpace.js';
import { ValuesNeeded } from '../array/memory.js';
import { Scope, within } from '../array/scope.js';
import { byteLengthOf, type Tensor } from '../array/tensor.js';
import { leavesOf, type Tree } from '../array/tree.js';
import { Chain } from './chain.js';
import { exact } from './keep.js';
import { MeasuringArena } from './measuring.js';
import { Pullback } from './pullback.js';
import type { ChainSetup } from './reversal.js';
import { inRun, Run } from './run.js';
import { StepOutputs } from './stepOutputs.js';
import { formOf } from './stepResult.js';
import { type Profile, recordAll } from './strategy.js';
import { constant, hearing } from './trace.js';

/**
 * What a schedule may know of a scan. Sizes and costs of a step are measured, with shapes only, when they are first asked
 * for, which has to be while the strategy makes its schedule: later the scan's tensors are gone.
 */
export class ScanProfile<P extends Tree, S extends Tree, X extends Tree, Y extends Tree> implements Profile {
  readonly extent: number;
  readonly stateBytes: number;
  readonly #scan: ChainSetup<P, S, X, Y>;
  #step: StepFigures | undefined;

  constructor(scan: ChainSetup<P, S, X, Y>) {
    this.#scan = scan;
    this.extent = scan.inputs.extent;
    this.stateBytes = bytesOf(leavesOf(scan.state));
  }

  get recordBytes(): number | undefined {
    return this.#measured.recordBytes;
  }

  get advanceCost(): number | undefined {
    return this.#measured.advanceCost;
  }

  get recordCost(): number | undefined {
    return this.#measured.recordCost;
  }

  get sweepCost(): number | undefined {
    return this.#measured.sweepCost;
  }

  get #measured(): StepFigures {
    this.#step ??= this.extent === 0 ? {} : measureStep(this.#scan);
    return this.#step;
  }
}

type StepFigures = Partial<Pick<Profile, 'recordBytes' | 'advanceCost' | 'recordCost' | 'sweepCost'>>;

function measureStep<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>(
  scan: ChainSetup<P, S, X, Y>,
): StepFigures {
  const arena = new MeasuringArena();
  try {
    return within(new Scope(arena, 'outside'), () => hearing(undefined, () => stepFigures(scan, arena)));
  } catch (error) {
    // A step that reads values can only be measured by running it.
    if (error instanceof ValuesNeeded) return {};
    throw error;
  }
}

function stepFigures<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>(
  scan: ChainSetup<P, S, X, Y>,
  arena: MeasuringArena,
): StepFigures {
  const { step, parameters, state, inputs } = scan;
  const run = new Run(arena, recordAll, exact);
  const mirrored = (leaf: Tensor): Tensor => {
    const mirror = arena.mirrored(leaf);
    mirror.marks = constant;
    return mirror;
  };
  const parameterLeaves = leavesOf(parameters).map((leaf) => mirrored(leaf).handle('parameter'));
  const before = leavesOf(state).map((leaf) => mirrored(leaf).handle('state'));
  // As in a run: a residual that is a row of the inputs costs nothing.
  for (const leaf of inputs.whole) mirrored(leaf).handle('input');
  const pullback = new Pullback(scan.outputs);
  const chain = new Chain(
    {
      step,
      parameters,
      parameterLeaves,
      isFollowed: parameterLeaves.map((leaf) => isFloat(leaf.dtype)),
      state,
      form: formOf(state),
      inputs,
      isInputFollowed: [],
      outputs: new StepOutputs(scan.outputs, inputs.extent),
      key: [0, 0],
      run,
    },
    pullback,
  );
  const { ledger } = arena;
  return inRun(run, () => {
    const started = arena.operations;
    chain.free(chain.advance(before, 0));
    const advanced = arena.operations;
    const live = ledger.liveBytes;
    const { state: after, recorded } = chain.record(before, 0);
    const held = new Set(before.map((leaf) => leaf.block));
    const fresh = after.filter((leaf) => !held.has(leaf.block));
    const recordBytes = ledger.liveBytes - live - bytesOf(fresh);
    const recordedAt = arena.operations;
    const floats = parameterLeaves.map((leaf) => (isFloat(leaf.dtype) ? leaf : undefined));
    const wanted = { parameters: floats, inputs: [] };
    pullback.start(
      { state: after.map((leaf) => ones(leaf.shape, { dtype: leaf.dtype })), outputs: [] },
      wanted,
    );
    chain.sweep(recorded, 0);
    const sweepCost = arena.operations - recordedAt;
    return { recordBytes, advanceCost: advanced - started, recordCost: recordedAt - advanced, sweepCost };
  });
}

function bytesOf(leaves: readonly Tensor[]): number {
  return leaves.reduce((bytes, leaf) => bytes + occupied(byteLengthOf(leaf.shape, leaf.dtype)), 0);
}
