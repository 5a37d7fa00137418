// Whole numbers: from one type to another, and their sums, which are exact. The numbers of the types are their places in
// `dtypes`: float32, float64, int32, uint8.
import { at } from './lanes';

export function cast(from: i32, to: i32, n: usize, x: usize, y: usize): void {
  if (from == 0) castFrom<f32>(to, n, x, y);
  else if (from == 1) castFrom<f64>(to, n, x, y);
  else if (from == 2) castFrom<i32>(to, n, x, y);
  else castFrom<u8>(to, n, x, y);
}

function castFrom<F>(to: i32, n: usize, x: usize, y: usize): void {
  if (to == 0) convert<F, f32>(n, x, y);
  else if (to == 1) convert<F, f64>(n, x, y);
  else if (to == 2) convert<F, i32>(n, x, y);
  else bytes<F>(n, x, y);
}

// Of a float towards zero, of one beyond the range its end, and of NaN 0: so WebAssembly does it.
// @ts-ignore: decorator
@inline function convert<F, T>(n: usize, x: usize, y: usize): void {
  for (let i: usize = 0; i < n; i++) store<T>(at<T>(y, i), <T>load<F>(at<F>(x, i)));
}

// @ts-ignore: decorator
@inline function bytes<F>(n: usize, x: usize, y: usize): void {
  for (let i: usize = 0; i < n; i++) store<u8>(y + i, <u8>min<i32>(max<i32>(<i32>load<F>(at<F>(x, i)), 0), 255));
}

export function sumWhole(width: usize, outer: usize, middle: usize, inner: usize, x: usize, y: usize): void {
  if (width == 1) totals<u8>(outer, middle, inner, x, y);
  else totals<i32>(outer, middle, inner, x, y);
}

// What fits in the end may be beyond on the way: it comes back.
// @ts-ignore: decorator
@inline function totals<T>(outer: usize, middle: usize, inner: usize, x: usize, y: usize): void {
  memory.fill(y, 0, outer * inner * 4);
  for (let i: usize = 0; i < outer; i++) {
    if (inner == 1) {
      store<i32>(y, total<T>(middle, x));
      x = at<T>(x, middle);
    } else {
      for (let l: usize = 0; l < middle; l++) {
        for (let j: usize = 0; j < inner; j++) {
          store<i32>(at<i32>(y, j), load<i32>(at<i32>(y, j)) + <i32>load<T>(at<T>(x, j)));
        }
        x = at<T>(x, inner);
      }
    }
    y = at<i32>(y, inner);
  }
}

function total<T>(n: usize, x: usize): i32 {
  const width = 16 / sizeof<T>();
  let sums = i32x4.splat(0);
  let i: usize = 0;
  for (; i + width <= n; i += width) {
    let v = v128.load(at<T>(x, i));
    if (sizeof<T>() == 1) v = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(v));
    sums = i32x4.add(sums, v);
  }
  let sum = i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1);
  sum += i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3);
  for (; i < n; i++) sum += <i32>load<T>(at<T>(x, i));
  return sum;
}

// The place of the first sum that int32 does not hold, or -1.
export function firstBeyond(width: usize, outer: usize, middle: usize, inner: usize, x: usize): i32 {
  return width == 1 ? beyond<u8>(outer, middle, inner, x) : beyond<i32>(outer, middle, inner, x);
}

// @ts-ignore: decorator
@inline function beyond<T>(outer: usize, middle: usize, inner: usize, x: usize): i32 {
  for (let i: usize = 0; i < outer; i++) {
    for (let j: usize = 0; j < inner; j++) {
      let sum: i64 = 0;
      for (let l: usize = 0; l < middle; l++) sum += <i64>load<T>(at<T>(x, (i * middle + l) * inner + j));
      if (sum != <i64><i32>sum) return <i32>(i * inner + j);
    }
  }
  return -1;
}
