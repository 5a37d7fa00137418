// C = op(A) op(B): blocks of k, within them blocks of rows of A, within them panels of B, within them tiles of C; rows
// that do not fill a tile go by bands. A few rows go by bands alone if B has to be turned for them, so that it is once.
// Goto & van de Geijn (2008), Anatomy of high-performance matrix multiplication, doi:10.1145/1356052.1356053.
import {
  BLOCK_BYTES, DEPTH, MOST_ROWS, TILE_BYTES, WIDTH_BYTES, copyPiece, corner, packFew, packStrips, panels, strips,
  turnPanel,
} from './pack';
import { thin } from './thin';
import { column, tileKeeping } from './tile';

// @ts-ignore: decorator
@inline function gemm<T>(
  m: usize, n: usize, k: usize, a: usize, transposeA: bool, b: usize, transposeB: bool, c: usize, accumulate: bool,
): void {
  const size = sizeof<T>();
  const aRow = transposeA ? size : k * size, aStep = transposeA ? m * size : size;
  const bStep = transposeB ? size : n * size, bColumn = transposeB ? k * size : size;
  if (k == 0 && !accumulate) memory.fill(c, 0, m * n * size);
  const tiled: usize = transposeB && m < 8 && m % 4 > 0 ? 0 : m & ~3;
  blocks<T>(tiled, n, k, a, aRow, aStep, b, bStep, bColumn, c, !accumulate);
  if (tiled == m) return;
  thin<T>(m - tiled, n, k, a + tiled * aRow, aRow, aStep, b, bStep, bColumn, c + tiled * n * size, !accumulate);
}

function blocks<T>(
  m: usize, n: usize, k: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, bColumn: usize,
  c: usize, fresh: bool,
): void {
  const size = sizeof<T>();
  for (let j: usize = 0; j < n; j += WIDTH_BYTES / size) {
    const width = min(WIDTH_BYTES / size, n - j);
    for (let l: usize = 0; l < k; l += DEPTH) {
      const depth = min(DEPTH, k - l);
      const height = min(MOST_ROWS, BLOCK_BYTES / size / depth & ~3);
      const from = b + l * bStep + j * bColumn;
      for (let i: usize = 0; i < m; i += height) {
        const rows = min(height, m - i);
        const to = c + (i * n + j) * size;
        packStrips<T>(rows, depth, a + i * aRow + l * aStep, aRow, aStep);
        if (i > 0) packedPanels<T>(rows, width, depth, to, n * size, fresh && l == 0);
        else firstStrips<T>(rows, width, depth, rows < m, from, bStep, bColumn, to, n * size, fresh && l == 0);
      }
    }
  }
}

// The first strips of A times all panels, which are packed on the way: side by side if others will `follow`.
function firstStrips<T>(
  rows: usize, width: usize, depth: usize, follow: bool, b: usize, bStep: usize, bColumn: usize,
  c: usize, cRow: usize, fresh: bool,
): void {
  const across = TILE_BYTES / sizeof<T>(), strip = 4 * depth * sizeof<T>();
  let panel = panels;
  for (; width >= across; width -= across) {
    if (bColumn != sizeof<T>()) {
      turnPanel<T>(TILE_BYTES, depth, b, bColumn, panel);
      column<T>(rows / 4, depth, strips, panel, TILE_BYTES, c, cRow, fresh);
    } else if (rows == 4) {
      column<T>(1, depth, strips, b, bStep, c, cRow, fresh);
    } else {
      tileKeeping<T>(depth, strips, b, bStep, c, cRow, fresh, panel);
      column<T>(rows / 4 - 1, depth, strips + strip, panel, TILE_BYTES, c + 4 * cRow, cRow, fresh);
    }
    b += across * bColumn;
    c += TILE_BYTES;
    if (follow) panel += depth * TILE_BYTES;
  }
  if (width == 0) return;
  packFew<T>(width, TILE_BYTES, depth, b, bStep, bColumn, panel);
  lastColumn<T>(rows, width, depth, panel, c, cRow, fresh);
}

function packedPanels<T>(rows: usize, width: usize, depth: usize, c: usize, cRow: usize, fresh: bool): void {
  const across = TILE_BYTES / sizeof<T>();
  let panel = panels;
  for (; width >= across; width -= across) {
    column<T>(rows / 4, depth, strips, panel, TILE_BYTES, c, cRow, fresh);
    c += TILE_BYTES;
    panel += depth * TILE_BYTES;
  }
  if (width > 0) lastColumn<T>(rows, width, depth, panel, c, cRow, fresh);
}

// A column of C that is not as wide as a tile, by way of one that is.
function lastColumn<T>(
  rows: usize, width: usize, depth: usize, panel: usize, c: usize, cRow: usize, fresh: bool,
): void {
  const bytes = width * sizeof<T>();
  let strip = strips;
  for (; rows > 0; rows -= 4) {
    if (!fresh) copyPiece<T>(4, bytes, c, cRow, corner, TILE_BYTES);
    column<T>(1, depth, strip, panel, TILE_BYTES, corner, TILE_BYTES, fresh);
    copyPiece<T>(4, bytes, corner, TILE_BYTES, c, cRow);
    strip += 4 * depth * sizeof<T>();
    c += 4 * cRow;
  }
}

export function gemm_f32(
  m: usize, n: usize, k: usize, a: usize, transposeA: bool, b: usize, transposeB: bool, c: usize, accumulate: bool,
): void {
  gemm<f32>(m, n, k, a, transposeA, b, transposeB, c, accumulate);
}

export function gemm_f64(
  m: usize, n: usize, k: usize, a: usize, transposeA: bool, b: usize, transposeB: bool, c: usize, accumulate: bool,
): void {
  gemm<f64>(m, n, k, a, transposeA, b, transposeB, c, accumulate);
}
