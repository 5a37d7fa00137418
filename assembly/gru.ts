// The gates and the cell of a GRU whose reset gate acts after the product. A row of the gates is [z, r, n, s]: update
// and reset gate, candidate, and what the reset gate acts on; a row of the products p and q is [z, r, n].
import { sumRow } from './activate';
import { ONE, address } from './constants';
import { lanes, loadEach, splat, storeEach } from './lanes';
import { sigmoidRow, tanhRow } from './map';
import { addRow, multiplyRow, sigmoidVjpRow, subtractRow, tanhVjpRow } from './zip';

// z, r = σ((p + b) + (q + c)), s = q + c, n = tanh((p + b) + r s).
// @ts-ignore: decorator
@inline function gruGates<T>(
  rows: usize, hidden: usize, p: usize, q: usize, b: usize, c: usize, y: usize,
): void {
  const bytes = hidden * sizeof<T>(), two = 2 * bytes;
  for (; rows > 0; rows--) {
    const n = y + two, s = n + bytes;
    addRow<T>(2 * hidden, p, 1, b, 1, y);
    addRow<T>(2 * hidden, q, 1, c, 1, n);
    addRow<T>(2 * hidden, y, 1, n, 1, y);
    sigmoidRow<T>(2 * hidden, y, y);
    addRow<T>(hidden, q + two, 1, c + two, 1, s);
    multiplyRow<T>(hidden, y + bytes, 1, s, 1, n);
    sumRow<T>(hidden, p + two, b + two, n, n);
    tanhRow<T>(hidden, n, n);
    p += 3 * bytes;
    q += 3 * bytes;
    y += 4 * bytes;
  }
}

// y = [the cotangent of p, the cotangent of q], which differ in the candidate's part alone.
// @ts-ignore: decorator
@inline function gruGatesVjp<T>(rows: usize, hidden: usize, g: usize, gates: usize, y: usize): void {
  const bytes = hidden * sizeof<T>(), two = 2 * bytes, three = 3 * bytes;
  let dq = y + rows * three;
  for (; rows > 0; rows--) {
    sigmoidVjpRow<T>(hidden, g, 1, gates, 1, y);
    tanhVjpRow<T>(hidden, g + two, 1, gates + two, 1, y + two);
    multiplyRow<T>(hidden, y + two, 1, gates + three, 1, y + bytes);
    addRow<T>(hidden, g + bytes, 1, y + bytes, 1, y + bytes);
    sigmoidVjpRow<T>(hidden, y + bytes, 1, gates + bytes, 1, y + bytes);
    memory.copy(dq, y, two);
    multiplyRow<T>(hidden, y + two, 1, gates + bytes, 1, dq + two);
    addRow<T>(hidden, g + three, 1, dq + two, 1, dq + two);
    g += 4 * bytes;
    gates += 4 * bytes;
    y += three;
    dq += three;
  }
}

// y = (1 - z) n + z h.
// @ts-ignore: decorator
@inline function gruCell<T>(rows: usize, hidden: usize, gates: usize, h: usize, y: usize): void {
  const bytes = hidden * sizeof<T>();
  for (; rows > 0; rows--) {
    nextRow<T>(hidden, gates, gates + 2 * bytes, h, y);
    gates += 4 * bytes;
    h += bytes;
    y += bytes;
  }
}

function nextRow<T>(n: usize, z: usize, candidate: usize, h: usize, y: usize): void {
  let j: usize = 0;
  for (; j + lanes<T>() <= n; j += lanes<T>()) nextEach<T>(false, j, z, candidate, h, y);
  for (; j < n; j++) nextEach<T>(true, j, z, candidate, h, y);
}

// @ts-ignore: decorator
@inline function nextEach<T>(single: bool, j: usize, z: usize, candidate: usize, h: usize, y: usize): void {
  const update = loadEach<T>(single, z, j);
  const fresh = v128.mul<T>(v128.sub<T>(splat<T>(1), update), loadEach<T>(single, candidate, j));
  storeEach<T>(single, y, j, v128.add<T>(fresh, v128.mul<T>(update, loadEach<T>(single, h, j))));
}

// y = [the cotangent of the gates, 0 for r and s; the cotangent of h].
// @ts-ignore: decorator
@inline function gruCellVjp<T>(rows: usize, hidden: usize, g: usize, gates: usize, h: usize, y: usize): void {
  const bytes = hidden * sizeof<T>(), two = 2 * bytes;
  let dh = y + 4 * rows * bytes;
  for (; rows > 0; rows--) {
    const fresh = y + bytes;
    multiplyRow<T>(hidden, g, 1, gates + two, 1, fresh);
    multiplyRow<T>(hidden, g, 1, h, 1, y);
    subtractRow<T>(hidden, y, 1, fresh, 1, y);
    memory.fill(fresh, 0, bytes);
    subtractRow<T>(hidden, address<T>(ONE), 0, gates, 1, y + two);
    multiplyRow<T>(hidden, g, 1, y + two, 1, y + two);
    memory.fill(y + two + bytes, 0, bytes);
    multiplyRow<T>(hidden, g, 1, gates, 1, dh);
    g += bytes;
    gates += 4 * bytes;
    h += bytes;
    y += 4 * bytes;
    dh += bytes;
  }
}

export function gruGates_f32(rows: usize, hidden: usize, p: usize, q: usize, b: usize, c: usize, y: usize): void {
  gruGates<f32>(rows, hidden, p, q, b, c, y);
}

export function gruGates_f64(rows: usize, hidden: usize, p: usize, q: usize, b: usize, c: usize, y: usize): void {
  gruGates<f64>(rows, hidden, p, q, b, c, y);
}

export function gruGatesVjp_f32(rows: usize, hidden: usize, g: usize, gates: usize, y: usize): void {
  gruGatesVjp<f32>(rows, hidden, g, gates, y);
}

export function gruGatesVjp_f64(rows: usize, hidden: usize, g: usize, gates: usize, y: usize): void {
  gruGatesVjp<f64>(rows, hidden, g, gates, y);
}

export function gruCell_f32(rows: usize, hidden: usize, gates: usize, h: usize, y: usize): void {
  gruCell<f32>(rows, hidden, gates, h, y);
}

export function gruCell_f64(rows: usize, hidden: usize, gates: usize, h: usize, y: usize): void {
  gruCell<f64>(rows, hidden, gates, h, y);
}

export function gruCellVjp_f32(rows: usize, hidden: usize, g: usize, gates: usize, h: usize, y: usize): void {
  gruCellVjp<f32>(rows, hidden, g, gates, h, y);
}

export function gruCellVjp_f64(rows: usize, hidden: usize, g: usize, gates: usize, h: usize, y: usize): void {
  gruCellVjp<f64>(rows, hidden, g, gates, h, y);
}
