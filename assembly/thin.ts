// Products of up to three rows: bands of C, a few rows of B at a time.
import { copyPiece, corner, packFew, panels, turnPanel } from './pack';
import { BAND_BYTES, bandOfOne, bandOfTwo } from './tile';

// How many rows of B are read at a time, in bytes of a number each: so few lie on few pages of memory.
const SLAB_BYTES: usize = 256;

/** C [rows, n] (+)= op(A) op(B), by bands of C. */
export function thin<T>(
  rows: usize, n: usize, k: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, bColumn: usize,
  c: usize, fresh: bool,
): void {
  const slab = SLAB_BYTES / sizeof<T>();
  for (let l: usize = 0; l < k; l += slab) {
    slabOfB<T>(
      rows, n, min(slab, k - l), a + l * aStep, aRow, aStep, b + l * bStep, bStep, bColumn, c, fresh && l == 0,
    );
  }
}

function slabOfB<T>(
  rows: usize, n: usize, depth: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, bColumn: usize,
  c: usize, fresh: bool,
): void {
  const width = BAND_BYTES / sizeof<T>(), cRow = n * sizeof<T>();
  for (; n >= width; n -= width) {
    if (bColumn == sizeof<T>()) {
      bands<T>(rows, depth, a, aRow, aStep, b, bStep, c, cRow, fresh);
    } else {
      turnPanel<T>(BAND_BYTES, depth, b, bColumn, panels);
      bands<T>(rows, depth, a, aRow, aStep, panels, BAND_BYTES, c, cRow, fresh);
    }
    b += width * bColumn;
    c += BAND_BYTES;
  }
  if (n == 0) return;
  packFew<T>(n, BAND_BYTES, depth, b, bStep, bColumn, panels);
  if (!fresh) copyPiece<T>(rows, n * sizeof<T>(), c, cRow, corner, BAND_BYTES);
  bands<T>(rows, depth, a, aRow, aStep, panels, BAND_BYTES, corner, BAND_BYTES, fresh);
  copyPiece<T>(rows, n * sizeof<T>(), corner, BAND_BYTES, c, cRow);
}

function bands<T>(
  rows: usize, depth: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, c: usize, cRow: usize,
  fresh: bool,
): void {
  for (; rows > 1; rows -= 2) {
    bandOfTwo<T>(depth, a, aRow, aStep, b, bStep, c, cRow, fresh);
    a += 2 * aRow;
    c += 2 * cRow;
  }
  if (rows == 1) bandOfOne<T>(depth, a, aRow, aStep, b, bStep, c, cRow, fresh);
}
