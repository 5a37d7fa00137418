// y = f((p + q) + b) or f(p + b), row by row while a row is in the nearest cache, with the roundings of one operation
// after the other. The numbers of the functions are the places of their names in `activationNames`.
import { at, lanes, loadEach, storeEach } from './lanes';
import { reluRow, sigmoidRow, tanhRow } from './map';
import { addRow } from './zip';

// @ts-ignore: decorator
@inline function activate<T>(
  operation: i32, rows: usize, width: usize, p: usize, q: usize, b: usize, y: usize,
): void {
  const bytes = width * sizeof<T>();
  for (let r: usize = 0; r < rows; r++) {
    if (q != 0) sumRow<T>(width, p, q, b, y);
    else addRow<T>(width, p, 1, b, 1, y);
    f<T>(operation, width, y);
    p += bytes;
    if (q != 0) q += bytes;
    y += bytes;
  }
}

/** (p + q) + b */
export function sumRow<T>(n: usize, p: usize, q: usize, b: usize, y: usize): void {
  let j: usize = 0;
  for (; j + lanes<T>() <= n; j += lanes<T>()) sum<T>(false, j, p, q, b, y);
  for (; j < n; j++) sum<T>(true, j, p, q, b, y);
}

// @ts-ignore: decorator
@inline function sum<T>(single: bool, j: usize, p: usize, q: usize, b: usize, y: usize): void {
  const both = v128.add<T>(loadEach<T>(single, p, j), loadEach<T>(single, q, j));
  storeEach<T>(single, y, j, v128.add<T>(both, loadEach<T>(single, b, j)));
}

function f<T>(operation: i32, n: usize, y: usize): void {
  switch (operation) {
    case 0: return tanhRow<T>(n, y, y);
    case 1: return sigmoidRow<T>(n, y, y);
    case 2: return reluRow<T>(n, y, y);
    default: return gates<T>(n / 4, y);
  }
}

// Of an LSTM: input and forget gate, candidate, output gate.
function gates<T>(hidden: usize, y: usize): void {
  sigmoidRow<T>(2 * hidden, y, y);
  tanhRow<T>(hidden, at<T>(y, 2 * hidden), at<T>(y, 2 * hidden));
  sigmoidRow<T>(hidden, at<T>(y, 3 * hidden), at<T>(y, 3 * hidden));
}

export function activate_f32(
  operation: i32, rows: usize, width: usize, p: usize, q: usize, b: usize, y: usize,
): void {
  activate<f32>(operation, rows, width, p, q, b, y);
}

export function activate_f64(
  operation: i32, rows: usize, width: usize, p: usize, q: usize, b: usize, y: usize,
): void {
  activate<f64>(operation, rows, width, p, q, b, y);
}
