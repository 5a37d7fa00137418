// y[i] = f(x[i]). The numbers of the operations are the places of their names in `mapNames`.
import { at, lanes, splat } from './lanes';
import { expLanes, sigmoidLanes, tanhLanes } from './exp';
import { logLanes, softplusLanes } from './log';

// @ts-ignore: decorator
@inline function apply<T>(operation: i32, x: v128): v128 {
  if (operation == 0) return v128.neg<T>(x);
  if (operation == 1) return expLanes<T>(x);
  if (operation == 2) return logLanes<T>(x);
  if (operation == 3) return v128.sqrt<T>(x);
  if (operation == 4) return v128.mul<T>(x, x);
  if (operation == 7) return tanhLanes<T>(x);
  if (operation == 8) return sigmoidLanes<T>(x);
  if (operation == 9) return softplusLanes<T>(x);
  if (operation == 10) return v128.max<T>(x, splat<T>(0));
  if (operation == 11) return v128.abs<T>(x);
  return sign<T>(x);
}

// 0, -0 and NaN are their own sign.
// @ts-ignore: decorator
@inline function sign<T>(x: v128): v128 {
  const unit = v128.or(splat<T>(1), v128.and(x, splat<T>(-0.0)));
  return v128.bitselect(unit, x, v128.gt<T>(v128.abs<T>(x), splat<T>(0)));
}

// What is left after the last full vector goes number by number, each in all lanes of a vector.
// @ts-ignore: decorator
@inline function vectors<T>(operation: i32, n: usize, x: usize, y: usize): void {
  let i: usize = 0;
  for (; i + lanes<T>() <= n; i += lanes<T>()) v128.store(at<T>(y, i), apply<T>(operation, v128.load(at<T>(x, i))));
  for (; i < n; i++) {
    store<T>(at<T>(y, i), v128.extract_lane<T>(apply<T>(operation, v128.load_splat<T>(at<T>(x, i))), 0));
  }
}

// The same for an operation so long that it should stand here only once, and that two vectors side by side are quicker:
// a processor that is busy with one does not look far enough ahead to find the next.
// @ts-ignore: decorator
@inline function longVectors<T>(operation: i32, n: usize, x: usize, y: usize): void {
  for (let i: usize = 0; i < n; i += 2 * lanes<T>()) {
    const isLast = i + 2 * lanes<T>() > n;
    if (isLast) copyFew<T>(n - i, at<T>(x, i), last);
    const from = isLast ? last : at<T>(x, i), to = isLast ? last : at<T>(y, i);
    const left = v128.load(from), right = v128.load(from, 16);
    const first = apply<T>(operation, left), second = apply<T>(operation, right);
    v128.store(to, first);
    v128.store(to, second, 16);
    if (isLast) copyFew<T>(n - i, last, at<T>(y, i));
  }
}

/** The numbers after the last two full vectors. */
const last = memory.data(32, 16);

function copyFew<T>(n: usize, x: usize, y: usize): void {
  for (let i: usize = 0; i < n; i++) store<T>(at<T>(y, i), load<T>(at<T>(x, i)));
}

export function tanhRow<T>(n: usize, x: usize, y: usize): void {
  longVectors<T>(7, n, x, y);
}

export function sigmoidRow<T>(n: usize, x: usize, y: usize): void {
  longVectors<T>(8, n, x, y);
}

export function reluRow<T>(n: usize, x: usize, y: usize): void {
  vectors<T>(10, n, x, y);
}

// Sines and cosines go one by one, in float64: their arguments may need many bits of π.
function waves<T>(cosine: bool, n: usize, x: usize, y: usize): void {
  for (let i: usize = 0; i < n; i++) {
    const value = <f64>load<T>(at<T>(x, i));
    store<T>(at<T>(y, i), <T>(cosine ? NativeMath.cos(value) : NativeMath.sin(value)));
  }
}

// @ts-ignore: decorator
@inline function map<T>(operation: i32, n: usize, x: usize, y: usize): void {
  switch (operation) {
    case 0: return vectors<T>(0, n, x, y);
    case 1: return longVectors<T>(1, n, x, y);
    case 2: return longVectors<T>(2, n, x, y);
    case 3: return vectors<T>(3, n, x, y);
    case 4: return vectors<T>(4, n, x, y);
    case 5: return waves<T>(false, n, x, y);
    case 6: return waves<T>(true, n, x, y);
    case 7: return tanhRow<T>(n, x, y);
    case 8: return sigmoidRow<T>(n, x, y);
    case 9: return longVectors<T>(9, n, x, y);
    case 10: return reluRow<T>(n, x, y);
    case 11: return vectors<T>(11, n, x, y);
    default: return vectors<T>(12, n, x, y);
  }
}

export function map_f32(operation: i32, n: usize, x: usize, y: usize): void {
  map<f32>(operation, n, x, y);
}

export function map_f64(operation: i32, n: usize, x: usize, y: usize): void {
  map<f64>(operation, n, x, y);
}
