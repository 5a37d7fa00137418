// Copies of pieces of A and B in the order in which the tiles read them, in buffers that belong to the module.
import { TILE_BYTES } from './tile';

/** How much of k is worked on at a time. Sums that go on are kept in C, so this changes no bit. */
export const DEPTH: usize = 256;

/** How many bytes of a column of A are worked on at a time: 128 rows of float32 or 64 of float64. */
export const HEIGHT_BYTES: usize = 512;

/** DEPTH rows of a tile's width of B. */
export const panel = memory.data(8192, 16);

/** DEPTH columns of HEIGHT_BYTES of A, by strips of four rows. */
const block = memory.data(131072, 16);

/** A tile of C that is not as wide as a tile: four rows. */
export const corner = memory.data(128, 16);

/** Where the strip of A that begins with `row` (a multiple of 4) is in the block. */
// @ts-ignore: decorator
@inline export function stripOfBlock<T>(row: usize, depth: usize): usize {
  return block + row * depth * sizeof<T>();
}

/** Packs the full strips of `rows` rows of a transposed A: from aStep to aStep, four neighbours at a time. */
export function packBlock<T>(rows: usize, depth: usize, a: usize, aStep: usize): void {
  for (let l: usize = 0; l < depth; l++) {
    let from = a + l * aStep;
    let to = block + l * 4 * sizeof<T>();
    for (let i: usize = 4; i <= rows; i += 4) {
      v128.store(to, v128.load(from));
      if (sizeof<T>() == 8) v128.store(to, v128.load(from, 16), 16);
      from += 4 * sizeof<T>();
      to += 4 * sizeof<T>() * depth;
    }
  }
}

/** Packs a panel of a transposed B, which is a tile's width of rows of `row` bytes, by turning small squares. */
export function packTransposed<T>(depth: usize, b: usize, row: usize): void {
  const square: usize = 16 / sizeof<T>();
  let l: usize = 0;
  for (; l + square <= depth; l += square) {
    turn<T>(b + l * sizeof<T>(), row, panel + l * TILE_BYTES);
    turn<T>(b + l * sizeof<T>() + square * row, row, panel + l * TILE_BYTES + 16);
  }
  if (l < depth) {
    packEdge<T>(TILE_BYTES / sizeof<T>(), depth - l, b + l * sizeof<T>(), sizeof<T>(), row, panel + l * TILE_BYTES);
  }
}

/** Packs `width` columns, number by number; the rest of the panel's width becomes 0. */
export function packEdge<T>(width: usize, depth: usize, b: usize, bStep: usize, bColumn: usize, to: usize): void {
  for (let l: usize = 0; l < depth; l++) {
    v128.store(to, v128.splat<T>(0));
    v128.store(to, v128.splat<T>(0), 16);
    for (let j: usize = 0; j < width; j++) {
      store<T>(to + j * sizeof<T>(), load<T>(b + l * bStep + j * bColumn));
    }
    to += TILE_BYTES;
  }
}

// Transposes a square of as many rows as a vector has lanes.
// @ts-ignore: decorator
@inline function turn<T>(b: usize, row: usize, to: usize): void {
  const r0 = v128.load(b), r1 = v128.load(b + row);
  if (sizeof<T>() == 8) {
    v128.store(to, v128.shuffle<f64>(r0, r1, 0, 2));
    v128.store(to, v128.shuffle<f64>(r0, r1, 1, 3), TILE_BYTES);
  } else {
    const r2 = v128.load(b + 2 * row), r3 = v128.load(b + 3 * row);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
    v128.store(to, v128.shuffle<f64>(low01, low23, 1, 3), TILE_BYTES);
    v128.store(to, v128.shuffle<f64>(high01, high23, 0, 2), 2 * TILE_BYTES);
    v128.store(to, v128.shuffle<f64>(high01, high23, 1, 3), 3 * TILE_BYTES);
  }
}
