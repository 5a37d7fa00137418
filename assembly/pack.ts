// Copies of pieces of A and B in the order in which the tiles read them, in buffers that belong to the module.
import { at, lanes } from './lanes';

/** The width of a tile of C, in bytes: two vectors. */
export const TILE_BYTES: usize = 32;

/** How many numbers of k are worked on at a time. Sums that go on are kept in C, so this changes no bit. */
export const DEPTH: usize = 256;

/** How many columns of B are worked on at a time, in bytes. */
export const WIDTH_BYTES: usize = 2048;

/** How much of A is worked on at a time: so much stays in a first-level cache while the panels of B go by ... */
export const BLOCK_BYTES: usize = 32768;

/** ... and of no more rows than this, so that the same is true of their lines of C. */
export const MOST_ROWS: usize = 64;

/** DEPTH rows of WIDTH_BYTES of B at most, by panels: a panel's width of the first row, of the second ... */
export const panels = memory.data(524288, 64);

/** A block of A by strips of four rows: the first number of each row, the second ... */
export const strips = memory.data(32768, 64);

/** A piece of C that is wider than what is wanted of it: four rows of a tile, or up to seven of a band. */
export const corner = memory.data(448, 64);

/** Packs `rows` rows of A, a multiple of four. */
export function packStrips<T>(rows: usize, depth: usize, a: usize, aRow: usize, aStep: usize): void {
  const width = 4 * sizeof<T>();
  let to = strips;
  for (let i: usize = 0; i < rows; i += 4) {
    if (aRow == sizeof<T>()) copyNeighbours<T>(depth, a, aStep, to);
    else turnPanel<T>(width, depth, a, aRow, to);
    a += 4 * aRow;
    to += depth * width;
  }
}

// Of a transposed A: four neighbours at a time.
// @ts-ignore: decorator
@inline function copyNeighbours<T>(depth: usize, a: usize, aStep: usize, to: usize): void {
  for (; depth > 0; depth--) {
    v128.store(to, v128.load(a));
    if (sizeof<T>() == 8) v128.store(to, v128.load(a, 16), 16);
    a += aStep;
    to += 4 * sizeof<T>();
  }
}

/** Packs what is stored as rows, `width` bytes' worth of them, by turning small squares. */
export function turnPanel<T>(width: usize, depth: usize, from: usize, row: usize, to: usize): void {
  for (let i: usize = 0; i < width; i += 16) {
    turnRows<T>(depth, from, row, to + i, width);
    from += lanes<T>() * row;
  }
}

function turnRows<T>(depth: usize, from: usize, row: usize, to: usize, width: usize): void {
  for (; depth >= lanes<T>(); depth -= lanes<T>()) {
    turnSquare<T>(from, row, to, width);
    from += 16;
    to += lanes<T>() * width;
  }
  for (; depth > 0; depth--) {
    for (let i: usize = 0; i < lanes<T>(); i++) store<T>(at<T>(to, i), load<T>(from + i * row));
    from += sizeof<T>();
    to += width;
  }
}

// @ts-ignore: decorator
@inline function turnSquare<T>(from: usize, row: usize, to: usize, width: usize): void {
  const r0 = v128.load(from), r1 = v128.load(from + row);
  if (sizeof<T>() == 8) {
    v128.store(to, v128.shuffle<f64>(r0, r1, 0, 2));
    v128.store(to + width, v128.shuffle<f64>(r0, r1, 1, 3));
  } else {
    const r2 = v128.load(from + 2 * row), r3 = v128.load(from + 3 * row);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
    v128.store(to + width, v128.shuffle<f64>(low01, low23, 1, 3));
    v128.store(to + 2 * width, v128.shuffle<f64>(high01, high23, 0, 2));
    v128.store(to + 3 * width, v128.shuffle<f64>(high01, high23, 1, 3));
  }
}

/** Packs `count` columns of B, fewer than fill `width` bytes; the rest becomes 0. */
export function packFew<T>(
  count: usize, width: usize, depth: usize, b: usize, bStep: usize, bColumn: usize, to: usize,
): void {
  for (; depth > 0; depth--) {
    for (let i: usize = 0; i < width; i += 16) v128.store(to + i, v128.splat<T>(0));
    let j: usize = 0;
    if (bColumn == sizeof<T>()) {
      for (; j + lanes<T>() <= count; j += lanes<T>()) v128.store(at<T>(to, j), v128.load(at<T>(b, j)));
    }
    for (; j < count; j++) store<T>(at<T>(to, j), load<T>(b + j * bColumn));
    b += bStep;
    to += width;
  }
}

/** Copies `bytes` bytes of each of some rows. */
export function copyPiece<T>(rows: usize, bytes: usize, x: usize, xRow: usize, y: usize, yRow: usize): void {
  for (; rows > 0; rows--) {
    for (let j: usize = 0; j < bytes; j += sizeof<T>()) store<T>(y + j, load<T>(x + j));
    x += xRow;
    y += yRow;
  }
}
