// The cell of an LSTM from its gates, a row of which is [i, f, g, o] after their functions, and the VJPs.
import { lanes, loadEach, splat, storeEach } from './lanes';
import { tanhRow } from './map';
import { multiplyRow, sigmoidVjpRow, tanhVjpRow } from './zip';

// y [2, rows, hidden]: h = o tanh(c') and c' = f c + i g.
// @ts-ignore: decorator
@inline function lstmCell<T>(rows: usize, hidden: usize, gates: usize, c: usize, y: usize): void {
  const bytes = hidden * sizeof<T>();
  let next = y + rows * bytes;
  for (; rows > 0; rows--) {
    nextRow<T>(hidden, gates, c, next);
    tanhRow<T>(hidden, next, y);
    multiplyRow<T>(hidden, gates + 3 * bytes, 1, y, 1, y);
    gates += 4 * bytes;
    c += bytes;
    y += bytes;
    next += bytes;
  }
}

function nextRow<T>(n: usize, gates: usize, c: usize, next: usize): void {
  let j: usize = 0;
  for (; j + lanes<T>() <= n; j += lanes<T>()) nextEach<T>(false, j, n, gates, c, next);
  for (; j < n; j++) nextEach<T>(true, j, n, gates, c, next);
}

// @ts-ignore: decorator
@inline function nextEach<T>(single: bool, j: usize, n: usize, gates: usize, c: usize, next: usize): void {
  const kept = v128.mul<T>(loadEach<T>(single, gates, n + j), loadEach<T>(single, c, j));
  const added = v128.mul<T>(loadEach<T>(single, gates, j), loadEach<T>(single, gates, 2 * n + j));
  storeEach<T>(single, next, j, v128.add<T>(kept, added));
}

// y = [the cotangent of the gates, the cotangent of c]; g = [dh, dc'] and `cell` are [2, rows, hidden]. tanh(c') is
// taken again: to keep it would cost as many bytes as a state.
// @ts-ignore: decorator
@inline function lstmCellVjp<T>(
  rows: usize, hidden: usize, g: usize, gates: usize, c: usize, cell: usize, y: usize,
): void {
  const bytes = hidden * sizeof<T>();
  let dc = y + 4 * rows * bytes, dNext = g + rows * bytes, next = cell + rows * bytes;
  for (; rows > 0; rows--) {
    tanhRow<T>(hidden, next, dc);
    cellVjpRow<T>(hidden, g, dNext, gates, c, y, dc);
    g += bytes;
    dNext += bytes;
    gates += 4 * bytes;
    c += bytes;
    next += bytes;
    y += 4 * bytes;
    dc += bytes;
  }
}

// tanh(c') comes in `dc` and makes room for it.
function cellVjpRow<T>(n: usize, dh: usize, dNext: usize, gates: usize, c: usize, y: usize, dc: usize): void {
  let j: usize = 0;
  for (; j + lanes<T>() <= n; j += lanes<T>()) cellVjpEach<T>(false, j, n, dh, dNext, gates, c, y, dc);
  for (; j < n; j++) cellVjpEach<T>(true, j, n, dh, dNext, gates, c, y, dc);
}

// @ts-ignore: decorator
@inline function cellVjpEach<T>(
  single: bool, j: usize, n: usize, dh: usize, dNext: usize, gates: usize, c: usize, y: usize, dc: usize,
): void {
  const h = loadEach<T>(single, dh, j), t = loadEach<T>(single, dc, j);
  const slope = v128.sub<T>(splat<T>(1), v128.mul<T>(t, t));
  const through = v128.mul<T>(v128.mul<T>(h, loadEach<T>(single, gates, 3 * n + j)), slope);
  const d = v128.add<T>(loadEach<T>(single, dNext, j), through);
  storeEach<T>(single, y, j, v128.mul<T>(d, loadEach<T>(single, gates, 2 * n + j)));
  storeEach<T>(single, y, n + j, v128.mul<T>(d, loadEach<T>(single, c, j)));
  storeEach<T>(single, y, 2 * n + j, v128.mul<T>(d, loadEach<T>(single, gates, j)));
  storeEach<T>(single, y, 3 * n + j, v128.mul<T>(h, t));
  storeEach<T>(single, dc, j, v128.mul<T>(d, loadEach<T>(single, gates, n + j)));
}

// @ts-ignore: decorator
@inline function lstmGatesVjp<T>(rows: usize, hidden: usize, g: usize, gates: usize, y: usize): void {
  const bytes = hidden * sizeof<T>();
  for (; rows > 0; rows--) {
    sigmoidVjpRow<T>(2 * hidden, g, 1, gates, 1, y);
    tanhVjpRow<T>(hidden, g + 2 * bytes, 1, gates + 2 * bytes, 1, y + 2 * bytes);
    sigmoidVjpRow<T>(hidden, g + 3 * bytes, 1, gates + 3 * bytes, 1, y + 3 * bytes);
    g += 4 * bytes;
    gates += 4 * bytes;
    y += 4 * bytes;
  }
}

export function lstmCell_f32(rows: usize, hidden: usize, gates: usize, c: usize, y: usize): void {
  lstmCell<f32>(rows, hidden, gates, c, y);
}

export function lstmCell_f64(rows: usize, hidden: usize, gates: usize, c: usize, y: usize): void {
  lstmCell<f64>(rows, hidden, gates, c, y);
}

export function lstmCellVjp_f32(
  rows: usize, hidden: usize, g: usize, gates: usize, c: usize, cell: usize, y: usize,
): void {
  lstmCellVjp<f32>(rows, hidden, g, gates, c, cell, y);
}

export function lstmCellVjp_f64(
  rows: usize, hidden: usize, g: usize, gates: usize, c: usize, cell: usize, y: usize,
): void {
  lstmCellVjp<f64>(rows, hidden, g, gates, c, cell, y);
}

export function lstmGatesVjp_f32(rows: usize, hidden: usize, g: usize, gates: usize, y: usize): void {
  lstmGatesVjp<f32>(rows, hidden, g, gates, y);
}

export function lstmGatesVjp_f64(rows: usize, hidden: usize, g: usize, gates: usize, y: usize): void {
  lstmGatesVjp<f64>(rows, hidden, g, gates, y);
}
