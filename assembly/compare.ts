// Masks: y = 1 where a relation holds and 0 elsewhere, a byte each, with broadcasting. The numbers of the relations are
// the places of their names in `relationNames`, those of the types their places in `dtypes`.
import { at } from './lanes';

// @ts-ignore: decorator
@inline function holds<T>(relation: i32, a: v128, b: v128): v128 {
  if (relation == 0) return v128.eq<T>(a, b);
  if (relation == 1) return v128.ne<T>(a, b);
  if (relation == 2) return v128.gt<T>(a, b);
  if (relation == 3) return v128.ge<T>(a, b);
  const zero = v128.splat<T>(0);
  const left = v128.ne<T>(a, zero), right = v128.ne<T>(b, zero);
  return relation == 4 ? v128.and(left, right) : v128.or(left, right);
}

// Vector `nth` of an operand that goes on with its entries, or of one that stays.
// @ts-ignore: decorator
@inline function vector<T>(x: usize, step: usize, nth: usize): v128 {
  return step == 0 ? v128.load_splat<T>(x) : v128.load(x + 16 * nth);
}

// @ts-ignore: decorator
@inline function nth<T>(relation: i32, a: usize, aStep: usize, b: usize, bStep: usize, nth: usize): v128 {
  return holds<T>(relation, vector<T>(a, aStep, nth), vector<T>(b, bStep, nth));
}

// Four lanes of four bytes, whatever the type.
// @ts-ignore: decorator
@inline function four<T>(relation: i32, a: usize, aStep: usize, b: usize, bStep: usize, quarter: usize): v128 {
  if (sizeof<T>() == 4) return nth<T>(relation, a, aStep, b, bStep, quarter);
  const low = nth<T>(relation, a, aStep, b, bStep, 2 * quarter);
  return v128.shuffle<i32>(low, nth<T>(relation, a, aStep, b, bStep, 2 * quarter + 1), 0, 2, 4, 6);
}

// @ts-ignore: decorator
@inline function sixteen<T>(relation: i32, a: usize, aStep: usize, b: usize, bStep: usize): v128 {
  if (sizeof<T>() == 1) return nth<T>(relation, a, aStep, b, bStep, 0);
  const first = i16x8.narrow_i32x4_s(
    four<T>(relation, a, aStep, b, bStep, 0), four<T>(relation, a, aStep, b, bStep, 1),
  );
  const second = i16x8.narrow_i32x4_s(
    four<T>(relation, a, aStep, b, bStep, 2), four<T>(relation, a, aStep, b, bStep, 3),
  );
  return i8x16.narrow_i16x8_s(first, second);
}

function row<T>(relation: i32, n: usize, a: usize, aStep: usize, b: usize, bStep: usize, y: usize): void {
  let i: usize = 0;
  if (aStep <= 1 && bStep <= 1) {
    for (; i + 16 <= n; i += 16) {
      const mask = sixteen<T>(relation, at<T>(a, i * aStep), aStep, at<T>(b, i * bStep), bStep);
      v128.store(y + i, v128.and(mask, i8x16.splat(1)));
    }
  }
  for (; i < n; i++) {
    const mask = holds<T>(relation, v128.load_splat<T>(at<T>(a, i * aStep)), v128.load_splat<T>(at<T>(b, i * bStep)));
    store<u8>(y + i, v128.any_true(mask) ? 1 : 0);
  }
}

// @ts-ignore: decorator
@inline function masks<T>(
  relation: i32, d0: usize, d1: usize, d2: usize, d3: usize,
  a: usize, a0: usize, a1: usize, a2: usize, a3: usize,
  b: usize, b0: usize, b1: usize, b2: usize, b3: usize, y: usize,
): void {
  // A row of nothing would still read what it broadcasts, perhaps beyond the memory.
  if (d3 == 0) return;
  for (let i: usize = 0; i < d0; i++) {
    for (let j: usize = 0; j < d1; j++) {
      for (let k: usize = 0; k < d2; k++) {
        const left = at<T>(a, i * a0 + j * a1 + k * a2);
        row<T>(relation, d3, left, a3, at<T>(b, i * b0 + j * b1 + k * b2), b3, y);
        y += d3;
      }
    }
  }
}

export function compare(
  relation: i32, type: i32, d0: usize, d1: usize, d2: usize, d3: usize,
  a: usize, a0: usize, a1: usize, a2: usize, a3: usize,
  b: usize, b0: usize, b1: usize, b2: usize, b3: usize, y: usize,
): void {
  if (type == 0) masks<f32>(relation, d0, d1, d2, d3, a, a0, a1, a2, a3, b, b0, b1, b2, b3, y);
  else if (type == 1) masks<f64>(relation, d0, d1, d2, d3, a, a0, a1, a2, a3, b, b0, b1, b2, b3, y);
  else if (type == 2) masks<i32>(relation, d0, d1, d2, d3, a, a0, a1, a2, a3, b, b0, b1, b2, b3, y);
  else masks<u8>(relation, d0, d1, d2, d3, a, a0, a1, a2, a3, b, b0, b1, b2, b3, y);
}
