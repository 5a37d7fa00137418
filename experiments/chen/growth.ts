import { exponentOf } from '../harness/exponent.js';

/** How bytes grow with a chain: as a times f(n) and a part that does not grow, where f is a power or a logarithm. */
export interface Law {
  /** In words, such as `√n`. */
  readonly name: string;
  readonly f: (extent: number) => number;
  /** The exponent that a line of log-log scales tends to; 0 of a logarithm. */
  readonly exponent: number;
}

export const linear: Law = { name: 'n', f: (extent) => extent, exponent: 1 };
export const squareRoot: Law = { name: '√n', f: Math.sqrt, exponent: 0.5 };
export const logarithm: Law = { name: 'log₂ n', f: Math.log2, exponent: 0 };

export interface Curve {
  readonly extents: readonly number[];
  readonly bytes: readonly number[];
}

/** a f(n) + c, through the first two points. */
export interface Fitted {
  /** a, in bytes. */
  readonly perUnit: number;
  /** c, in bytes. */
  readonly rest: number;
}

export function throughFirstTwo({ f }: Law, { extents, bytes }: Curve): Fitted {
  const [n = Number.NaN, m = Number.NaN] = extents;
  const [low = Number.NaN, high = Number.NaN] = bytes;
  const perUnit = (high - low) / (f(m) - f(n));
  return { perUnit, rest: low - perUnit * f(n) };
}

/** What the law makes of its first two points, whole where extents are powers of 4. */
export function extended(law: Law, curve: Curve): readonly number[] {
  const { perUnit, rest } = throughFirstTwo(law, curve);
  return curve.extents.map((extent) => perUnit * law.f(extent) + rest);
}

/** The exponent of the power that fits best. */
export function slopeOf({ extents, bytes }: Curve): number {
  return exponentOf(extents, bytes);
}

/**
 * How far a power's fitted slope may be from its exponent p. The slope of log(a n^p + c) is p (1 - c / bytes) at each n, and a
 * line of least squares has a mean of the slopes between its points, with weights that are not negative: no further than where
 * the bytes are fewest.
 */
export function slopeTolerance(law: Law, curve: Curve): number {
  const { rest } = throughFirstTwo(law, curve);
  return (law.exponent * Math.abs(rest)) / Math.min(...curve.bytes);
}
