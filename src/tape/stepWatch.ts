import type { Tensor } from '../array/tensor.js';
import type { MeasuringArena } from './measuring.js';
import type { Watched } from './stepMeasures.js';
import type { SharedBlock } from './strategy.js';

type Leaves = readonly Tensor[];

/** Runs something, and looks at what the ledger counts meanwhile. */
export function watched<T>(arena: MeasuringArena, body: () => T): Watched<T> {
  const { ledger, operations, countedBytes } = arena;
  const before = ledger.liveBytes;
  ledger.restart();
  const result = body();
  return {
    result,
    operations: arena.operations - operations,
    peak: ledger.peakBytes - before - (arena.countedBytes - countedBytes),
  };
}

/** What records that wait hold of what was made outside of the run. */
export function sharedBlocksOf(arena: MeasuringArena): readonly SharedBlock[] {
  return arena.residualMirrors.map(([block, { bytes }]) => ({ block, bytes }));
}

/** Which leaves of the state after a step are the first state's, which the steps before it have all passed on. */
export function passedOn(before: Leaves, after: Leaves, isFirst: readonly boolean[]): readonly boolean[] {
  return after.map((leaf, place) => isFirst[place] === true && leaf.block === before[place]?.block);
}

/**
 * What other leaves a step passes on without that its record holds them: such a leaf is free once it is let go of at both
 * ends.
 */
export function passedAlone(before: Leaves, after: Leaves, isFirst: readonly boolean[]): Leaves {
  return after.filter(
    ({ arena, block }, place) =>
      !isFirst[place] &&
      block !== undefined &&
      block === before[place]?.block &&
      arena?.ledger.payerOf(block) !== 'residual',
  );
}
