// C = op(A) op(B): blocks of k, within them blocks of rows, within them panels of B, within them tiles of C.
// Goto & van de Geijn (2008), Anatomy of high-performance matrix multiplication, doi:10.1145/1356052.1356053, is the
// idea; here one panel of B is packed at a time, by the first tile that reads it.
import { DEPTH, HEIGHT_BYTES, corner, packBlock, packEdge, packTransposed, panel, stripOfBlock } from './pack';
import { STRIP_BYTES, TILE_BYTES, strip, tileKeeping, tileOfFewer, tileOfFour } from './tile';

// @ts-ignore: decorator
@inline function gemm<T>(
  m: usize, n: usize, k: usize, a: usize, transposeA: bool, b: usize, transposeB: bool, c: usize, accumulate: bool,
): void {
  const size = sizeof<T>();
  const aRow = transposeA ? size : k * size, aStep = transposeA ? m * size : size;
  const bStep = transposeB ? size : n * size, bColumn = transposeB ? k * size : size;
  if (k == 0 && !accumulate) memory.fill(c, 0, m * n * size);
  for (let l: usize = 0; l < k; l += DEPTH) {
    const depth = min(DEPTH, k - l);
    const fresh = l == 0 && !accumulate;
    for (let i: usize = 0; i < m; i += HEIGHT_BYTES / size) {
      const rows = min(HEIGHT_BYTES / size, m - i);
      rowsTimesB<T>(
        rows, n, depth, a + i * aRow + l * aStep, aRow, aStep, b + l * bStep, bStep, bColumn, c + i * n * size, fresh,
      );
    }
  }
}

function rowsTimesB<T>(
  rows: usize, n: usize, depth: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, bColumn: usize,
  c: usize, fresh: bool,
): void {
  const width = TILE_BYTES / sizeof<T>();
  let j: usize = 0;
  if (rows < 4 && bColumn == sizeof<T>()) j = strips<T>(rows, n, depth, a, aRow, aStep, b, bStep, c, fresh);
  const packed = aRow == sizeof<T>() && aStep != aRow && rows >= 4;
  if (packed) packBlock<T>(rows, depth, a, aStep);
  for (; j < n; j += width) {
    const from = b + j * bColumn, to = c + j * sizeof<T>();
    if (j + width > n) {
      packEdge<T>(n - j, depth, from, bStep, bColumn, panel);
      cornerColumn<T>(rows, n, n - j, depth, a, aRow, aStep, packed, to, fresh);
    } else if (bColumn != sizeof<T>()) {
      packTransposed<T>(depth, from, bColumn);
      column<T>(rows, n, depth, a, aRow, aStep, packed, panel, TILE_BYTES, to, fresh);
    } else {
      column<T>(rows, n, depth, a, aRow, aStep, packed, from, bStep, to, fresh);
    }
  }
}

// A few rows times as much of the width of B as strips cover, which is returned.
function strips<T>(
  rows: usize, n: usize, depth: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, c: usize, fresh: bool,
): usize {
  const width = STRIP_BYTES / sizeof<T>();
  let j: usize = 0;
  for (; j + width <= n; j += width) {
    for (let i: usize = 0; i < rows; i++) {
      strip<T>(depth, a + i * aRow, aStep, b + j * sizeof<T>(), bStep, c + (i * n + j) * sizeof<T>(), fresh);
    }
  }
  return j;
}

// All rows times one panel of B. Where the panel is not packed yet, the first tile packs it if others follow.
function column<T>(
  rows: usize, n: usize, depth: usize, a: usize, aRow: usize, aStep: usize, packed: bool, b: usize, bStep: usize,
  c: usize, fresh: bool,
): void {
  const cRow = n * sizeof<T>();
  const tileRow = packed ? sizeof<T>() : aRow, tileStep = packed ? 4 * sizeof<T>() : aStep;
  let i: usize = 0;
  for (; i + 4 <= rows; i += 4) {
    const from = packed ? stripOfBlock<T>(i, depth) : a + i * aRow;
    if (bStep != TILE_BYTES && rows > 4) {
      tileKeeping<T>(depth, from, tileRow, tileStep, b, bStep, c + i * cRow, cRow, fresh, panel);
      b = panel;
      bStep = TILE_BYTES;
    } else {
      tileOfFour<T>(depth, from, tileRow, tileStep, b, bStep, c + i * cRow, cRow, fresh);
    }
  }
  if (i < rows) tileOfFewer<T>(rows - i, depth, a + i * aRow, aRow, aStep, b, bStep, c + i * cRow, cRow, fresh);
}

// All rows times the last panel, of `width` columns, by way of a full tile of its own.
function cornerColumn<T>(
  rows: usize, n: usize, width: usize, depth: usize, a: usize, aRow: usize, aStep: usize, packed: bool, c: usize,
  fresh: bool,
): void {
  const cRow = n * sizeof<T>(), widthBytes = width * sizeof<T>();
  const tileRow = packed ? sizeof<T>() : aRow, tileStep = packed ? 4 * sizeof<T>() : aStep;
  for (let i: usize = 0; i < rows; i += 4) {
    const to = c + i * cRow, height = min<usize>(4, rows - i);
    if (!fresh) copy<T>(height, width, to, cRow, corner, TILE_BYTES);
    if (height == 4) {
      const from = packed ? stripOfBlock<T>(i, depth) : a + i * aRow;
      tileOfFour<T>(depth, from, tileRow, tileStep, panel, TILE_BYTES, corner, TILE_BYTES, fresh);
    } else {
      tileOfFewer<T>(height, depth, a + i * aRow, aRow, aStep, panel, TILE_BYTES, corner, TILE_BYTES, fresh);
    }
    copy<T>(height, width, corner, TILE_BYTES, to, cRow);
  }
}

function copy<T>(rows: usize, width: usize, x: usize, xRow: usize, y: usize, yRow: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    for (let j: usize = 0; j < width; j++) {
      store<T>(y + i * yRow + j * sizeof<T>(), load<T>(x + i * xRow + j * sizeof<T>()));
    }
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
