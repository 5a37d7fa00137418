// Choices: by a mask of bytes, and by packed bits (bit i & 7 of byte i >> 3).
import { at, lanes, loadLanes, splat, storeLanes } from './lanes';

/** Entries of `width` bytes, by a byte each that is not 0. */
export function select(width: usize, n: usize, condition: usize, a: usize, b: usize, y: usize): void {
  if (width == 4) choose<u32>(n, condition, a, b, y);
  else if (width == 8) choose<u64>(n, condition, a, b, y);
  else choose<u8>(n, condition, a, b, y);
}

function choose<T>(n: usize, condition: usize, a: usize, b: usize, y: usize): void {
  let i: usize = 0;
  if (sizeof<T>() == 4) {
    for (; i + 4 <= n; i += 4) {
      const chosen = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(condition + i)));
      const mask = i32x4.ne(chosen, i32x4.splat(0));
      v128.store(at<T>(y, i), v128.bitselect(v128.load(at<T>(a, i)), v128.load(at<T>(b, i)), mask));
    }
  }
  for (; i < n; i++) store<T>(at<T>(y, i), load<T>(load<u8>(condition + i) != 0 ? at<T>(a, i) : at<T>(b, i)));
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
