// Sums. Over an axis that is not the last, every column is added alone. Over the last, 32 / size numbers are added side by
// side (see `fold`), because a sum in order can use neither vectors nor a second adder. Either way what is added one after
// the other is added in blocks, and the blocks pairwise.
import { at, lanes, loadLanes, loadTail, storeLanes } from './lanes';
import { BLOCK, foldFour, foldWithWaiting, wait, waitFour, withFourWaiting, withWaiting } from './pairwise';

// The vectors of partial sums.
const PARTIALS: usize = 4;

// @ts-ignore: decorator
@inline function sum<T>(outer: usize, middle: usize, inner: usize, x: usize, y: usize, accumulate: bool): void {
  for (let i: usize = 0; i < outer; i++) {
    if (inner == 1) {
      const total = rowSum<T>(middle, x);
      store<T>(y, accumulate ? load<T>(y) + total : total);
    } else if (middle <= BLOCK) {
      columnSums<T>(middle, inner, x, y, accumulate);
    } else {
      longColumnSums<T>(middle, inner, x, y, accumulate);
    }
    x = at<T>(x, middle * inner);
    y = at<T>(y, inner);
  }
}

// Partial sum p adds the numbers p, p + P, p + 2P ..., where P is 16 float32 or 8 float64.
function rowSum<T>(n: usize, x: usize): T {
  return n > BLOCK * PARTIALS * lanes<T>() ? longRowSum<T>(n, x) : lastOfRow<T>(n, x, 0);
}

function longRowSum<T>(n: usize, x: usize): T {
  const width = PARTIALS * lanes<T>();
  let blocks: usize = 0;
  for (; n > BLOCK * width; n -= BLOCK * width) {
    block<T>(x, 64, blocks++);
    x = at<T>(x, BLOCK * width);
  }
  return lastOfRow<T>(n, x, blocks);
}

// The sum of a row's last block, and of `blocks` before it.
// @ts-ignore: decorator
@inline function lastOfRow<T>(n: usize, x: usize, blocks: usize): T {
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
  return blocks == 0 ? foldFour<T>(s0, s1, s2, s3) : foldWithWaiting<T>(blocks, s0, s1, s2, s3);
}

// A block of rows of four vectors, `step` bytes apart. It begins with its first row, where the last block begins with 0:
// of -0 alone the sum would be -0, which that makes 0.
function block<T>(x: usize, step: usize, number: usize): void {
  let s0 = v128.load(x), s1 = v128.load(x, 16), s2 = v128.load(x, 32), s3 = v128.load(x, 48);
  const end = x + BLOCK * step;
  for (x += step; x != end; x += step) {
    s0 = v128.add<T>(s0, v128.load(x));
    s1 = v128.add<T>(s1, v128.load(x, 16));
    s2 = v128.add<T>(s2, v128.load(x, 32));
    s3 = v128.add<T>(s3, v128.load(x, 48));
  }
  waitFour<T>(number, s0, s1, s2, s3);
}

// Columns of one block.
function columnSums<T>(middle: usize, inner: usize, x: usize, y: usize, accumulate: bool): void {
  const width = PARTIALS * lanes<T>(), step = inner * sizeof<T>();
  let j: usize = 0;
  for (; j + width <= inner; j += width) {
    let s0 = v128.splat<T>(0), s1 = s0, s2 = s0, s3 = s0;
    let from = at<T>(x, j);
    for (let l = middle; l > 0; l--) {
      s0 = v128.add<T>(s0, v128.load(from));
      s1 = v128.add<T>(s1, v128.load(from, 16));
      s2 = v128.add<T>(s2, v128.load(from, 32));
      s3 = v128.add<T>(s3, v128.load(from, 48));
      from += step;
    }
    put<T>(at<T>(y, j), s0, accumulate);
    put<T>(at<T>(y, j) + 16, s1, accumulate);
    put<T>(at<T>(y, j) + 32, s2, accumulate);
    put<T>(at<T>(y, j) + 48, s3, accumulate);
  }
  for (; j < inner; j += lanes<T>()) {
    const count = min(lanes<T>(), inner - j);
    putSome<T>(count, at<T>(y, j), blockOfColumns<T>(count, middle, step, at<T>(x, j)), accumulate);
  }
}

function longColumnSums<T>(middle: usize, inner: usize, x: usize, y: usize, accumulate: bool): void {
  const width = PARTIALS * lanes<T>(), step = inner * sizeof<T>();
  let j: usize = 0;
  for (; j + width <= inner; j += width) {
    const s = longStrip<T>(middle, step, at<T>(x, j)), to = at<T>(y, j);
    put<T>(to, v128.load(s), accumulate);
    put<T>(to + 16, v128.load(s, 16), accumulate);
    put<T>(to + 32, v128.load(s, 32), accumulate);
    put<T>(to + 48, v128.load(s, 48), accumulate);
  }
  for (; j < inner; j += lanes<T>()) {
    const count = min(lanes<T>(), inner - j);
    putSome<T>(count, at<T>(y, j), longColumns<T>(count, middle, step, at<T>(x, j)), accumulate);
  }
}

// Four vectors of columns; the address of their sums.
// @ts-ignore: decorator
@inline function longStrip<T>(middle: usize, step: usize, x: usize): usize {
  let blocks: usize = 0;
  for (; middle > BLOCK; middle -= BLOCK) {
    block<T>(x, step, blocks++);
    x += BLOCK * step;
  }
  let s0 = v128.splat<T>(0), s1 = s0, s2 = s0, s3 = s0;
  for (; middle > 0; middle--) {
    s0 = v128.add<T>(s0, v128.load(x));
    s1 = v128.add<T>(s1, v128.load(x, 16));
    s2 = v128.add<T>(s2, v128.load(x, 32));
    s3 = v128.add<T>(s3, v128.load(x, 48));
    x += step;
  }
  return withFourWaiting<T>(blocks, s0, s1, s2, s3);
}

// `count` columns, no more than a vector has lanes.
function longColumns<T>(count: usize, middle: usize, step: usize, x: usize): v128 {
  let blocks: usize = 0;
  for (; middle > BLOCK; middle -= BLOCK) {
    wait<T>(blocks++, blockOfColumns<T>(count, BLOCK, step, x));
    x += BLOCK * step;
  }
  return withWaiting<T>(blocks, blockOfColumns<T>(count, middle, step, x));
}

function blockOfColumns<T>(count: usize, rows: usize, step: usize, x: usize): v128 {
  let s = v128.splat<T>(0);
  if (count == lanes<T>()) {
    for (; rows > 0; rows--) {
      s = v128.add<T>(s, v128.load(x));
      x += step;
    }
  } else {
    for (; rows > 0; rows--) {
      s = v128.add<T>(s, loadTail<T>(x, count));
      x += step;
    }
  }
  return s;
}

// @ts-ignore: decorator
@inline function put<T>(y: usize, s: v128, accumulate: bool): void {
  v128.store(y, accumulate ? v128.add<T>(v128.load(y), s) : s);
}

function putSome<T>(count: usize, y: usize, s: v128, accumulate: bool): void {
  storeLanes<T>(y, 0, count, accumulate ? v128.add<T>(loadLanes<T>(y, 0, count), s) : s);
}

// Eight partial sums of float64, as those of a row; a square of a float32 is exact in float64.
// @ts-ignore: decorator
@inline function sumOfSquares<T>(n: usize, x: usize): f64 {
  let s0 = v128.splat<f64>(0), s1 = s0, s2 = s0, s3 = s0;
  let blocks: usize = 0, end = 8 * BLOCK;
  for (let i: usize = 0; i < n; i += 8) {
    if (i == end) {
      waitFour<f64>(blocks++, s0, s1, s2, s3);
      s0 = v128.splat<f64>(0); s1 = s0; s2 = s0; s3 = s0;
      end += 8 * BLOCK;
    }
    s0 = v128.add<f64>(s0, squares<T>(x, i, n));
    s1 = v128.add<f64>(s1, squares<T>(x, i + 2, n));
    s2 = v128.add<f64>(s2, squares<T>(x, i + 4, n));
    s3 = v128.add<f64>(s3, squares<T>(x, i + 6, n));
  }
  return foldWithWaiting<f64>(blocks, s0, s1, s2, s3);
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
