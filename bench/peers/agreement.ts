import { readFileSync } from 'node:fs';
import { gatesOf, type Sizes } from './protocol.js';
import type { Race } from './races.js';

/** Gradients of W, U and b, and of the initial state where it was asked for. */
export interface Gradients {
  readonly blocks: readonly Float64Array[];
  readonly ofState: Float64Array;
}

/** @throws {RangeError} if a file is too short */
export function readGradients(path: string, { cell, sizes }: Race): Gradients {
  const bytes = readFileSync(path);
  const all = new Float64Array(new Uint8Array(bytes).buffer);
  const width = gatesOf(cell) * sizes.hidden;
  const sizesOfBlocks = [sizes.hidden, sizes.inputs, 1].map((rows) => rows * width);
  const ends = sizesOfBlocks.map((_, place) => sum(sizesOfBlocks.slice(0, place + 1)));
  const needed = sum(sizesOfBlocks);
  if (needed > all.length)
    throw new RangeError(`${path}: it holds ${all.length} numbers; ${needed} are needed, for W, U and b`);
  const blocks = ends.map((end, place) => all.subarray(end - (sizesOfBlocks[place] ?? 0), end));
  return { blocks, ofState: all.subarray(needed) };
}

/** The greatest difference in a block, as a share of the block's greatest entry, of all blocks. */
export function differenceOf(found: Gradients, reference: Gradients): number {
  const shares = reference.blocks.map((block, place) => {
    let [difference, greatest] = [0, 0];
    for (let entry = 0; entry < block.length; entry += 1) {
      const is = found.blocks[place]?.[entry] ?? Number.NaN;
      difference = Math.max(difference, Math.abs(is - block[entry]!));
      greatest = Math.max(greatest, Math.abs(block[entry]!));
    }
    return difference / greatest;
  });
  return Math.max(...shares);
}

/**
 * How much float32 may differ from the float64 reference. With u = 2^-24, a sum of k products has an error of about √k u
 * where rounding errors are as good as random; a step's is over hidden + inputs products. States and cotangents keep their
 * size (values.ts), so an error stays as large as it was made, and those of all steps there and all steps back add up like a
 * random walk, to √(2 steps) of them. The greatest of a million normal errors is 5 standard deviations; 8 leaves room for
 * tanh and sigmoid, a few u each.
 */
export function tolerance({ steps, hidden, inputs }: Sizes): number {
  return 8 * Math.sqrt(2 * steps) * Math.sqrt(hidden + inputs) * 2 ** -24;
}

/** Above this no float32 cotangent of the way is a denormal, which begin at 1.2e-38. */
const leastCotangent = 1e-30;

/** @throws {RangeError} if cotangents vanish on their way back, and denormals would be timed */
export function requireNormal({ ofState }: Gradients, where: string): void {
  const sorted = ofState.map(Math.abs).sort();
  const typical = sorted[Math.floor(sorted.length / 100)] ?? 0;
  if (typical > leastCotangent) return;
  throw new RangeError(
    `${where}: cotangents of the initial state are as small as ${typical}; more than ${leastCotangent} is needed, or ` +
      'denormals would be timed; choose other weights',
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
