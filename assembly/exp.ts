// exp, tanh and sigmoid of a vector, each lane alone: a number's result does not depend on where it stands.
import {
  constant, EXP_LEAST, EXP_MOST, EXP_REST, EXP_SHIFT, horner, LN2_HIGH, LN2_LOW, LOG2_E, MINUS_TINY, ONE, SIGN,
  TANH_ABOVE, TANH_BELOW, TANH_SMALL, TINY, TINY_SQUARED, TWO,
} from './constants';

/** pmin and pmax keep a NaN that is their first operand. */
// @ts-ignore: decorator
@inline export function expLanes<T>(x: v128): v128 {
  const counted = v128.andnot(x, v128.lt<T>(v128.abs<T>(x), constant<T>(TINY)));
  return expOf<T>(v128.pmin<T>(v128.pmax<T>(counted, constant<T>(EXP_LEAST)), constant<T>(EXP_MOST)));
}

/** e^-|x|. */
// @ts-ignore: decorator
@inline export function expBelow<T>(x: v128): v128 {
  const below = v128.or(x, constant<T>(SIGN));
  return expOf<T>(v128.pmin<T>(v128.pmax<T>(below, constant<T>(EXP_LEAST)), constant<T>(MINUS_TINY)));
}

// e^x = 2^n e^r with n the integer nearest to x / log 2: to add the shift leaves n, and twice the bias, in the lowest
// bits.
// @ts-ignore: decorator
@inline function expOf<T>(x: v128): v128 {
  const shifted = v128.add<T>(v128.mul<T>(x, constant<T>(LOG2_E)), constant<T>(EXP_SHIFT));
  const n = v128.sub<T>(shifted, constant<T>(EXP_SHIFT));
  let r = v128.sub<T>(x, v128.mul<T>(n, constant<T>(LN2_HIGH)));
  r = v128.sub<T>(r, v128.mul<T>(n, constant<T>(LN2_LOW)));
  const rest = v128.mul<T>(v128.mul<T>(r, r), expRest<T>(r));
  return scale<T>(v128.add<T>(constant<T>(ONE), v128.add<T>(r, rest)), shifted);
}

// @ts-ignore: decorator
@inline function expRest<T>(r: v128): v128 {
  let p = horner<T>(constant<T>(EXP_REST), r, EXP_REST + 1);
  p = horner<T>(p, r, EXP_REST + 2);
  p = horner<T>(p, r, EXP_REST + 3);
  p = horner<T>(p, r, EXP_REST + 4);
  p = horner<T>(p, r, EXP_REST + 5);
  if (sizeof<T>() == 4) return p;
  p = horner<T>(p, r, EXP_REST + 6);
  p = horner<T>(p, r, EXP_REST + 7);
  p = horner<T>(p, r, EXP_REST + 8);
  p = horner<T>(p, r, EXP_REST + 9);
  return horner<T>(p, r, EXP_REST + 10);
}

// p 2^n as p 2^h 2^(n - h), so that only the last product can overflow or round to a denormal. The exponents of both
// powers, biased, are the halves of what stands in the lowest bits; the shift drops all others.
// @ts-ignore: decorator
@inline function scale<T>(p: v128, shifted: v128): v128 {
  if (sizeof<T>() == 4) {
    const half = i32x4.shr_u(shifted, 1);
    p = v128.mul<T>(p, i32x4.shl(half, 23));
    return v128.mul<T>(p, i32x4.shl(i32x4.sub(shifted, half), 23));
  }
  const half = i64x2.shr_u(shifted, 1);
  p = v128.mul<T>(p, i64x2.shl(half, 52));
  return v128.mul<T>(p, i64x2.shl(i64x2.sub(shifted, half), 52));
}

// 1 / (1 + e^-x), or e^x / (1 + e^x) below 0, so that e^-|x| is all that is needed and cannot overflow. What 1 + e loses
// to rounding is put back to first order, unless that is all of a tiny e.
// @ts-ignore: decorator
@inline export function sigmoidLanes<T>(x: v128): v128 {
  const one = constant<T>(ONE);
  const below = v128.lt<T>(x, v128.splat<T>(0));
  const e = expBelow<T>(x);
  const sum = v128.add<T>(one, e);
  const lost = v128.andnot(v128.sub<T>(e, v128.sub<T>(sum, one)), v128.lt<T>(e, constant<T>(TINY)));
  const q = v128.div<T>(v128.bitselect(e, one, below), sum);
  const reciprocal = v128.bitselect(v128.sub<T>(one, q), q, below);
  return v128.sub<T>(q, v128.mul<T>(q, v128.mul<T>(lost, reciprocal)));
}

// Below 5/8 a convergent of Lambert's continued fraction, x - x t P(t) / Q(t) with t = x², to 2^-30 and 2^-57 of tanh x;
// from there on 1 - 2 / (e^2|x| + 1). Both share one division. t is 0 where it would be tiny,
// and else what it would be wherever that is seen.
// @ts-ignore: decorator
@inline export function tanhLanes<T>(x: v128): v128 {
  const magnitude = v128.abs<T>(x);
  const small = v128.lt<T>(magnitude, constant<T>(TANH_SMALL));
  const counted = v128.pmax<T>(magnitude, constant<T>(TINY));
  const t = v128.sub<T>(v128.mul<T>(counted, counted), constant<T>(TINY_SQUARED));
  const e = expOf<T>(v128.pmin<T>(v128.add<T>(counted, counted), constant<T>(EXP_MOST)));
  const above = v128.bitselect(v128.mul<T>(t, tanhAbove<T>(t)), constant<T>(TWO), small);
  const below = v128.bitselect(tanhBelow<T>(t), v128.add<T>(e, constant<T>(ONE)), small);
  const q = v128.div<T>(above, below);
  const near = v128.sub<T>(magnitude, v128.mul<T>(magnitude, q));
  const result = v128.bitselect(near, v128.sub<T>(constant<T>(ONE), q), small);
  return v128.or(result, v128.and(x, constant<T>(SIGN)));
}

// @ts-ignore: decorator
@inline function tanhAbove<T>(t: v128): v128 {
  const p = horner<T>(constant<T>(TANH_ABOVE), t, TANH_ABOVE + 1);
  if (sizeof<T>() == 4) return p;
  return horner<T>(horner<T>(p, t, TANH_ABOVE + 2), t, TANH_ABOVE + 3);
}

// @ts-ignore: decorator
@inline function tanhBelow<T>(t: v128): v128 {
  const p = horner<T>(horner<T>(constant<T>(TANH_BELOW), t, TANH_BELOW + 1), t, TANH_BELOW + 2);
  if (sizeof<T>() == 4) return p;
  return horner<T>(horner<T>(p, t, TANH_BELOW + 3), t, TANH_BELOW + 4);
}
