// The constants of exp.ts and log.ts, in memory: to load one into all lanes is one instruction, while an engine makes a
// constant vector anew, by three, wherever it stands in a loop. The polynomials are minimax (Remez, for this file),
// with their coefficients from the highest power to the lowest.

export const ONE: usize = 0;
export const TWO: usize = 1;
export const HALF: usize = 2;
export const INFINITY: usize = 3;
export const NOT_A_NUMBER: usize = 4;
export const SIGN: usize = 5;
/** 1 / log 2. */
export const LOG2_E: usize = 6;
/** log 2 in two parts, the first with so few bits that the exponent of a float times it is exact. */
export const LN2_HIGH: usize = 7;
export const LN2_LOW: usize = 8;
/** Below this e^x rounds to 0. */
export const EXP_LEAST: usize = 9;
/** Above this e^x overflows. */
export const EXP_MOST: usize = 10;
/** 1.5 · 2^23 (2^52), and twice the bias of an exponent. */
export const EXP_SHIFT: usize = 11;
/** Where tanh changes from a fraction to exp. */
export const TANH_SMALL: usize = 12;
export const LEAST_NORMAL: usize = 13;
/** 2^25 or 2^54, which makes a denormal normal, and its exponent. */
export const LIFT: usize = 14;
export const LIFT_EXPONENT: usize = 15;
/** What the bits of 2^23 (2^52) add to a biased exponent in the lowest bits, and the bias. */
export const EXPONENT_SHIFT: usize = 16;
/** √2 - 1: from here on 1 + e is halved. */
export const SOFTPLUS_HALVED: usize = 17;
/** 2^-30 (2^-60), beside which 1 is all that is seen. Powers of less may be denormal, which takes fifty times as long. */
export const TINY: usize = 18;
export const MINUS_TINY: usize = 19;
export const TINY_SQUARED: usize = 20;
/** q(r) where e^r = 1 + r + r² q(r) for |r| <= log(2) / 2, to 2^-34 and 2^-64 of e^r; 6 and 11 coefficients. */
export const EXP_REST: usize = 21;
/** R(t) / t where log((1 + s) / (1 - s)) = 2 s + s R(s²), for |s| <= (√2 - 1) / (√2 + 1), to 2^-36 and 2^-65; 4 and 8. */
export const LOG_REST: usize = 32;
/** P(t) and Q(t), where tanh x = x - x t P(t) / Q(t) with t = x²; 2 and 4, 3 and 5. */
export const TANH_ABOVE: usize = 40;
export const TANH_BELOW: usize = 44;

const singles = memory.data<f32>([
  1, 2, 0.5, Infinity, NaN, -0.0,
  1.4426950408889634, 0.693145751953125, 1.428606765330187e-6, -104, 89, 12583166,
  0.625, 1.1754943508222875e-38, 33554432, 25, 8388736, 0.41421356,
  9.313225746154785e-10, -9.313225746154785e-10, 8.673617379884035e-19,
  0.00019918358884751797, 0.0013946073595434427, 0.008333264850080013, 0.041666269302368164, 0.1666666716337204, 0.5,
  0, 0, 0, 0, 0,
  0.235824316740036, 0.28537294268608093, 0.4000033438205719, 0.6666666269302368,
  0, 0, 0, 0,
  14, 315, 0, 0,
  15, 420, 945, 0, 0,
], 16);

const doubles = memory.data<f64>([
  1, 2, 0.5, Infinity, NaN, -0.0,
  1.4426950408889634, 0.693147180559663, 2.8235290563031577e-13, -746, 710, 6755399441057790,
  0.625, 2.2250738585072014e-308, 18014398509481984, 54, 4503599627371520, 0.41421356,
  8.673617379884035e-19, -8.673617379884035e-19, 7.52316384526264e-37,
  2.0926910995470922e-9, 2.511223982875196e-8, 2.755723346789823e-7, 2.755723423690202e-6, 2.4801587373609093e-5,
  0.00019841269897058733, 0.0013888888888858512, 0.008333333333316739, 0.04166666666666673, 0.16666666666666685, 0.5,
  0.13251484273213504, 0.13250100966399744, 0.1538709152568153, 0.1818177564771082, 0.2222222264702353,
  0.28571428569084334, 0.40000000000006253, 0.6666666666666666,
  1, 594, 45045, 675675,
  1, 630, 51975, 945945, 2027025,
], 16);

/** Where an exponent steps, moved from 1 to √½ and up by 2^30 (2^62), which keeps it positive. */
export const STEP: usize = 0;
/** The significand's bits. */
export const SIGNIFICAND: usize = 1;
/** The bits of √½. */
export const ROOT_HALF: usize = 2;
/** The bits of 2^23 (2^52). */
export const UNIT_STEP: usize = 3;

const words = memory.data<i32>([0x40000000 - 0x3f3504f3, 0x007fffff, 0x3f3504f3, 0x4b000000], 16);

const doubleWords = memory.data<i64>(
  [0x4000000000000000 - 0x3fe6a09e667f3bcd, 0x000fffffffffffff, 0x3fe6a09e667f3bcd, 0x4330000000000000], 16,
);

// @ts-ignore: decorator
@inline export function address<T>(index: usize): usize {
  return (sizeof<T>() == 4 ? singles : doubles) + index * sizeof<T>();
}

// @ts-ignore: decorator
@inline export function constant<T>(index: usize): v128 {
  return v128.load_splat<T>(address<T>(index));
}

// @ts-ignore: decorator
@inline export function bits<T>(index: usize): v128 {
  return v128.load_splat<T>((sizeof<T>() == 4 ? words : doubleWords) + index * sizeof<T>());
}

/** One step of a polynomial in x: p x and the next coefficient. */
// @ts-ignore: decorator
@inline export function horner<T>(p: v128, x: v128, index: usize): v128 {
  return v128.add<T>(v128.mul<T>(p, x), constant<T>(index));
}
