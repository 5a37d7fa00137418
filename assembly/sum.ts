// Sums. Over an axis that is not the last, every column is added alone, in order. Over the last, 32 / size numbers are
// added side by side (see `fold`), because a sum in order can use neither vectors nor a second adder.
import { at, lanes, loadLanes, storeLanes } from './lanes';

// The vectors of partial sums.
const PARTIALS: usize = 4;

// @ts-ignore: decorator
@inline function sum<T>(outer: usize, middle: usize, inner: usize, x: usize, y: usize, accumulate: bool): void {
  for (let i: usize = 0; i < outer; i++) {
    if (inner == 1) {
      const total = rowSum<T>(middle, x);
      store<T>(y, accumulate ? load<T>(y) + total : total);
    } else {
      columnSums<T>(middle, inner, x, y, accumulate);
    }
    x = at<T>(x, middle * inner);
    y = at<T>(y, inner);
  }
}

// Partial sum p adds the numbers p, p + P, p + 2P ..., where P is 16 float32 or 8 float64.
export function rowSum<T>(n: usize, x: usize): T {
  const width = PARTIALS * lanes<T>();
  let s0 = v128.splat<T>(0), s1 = s0, s2 = s0, s3 = s0;
  let i: usize = 0;
  for (; i + width <= n; i += width) {
    s0 = v128.add<T>(s0, v128.load(at<T>(x, i)));
    s1 = v128.add<T>(s1, v128.load(at<T>(x, i), 16));
    s2 = v128.add<T>(s2, v128.load(at<T>(x, i), 32));
    s3 = v128.add<T>(s3, v128.load(at<T>(x, i), 48));
  }
  if (i < n) s0 = v128.add<T>(s0, loadLanes<T>(x, i, n));
  i += lanes<T>();
  if (i < n) s1 = v128.add<T>(s1, loadLanes<T>(x, i, n));
  i += lanes<T>();
  if (i < n) s2 = v128.add<T>(s2, loadLanes<T>(x, i, n));
  i += lanes<T>();
  if (i < n) s3 = v128.add<T>(s3, loadLanes<T>(x, i, n));
  return fold<T>(v128.add<T>(v128.add<T>(s0, s2), v128.add<T>(s1, s3)));
}

/** The second half of the numbers is added to the first, until one is left: what is left of the partial sums. */
export function fold<T>(v: v128): T {
  if (sizeof<T>() == 4) v = v128.add<T>(v, v128.shuffle<f64>(v, v, 1, 1));
  const second = sizeof<T>() == 4 ? v128.shuffle<f32>(v, v, 1, 1, 1, 1) : v128.shuffle<f64>(v, v, 1, 1);
  return v128.extract_lane<T>(v128.add<T>(v, second), 0);
}

function columnSums<T>(middle: usize, inner: usize, x: usize, y: usize, accumulate: bool): void {
  const width = PARTIALS * lanes<T>();
  let j: usize = 0;
  for (; j + width <= inner; j += width) {
    let s0 = v128.splat<T>(0), s1 = s0, s2 = s0, s3 = s0;
    let from = at<T>(x, j);
    for (let l = middle; l > 0; l--) {
      s0 = v128.add<T>(s0, v128.load(from));
      s1 = v128.add<T>(s1, v128.load(from, 16));
      s2 = v128.add<T>(s2, v128.load(from, 32));
      s3 = v128.add<T>(s3, v128.load(from, 48));
      from = at<T>(from, inner);
    }
    put<T>(at<T>(y, j), s0, accumulate);
    put<T>(at<T>(y, j) + 16, s1, accumulate);
    put<T>(at<T>(y, j) + 32, s2, accumulate);
    put<T>(at<T>(y, j) + 48, s3, accumulate);
  }
  for (; j < inner; j += lanes<T>()) {
    let s = v128.splat<T>(0);
    for (let l: usize = 0; l < middle; l++) s = v128.add<T>(s, loadLanes<T>(at<T>(x, l * inner), j, inner));
    storeLanes<T>(y, j, inner, accumulate ? v128.add<T>(loadLanes<T>(y, j, inner), s) : s);
  }
}

// @ts-ignore: decorator
@inline function put<T>(y: usize, s: v128, accumulate: bool): void {
  v128.store(y, accumulate ? v128.add<T>(v128.load(y), s) : s);
}

// Eight partial sums of float64, folded as above; a square of a float32 is exact in float64.
// @ts-ignore: decorator
@inline function sumOfSquares<T>(n: usize, x: usize): f64 {
  let s0 = v128.splat<f64>(0), s1 = s0, s2 = s0, s3 = s0;
  for (let i: usize = 0; i < n; i += 8) {
    s0 = v128.add<f64>(s0, squares<T>(x, i, n));
    s1 = v128.add<f64>(s1, squares<T>(x, i + 2, n));
    s2 = v128.add<f64>(s2, squares<T>(x, i + 4, n));
    s3 = v128.add<f64>(s3, squares<T>(x, i + 6, n));
  }
  return fold<f64>(v128.add<f64>(v128.add<f64>(s0, s2), v128.add<f64>(s1, s3)));
}

// @ts-ignore: decorator
@inline function squares<T>(x: usize, i: usize, n: usize): v128 {
  let v = v128.splat<f64>(0);
  if (i + 2 <= n) {
    if (sizeof<T>() == 8) v = v128.load(at<T>(x, i));
    else v = f64x2.promote_low_f32x4(v128.load64_zero(at<T>(x, i)));
  } else if (i < n) {
    v = v128.replace_lane<f64>(v, 0, <f64>load<T>(at<T>(x, i)));
  }
  return v128.mul<f64>(v, v);
}

export function sum_f32(outer: usize, middle: usize, inner: usize, x: usize, y: usize, accumulate: bool): void {
  sum<f32>(outer, middle, inner, x, y, accumulate);
}

export function sum_f64(outer: usize, middle: usize, inner: usize, x: usize, y: usize, accumulate: bool): void {
  sum<f64>(outer, middle, inner, x, y, accumulate);
}

export function sumOfSquares_f32(n: usize, x: usize): f64 {
  return sumOfSquares<f32>(n, x);
}

export function sumOfSquares_f64(n: usize, x: usize): f64 {
  return sumOfSquares<f64>(n, x);
}
