// max, logSumExp, softmax and logSoftmax of an axis. The last axis goes row by row; any other goes by vectors of
// columns, each lane alone.
import { at, lanes, loadLanes, splat, storeLanes } from './lanes';
import { expLanes } from './exp';
import { logLanes } from './log';
import { BLOCK, fold, wait, withWaiting } from './pairwise';

// What is wanted of the axis.
const MAX: i32 = 0;
const LOG_SUM_EXP: i32 = 1;
const SOFTMAX: i32 = 2;
const LOG_SOFTMAX: i32 = 3;

// @ts-ignore: decorator
@inline function axis<T>(want: i32, outer: usize, middle: usize, inner: usize, x: usize, y: usize): void {
  for (let i: usize = 0; i < outer; i++) {
    if (inner == 1) {
      row<T>(want, middle, x, y);
    } else {
      for (let j: usize = 0; j < inner; j += lanes<T>()) columns<T>(want, middle, inner, j, x, y);
    }
    x = at<T>(x, middle * inner);
    y = at<T>(y, want < SOFTMAX ? inner : middle * inner);
  }
}

function row<T>(want: i32, n: usize, x: usize, y: usize): void {
  const top = rowMax<T>(n, x);
  if (want == MAX) return store<T>(y, top);
  if (want == SOFTMAX) {
    const sum = v128.splat<T>(sumOfExp<T>(n, x, top, y));
    for (let i: usize = 0; i < n; i += lanes<T>()) storeLanes<T>(y, i, n, v128.div<T>(loadLanes<T>(y, i, n), sum));
    return;
  }
  const sum = sumOfExp<T>(n, x, top, 0);
  if (want == LOG_SUM_EXP) return store<T>(y, logOfSum<T>(top, sum));
  const shift = v128.splat<T>(top), log = v128.splat<T>(logOf<T>(sum));
  for (let i: usize = 0; i < n; i += lanes<T>()) {
    storeLanes<T>(y, i, n, v128.sub<T>(v128.sub<T>(loadLanes<T>(x, i, n), shift), log));
  }
}

// Four vectors side by side: one maximum, which must see a NaN, takes long to be ready for the next.
export function rowMax<T>(n: usize, x: usize): T {
  let t0 = splat<T>(-Infinity), t1 = t0, t2 = t0, t3 = t0;
  let i: usize = 0;
  for (; i + 4 * lanes<T>() <= n; i += 4 * lanes<T>()) {
    t0 = v128.max<T>(t0, v128.load(at<T>(x, i)));
    t1 = v128.max<T>(t1, v128.load(at<T>(x, i), 16));
    t2 = v128.max<T>(t2, v128.load(at<T>(x, i), 32));
    t3 = v128.max<T>(t3, v128.load(at<T>(x, i), 48));
  }
  for (; i + lanes<T>() <= n; i += lanes<T>()) t1 = v128.max<T>(t1, v128.load(at<T>(x, i)));
  for (; i < n; i++) t2 = v128.max<T>(t2, v128.load_splat<T>(at<T>(x, i)));
  t0 = v128.max<T>(v128.max<T>(t0, t1), v128.max<T>(t2, t3));
  if (sizeof<T>() == 4) t0 = v128.max<T>(t0, v128.shuffle<f64>(t0, t0, 1, 1));
  return max<T>(v128.extract_lane<T>(t0, 0), v128.extract_lane<T>(t0, 1));
}

/** Σ e^(x - top), in as many partial sums as a vector has lanes. The terms are kept at `terms`, unless that is 0. */
export function sumOfExp<T>(n: usize, x: usize, top: T, terms: usize): T {
  const shift = v128.splat<T>(top);
  let sum = v128.splat<T>(0);
  let blocks: usize = 0;
  for (let i: usize = 0; i < n; i += lanes<T>()) {
    if (i - lanes<T>() * BLOCK * blocks == lanes<T>() * BLOCK) {
      wait<T>(blocks++, sum);
      sum = v128.splat<T>(0);
    }
    let term = expLanes<T>(v128.sub<T>(loadLanes<T>(x, i, n), shift));
    if (terms != 0) storeLanes<T>(terms, i, n, term);
    if (i + lanes<T>() > n) term = firstLanes<T>(term, n - i);
    sum = v128.add<T>(sum, term);
  }
  return fold<T>(withWaiting<T>(blocks, sum));
}

// Only the first `count` lanes, the others 0.
// @ts-ignore: decorator
@inline function firstLanes<T>(v: v128, count: usize): v128 {
  if (sizeof<T>() == 8) return v128.replace_lane<f64>(v, 1, 0);
  v = v128.replace_lane<f32>(v, 3, 0);
  if (count < 3) v = v128.replace_lane<f32>(v, 2, 0);
  return count < 2 ? v128.replace_lane<f32>(v, 1, 0) : v;
}

/** log of Σ e^x. Where the largest is infinite, so is the result; x - top would be NaN. */
export function logOfSum<T>(top: T, sum: T): T {
  return abs<T>(top) == <T>Infinity ? top : top + logOf<T>(sum);
}

export function logOf<T>(x: T): T {
  return v128.extract_lane<T>(logLanes<T>(v128.splat<T>(x)), 0);
}

function columns<T>(want: i32, middle: usize, inner: usize, j: usize, x: usize, y: usize): void {
  let top = splat<T>(-Infinity);
  for (let l: usize = 0; l < middle; l++) top = v128.max<T>(top, loadLanes<T>(at<T>(x, l * inner), j, inner));
  if (want == MAX) return storeLanes<T>(y, j, inner, top);
  let sum = v128.splat<T>(0);
  let blocks: usize = 0;
  for (let l: usize = 0; l < middle; l++) {
    if (l - BLOCK * blocks == BLOCK) {
      wait<T>(blocks++, sum);
      sum = v128.splat<T>(0);
    }
    const term = expLanes<T>(v128.sub<T>(loadLanes<T>(at<T>(x, l * inner), j, inner), top));
    if (want == SOFTMAX) storeLanes<T>(at<T>(y, l * inner), j, inner, term);
    sum = v128.add<T>(sum, term);
  }
  sum = withWaiting<T>(blocks, sum);
  const log = logLanes<T>(sum);
  if (want == LOG_SUM_EXP) {
    const infinite = v128.eq<T>(v128.abs<T>(top), splat<T>(Infinity));
    return storeLanes<T>(y, j, inner, v128.bitselect(top, v128.add<T>(top, log), infinite));
  }
  for (let l: usize = 0; l < middle; l++) {
    const from = at<T>(want == SOFTMAX ? y : x, l * inner);
    const value = loadLanes<T>(from, j, inner);
    const result = want == SOFTMAX ? v128.div<T>(value, sum) : v128.sub<T>(v128.sub<T>(value, top), log);
    storeLanes<T>(at<T>(y, l * inner), j, inner, result);
  }
}

export function max_f32(outer: usize, middle: usize, inner: usize, x: usize, y: usize): void {
  axis<f32>(MAX, outer, middle, inner, x, y);
}

export function max_f64(outer: usize, middle: usize, inner: usize, x: usize, y: usize): void {
  axis<f64>(MAX, outer, middle, inner, x, y);
}

export function logSumExp_f32(outer: usize, middle: usize, inner: usize, x: usize, y: usize): void {
  axis<f32>(LOG_SUM_EXP, outer, middle, inner, x, y);
}

export function logSumExp_f64(outer: usize, middle: usize, inner: usize, x: usize, y: usize): void {
  axis<f64>(LOG_SUM_EXP, outer, middle, inner, x, y);
}

export function softmax_f32(outer: usize, middle: usize, inner: usize, x: usize, y: usize): void {
  axis<f32>(SOFTMAX, outer, middle, inner, x, y);
}

export function softmax_f64(outer: usize, middle: usize, inner: usize, x: usize, y: usize): void {
  axis<f64>(SOFTMAX, outer, middle, inner, x, y);
}

export function logSoftmax_f32(outer: usize, middle: usize, inner: usize, x: usize, y: usize): void {
  axis<f32>(LOG_SOFTMAX, outer, middle, inner, x, y);
}

export function logSoftmax_f64(outer: usize, middle: usize, inner: usize, x: usize, y: usize): void {
  axis<f64>(LOG_SOFTMAX, outer, middle, inner, x, y);
}
