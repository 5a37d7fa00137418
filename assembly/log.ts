// The natural logarithm of a vector, and softplus, each lane alone.
import {
  bits, constant, EXPONENT_SHIFT, HALF, horner, INFINITY, LEAST_NORMAL, LIFT, LIFT_EXPONENT, LN2_HIGH, LN2_LOW, LOG_REST,
  NOT_A_NUMBER, ONE, ROOT_HALF, SIGNIFICAND, SOFTPLUS_HALVED, STEP, TINY, TWO, UNIT_STEP,
} from './constants';
import { expBelow } from './exp';

// x = 2^e (1 + f) with √½ <= 1 + f < √2, by integer arithmetic on the bits of x; a denormal is first made normal.
// @ts-ignore: decorator
@inline export function logLanes<T>(x: v128): v128 {
  const denormal = v128.lt<T>(x, constant<T>(LEAST_NORMAL));
  const normal = v128.mul<T>(x, v128.bitselect(constant<T>(LIFT), constant<T>(ONE), denormal));
  const e = v128.sub<T>(exponent<T>(normal), v128.and(denormal, constant<T>(LIFT_EXPONENT)));
  const f = v128.sub<T>(significand<T>(normal), constant<T>(ONE));
  return withEdges<T>(x, logOfParts<T>(e, f, f));
}

// log(1 + e^x) = max(x, 0) + log(1 + e^-|x|), where e^x might overflow. From √2 on, 1 + e = 2 (1 + (e - 1) / 2).
// max keeps a NaN.
// @ts-ignore: decorator
@inline export function softplusLanes<T>(x: v128): v128 {
  const e = expBelow<T>(x);
  const halved = v128.gt<T>(e, constant<T>(SOFTPLUS_HALVED));
  const f = v128.bitselect(v128.mul<T>(v128.sub<T>(e, constant<T>(ONE)), constant<T>(HALF)), e, halved);
  const counted = v128.andnot(f, v128.lt<T>(e, constant<T>(TINY)));
  return v128.add<T>(v128.max<T>(x, v128.splat<T>(0)), logOfParts<T>(v128.and(halved, constant<T>(ONE)), f, counted));
}

// log(2^e (1 + f)). log(1 + f) = f - (f²/2 - s (f²/2 + R(s²))) with s = f / (2 + f): what is rounded is small beside f.
// `counted` is f, or 0 where f is tiny.
// @ts-ignore: decorator
@inline function logOfParts<T>(e: v128, f: v128, counted: v128): v128 {
  const s = v128.div<T>(counted, v128.add<T>(counted, constant<T>(TWO)));
  const half = v128.mul<T>(v128.mul<T>(counted, counted), constant<T>(HALF));
  const rest = v128.mul<T>(s, v128.add<T>(half, logRest<T>(v128.mul<T>(s, s))));
  const low = v128.add<T>(rest, v128.mul<T>(e, constant<T>(LN2_LOW)));
  return v128.sub<T>(v128.mul<T>(e, constant<T>(LN2_HIGH)), v128.sub<T>(v128.sub<T>(half, low), f));
}

// @ts-ignore: decorator
@inline function logRest<T>(t: v128): v128 {
  let p = horner<T>(constant<T>(LOG_REST), t, LOG_REST + 1);
  p = horner<T>(p, t, LOG_REST + 2);
  p = horner<T>(p, t, LOG_REST + 3);
  if (sizeof<T>() == 4) return v128.mul<T>(t, p);
  p = horner<T>(p, t, LOG_REST + 4);
  p = horner<T>(p, t, LOG_REST + 5);
  p = horner<T>(p, t, LOG_REST + 6);
  return v128.mul<T>(t, horner<T>(p, t, LOG_REST + 7));
}

// log 0 = -∞, of anything below 0 NaN; +∞ and NaN are their own.
// @ts-ignore: decorator
@inline function withEdges<T>(x: v128, result: v128): v128 {
  const zero = v128.splat<T>(0), infinity = constant<T>(INFINITY);
  result = v128.bitselect(v128.neg<T>(infinity), result, v128.eq<T>(x, zero));
  result = v128.bitselect(constant<T>(NOT_A_NUMBER), result, v128.lt<T>(x, zero));
  return v128.bitselect(result, x, v128.lt<T>(x, infinity));
}

// The bits of x, moved so that the exponent's field steps at √½ 2^e.
// @ts-ignore: decorator
@inline function moved<T>(x: v128): v128 {
  return sizeof<T>() == 4 ? i32x4.add(x, bits<T>(STEP)) : i64x2.add(x, bits<T>(STEP));
}

// The field as a number: as the lowest bits of 2^23 (2^52), from which that and the bias are then taken.
// @ts-ignore: decorator
@inline function exponent<T>(x: v128): v128 {
  const field = sizeof<T>() == 4 ? i32x4.shr_u(moved<T>(x), 23) : i64x2.shr_u(moved<T>(x), 52);
  return v128.sub<T>(v128.or(field, bits<T>(UNIT_STEP)), constant<T>(EXPONENT_SHIFT));
}

// @ts-ignore: decorator
@inline function significand<T>(x: v128): v128 {
  const field = v128.and(moved<T>(x), bits<T>(SIGNIFICAND));
  return sizeof<T>() == 4 ? i32x4.add(field, bits<T>(ROOT_HALF)) : i64x2.add(field, bits<T>(ROOT_HALF));
}
