// Choices: by another array, and by packed bits (bit i & 7 of byte i >> 3).
import { at, lanes, loadLanes, splat, storeLanes } from './lanes';

// @ts-ignore: decorator
@inline function choose<T>(n: usize, condition: usize, a: usize, b: usize, y: usize): void {
  let i: usize = 0;
  for (; i + lanes<T>() <= n; i += lanes<T>()) {
    const chosen = v128.ne<T>(v128.load(at<T>(condition, i)), splat<T>(0));
    v128.store(at<T>(y, i), v128.bitselect(v128.load(at<T>(a, i)), v128.load(at<T>(b, i)), chosen));
  }
  for (; i < n; i++) {
    store<T>(at<T>(y, i), load<T>(load<T>(at<T>(condition, i)) != 0 ? at<T>(a, i) : at<T>(b, i)));
  }
}

// Lanes beyond the end read as 0, which is not positive.
// @ts-ignore: decorator
@inline function positiveBits<T>(n: usize, x: usize, bits: usize): void {
  for (let i: usize = 0; i < n; i += 8) {
    let byte: i32 = 0;
    for (let j: usize = 0; j < 8; j += lanes<T>()) {
      if (i + j < n) byte |= bitmask<T>(v128.gt<T>(loadLanes<T>(x, i + j, n), splat<T>(0))) << <i32>j;
    }
    store<u8>(bits + (i >> 3), <u8>byte);
  }
}

// @ts-ignore: decorator
@inline function bitmask<T>(v: v128): i32 {
  return sizeof<T>() == 4 ? i32x4.bitmask(v) : i64x2.bitmask(v);
}

// @ts-ignore: decorator
@inline function maskBits<T>(n: usize, x: usize, bits: usize, y: usize): void {
  for (let i: usize = 0; i < n; i += lanes<T>()) {
    const byte = <u32>load<u8>(bits + (i >> 3)) >> <u32>(i & 7);
    storeLanes<T>(y, i, n, v128.and(loadLanes<T>(x, i, n), spread<T>(byte)));
  }
}

// The lowest bits as a mask of lanes.
// @ts-ignore: decorator
@inline function spread<T>(byte: u32): v128 {
  if (sizeof<T>() == 4) {
    const places = i32x4(1, 2, 4, 8);
    return i32x4.eq(v128.and(i32x4.splat(byte), places), places);
  }
  const places = i64x2(1, 2);
  return i64x2.eq(v128.and(i64x2.splat(byte), places), places);
}

export function select_f32(n: usize, condition: usize, a: usize, b: usize, y: usize): void {
  choose<f32>(n, condition, a, b, y);
}

export function select_f64(n: usize, condition: usize, a: usize, b: usize, y: usize): void {
  choose<f64>(n, condition, a, b, y);
}

export function positiveBits_f32(n: usize, x: usize, bits: usize): void {
  positiveBits<f32>(n, x, bits);
}

export function positiveBits_f64(n: usize, x: usize, bits: usize): void {
  positiveBits<f64>(n, x, bits);
}

export function maskBits_f32(n: usize, x: usize, bits: usize, y: usize): void {
  maskBits<f32>(n, x, bits, y);
}

export function maskBits_f64(n: usize, x: usize, bits: usize, y: usize): void {
  maskBits<f64>(n, x, bits, y);
}
