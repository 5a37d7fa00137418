import type { MeasuringArena } from './measuring.js';
import type { PeakAmong, SharedBlock } from './strategy.js';

/** More blocks have so many parts that their peaks are left between those with all of them and with none. */
const mostBlocks = 4;

/** The peaks of a step where other records hold all that it shares with them, and where they hold nothing of it. */
interface PeakBounds {
  /** Both beyond what was live before: what is new is among it. */
  readonly amongAll: number;
  readonly alone: number;
  /** Whether the step takes what it shares, as a record does, and not lets go of it. */
  readonly isTaking: boolean;
}

/**
 * The peaks of a step where other records hold some of the blocks that it shares and not the others. None where they follow
 * from the peaks with all blocks and with none.
 *
 * @param peakOf - runs the step; the most that is live, beyond what was before
 */
export function peaksAmong(
  arena: MeasuringArena,
  shared: readonly SharedBlock[],
  { amongAll, alone, isTaking }: PeakBounds,
  peakOf: () => number,
): readonly PeakAmong[] | undefined {
  const bytes = shared.reduce((sum, block) => sum + block.bytes, 0);
  const difference = isTaking ? alone - amongAll : amongAll - alone;
  const isClear = difference === 0 || difference === bytes;
  if (isClear || shared.length < 2 || shared.length > mostBlocks) return undefined;
  return partsOf(shared.map(({ block }) => block)).map((held) => ({
    held,
    peakBytes: arena.holding(held, peakOf),
  }));
}

/** Some of them, but neither all nor none. */
function partsOf(blocks: readonly number[]): readonly (readonly number[])[] {
  const all = 2 ** blocks.length - 1;
  return Array.from({ length: all - 1 }, (_, nth) =>
    blocks.filter((_block, place) => Math.floor((nth + 1) / 2 ** place) % 2 === 1),
  );
}
