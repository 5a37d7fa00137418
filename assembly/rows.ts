// Moving numbers: rows, gathered and scattered rows, transposition and slicing.
import { at, lanes } from './lanes';

// memory.copy is a call out of the module; short rows are quicker without.
const SHORT: usize = 64;

// @ts-ignore: decorator
@inline function copyRow(bytes: usize, x: usize, y: usize): void {
  if (bytes > SHORT) {
    memory.copy(y, x, bytes);
    return;
  }
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(y + i, v128.load(x + i));
  for (; i + 4 <= bytes; i += 4) store<u32>(y + i, load<u32>(x + i));
  for (; i < bytes; i++) store<u8>(y + i, load<u8>(x + i));
}

export function copyRows(rows: usize, widthBytes: usize, x: usize, xStride: usize, y: usize, yStride: usize): void {
  if (xStride == widthBytes && yStride == widthBytes) {
    memory.copy(y, x, rows * widthBytes);
    return;
  }
  for (let r: usize = 0; r < rows; r++) copyRow(widthBytes, x + r * xStride, y + r * yStride);
}

export function gatherRows(rows: usize, widthBytes: usize, table: usize, indices: usize, y: usize): void {
  for (let r: usize = 0; r < rows; r++) {
    copyRow(widthBytes, table + load<u32>(at<u32>(indices, r)) * widthBytes, y + r * widthBytes);
  }
}

// Compared without sign, a negative index is beyond any limit. -1 where all are inside.
export function firstOutside(n: usize, indices: usize, limit: u32): i32 {
  for (let i: usize = 0; i < n; i++) {
    if (load<u32>(at<u32>(indices, i)) >= limit) return <i32>i;
  }
  return -1;
}

// @ts-ignore: decorator
@inline function addRow<T>(width: usize, x: usize, y: usize): void {
  let j: usize = 0;
  for (; j + lanes<T>() <= width; j += lanes<T>()) {
    v128.store(at<T>(y, j), v128.add<T>(v128.load(at<T>(y, j)), v128.load(at<T>(x, j))));
  }
  for (; j < width; j++) store<T>(at<T>(y, j), <T>(load<T>(at<T>(y, j)) + load<T>(at<T>(x, j))));
}

// @ts-ignore: decorator
@inline function addRows<T>(rows: usize, width: usize, x: usize, xStride: usize, y: usize, yStride: usize): void {
  for (let r: usize = 0; r < rows; r++) addRow<T>(width, at<T>(x, r * xStride), at<T>(y, r * yStride));
}

// @ts-ignore: decorator
@inline function scatterAddRows<T>(rows: usize, width: usize, x: usize, indices: usize, y: usize): void {
  for (let r: usize = 0; r < rows; r++) {
    addRow<T>(width, at<T>(x, r * width), at<T>(y, load<u32>(at<u32>(indices, r)) * width));
  }
}

// @ts-ignore: decorator
@inline function strided<T>(
  d0: usize, d1: usize, d2: usize, d3: usize, x: usize, x0: usize, x1: usize, x2: usize, x3: usize, y: usize,
): void {
  for (let i: usize = 0; i < d0; i++) {
    for (let j: usize = 0; j < d1; j++) {
      plane<T>(d2, d3, at<T>(x, i * x0 + j * x1), x2, x3, at<T>(y, (i * d1 + j) * d2 * d3));
    }
  }
}

// Rows of which one number is beside the next are copied; of a transposition, small squares that stay in the cache.
function plane<T>(rows: usize, columns: usize, x: usize, xRow: usize, xColumn: usize, y: usize): void {
  if (xColumn == 1) {
    for (let r: usize = 0; r < rows; r++) {
      copyRow(columns * sizeof<T>(), at<T>(x, r * xRow), at<T>(y, r * columns));
    }
    return;
  }
  const side: usize = 16;
  for (let r: usize = 0; r < rows; r += side) {
    for (let j: usize = 0; j < columns; j += side) {
      square<T>(r, min(r + side, rows), j, min(j + side, columns), columns, x, xRow, xColumn, y);
    }
  }
}

// @ts-ignore: decorator
@inline function square<T>(
  top: usize, bottom: usize, left: usize, right: usize, columns: usize, x: usize, xRow: usize, xColumn: usize, y: usize,
): void {
  for (let r = top; r < bottom; r++) {
    for (let j = left; j < right; j++) {
      store<T>(at<T>(y, r * columns + j), load<T>(at<T>(x, r * xRow + j * xColumn)));
    }
  }
}

/** The same of entries of one, four or eight bytes, whatever they are. */
export function stridedBytes(
  width: usize,
  d0: usize, d1: usize, d2: usize, d3: usize, x: usize, x0: usize, x1: usize, x2: usize, x3: usize, y: usize,
): void {
  if (width == 1) strided<u8>(d0, d1, d2, d3, x, x0, x1, x2, x3, y);
  else if (width == 4) strided<u32>(d0, d1, d2, d3, x, x0, x1, x2, x3, y);
  else strided<u64>(d0, d1, d2, d3, x, x0, x1, x2, x3, y);
}

export function addRows_f32(rows: usize, width: usize, x: usize, xStride: usize, y: usize, yStride: usize): void {
  addRows<f32>(rows, width, x, xStride, y, yStride);
}

export function addRows_f64(rows: usize, width: usize, x: usize, xStride: usize, y: usize, yStride: usize): void {
  addRows<f64>(rows, width, x, xStride, y, yStride);
}

export function scatterAddRows_f32(rows: usize, width: usize, x: usize, indices: usize, y: usize): void {
  scatterAddRows<f32>(rows, width, x, indices, y);
}

export function scatterAddRows_f64(rows: usize, width: usize, x: usize, indices: usize, y: usize): void {
  scatterAddRows<f64>(rows, width, x, indices, y);
}

export function strided_f32(
  d0: usize, d1: usize, d2: usize, d3: usize, x: usize, x0: usize, x1: usize, x2: usize, x3: usize, y: usize,
): void {
  strided<f32>(d0, d1, d2, d3, x, x0, x1, x2, x3, y);
}

export function strided_f64(
  d0: usize, d1: usize, d2: usize, d3: usize, x: usize, x0: usize, x1: usize, x2: usize, x3: usize, y: usize,
): void {
  strided<f64>(d0, d1, d2, d3, x, x0, x1, x2, x3, y);
}
