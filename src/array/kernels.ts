import type { CellKernels } from './kernels/cells.js';
import type { SketchKernels } from './kernels/sketches.js';

/**
 * What the array layer asks of a backend. Every pointer is a byte offset into the arena's memory, every count a number
 * of elements unless it says bytes. `y` is written; elementwise kernels allow `y` to be one of their inputs.
 * Nothing here allocates, checks or knows shapes: callers have done so.
 *
 * `[outer, middle, inner]` is how any axis of a dense row-major array looks: `middle` is the axis.
 */
export interface Kernels {
  readonly float32: FloatKernels;
  readonly float64: FloatKernels;
  readonly bytes: ByteKernels;
}

export const mapNames = [
  'negate',
  'exp',
  'log',
  'sqrt',
  'square',
  'sin',
  'cos',
  'tanh',
  'sigmoid',
  'softplus',
  'relu',
  'abs',
  'sign',
] as const;
export type MapName = (typeof mapNames)[number];

/**
 * `share` is 0 where a < b, 0.5 where both are equal and 1 elsewhere, so also where one is NaN; `tanhVjp(g, y)` is g (1 - y²); `sigmoidVjp(g, y)` is g y (1 - y),
 * from left to right. `power` is JavaScript's `**`; `maximum` and `minimum` are NaN where either operand is.
 */
export const zipNames = [
  'add',
  'subtract',
  'multiply',
  'divide',
  'power',
  'maximum',
  'minimum',
  'share',
  'tanhVjp',
  'sigmoidVjp',
] as const;
export type ZipName = (typeof zipNames)[number];

/** y[i] = f(x[i]) for i < n. */
export type MapKernel = (n: number, x: number, y: number) => void;

/**
 * y[i, j, k, l] = f(a[i a0 + j a1 + k a2 + l a3], b[i b0 + j b1 + k b2 + l b3]) with y dense of shape [d0, d1, d2, d3].
 * Strides are in elements; a broadcast axis has stride 0.
 */
export type ZipKernel = (
  d0: number,
  d1: number,
  d2: number,
  d3: number,
  a: number,
  a0: number,
  a1: number,
  a2: number,
  a3: number,
  b: number,
  b0: number,
  b1: number,
  b2: number,
  b3: number,
  y: number,
) => void;

/** Reduces (or normalises) `middle` of x [outer, middle, inner]. */
export type AxisKernel = (outer: number, middle: number, inner: number, x: number, y: number) => void;

export interface FloatKernels
  extends Readonly<Record<MapName, MapKernel>>,
    Readonly<Record<ZipName, ZipKernel>>,
    CellKernels,
    SketchKernels {
  /**
   * C [m, n] = op(A) op(B), or C += op(A) op(B) where `accumulate` is 1. op(A) is [m, k]: A is stored [m, k], or [k, m]
   * where `transposeA` is 1; likewise B. Products are added in the order of k, starting from C's entry (or from 0), each
   * product and each sum rounded once, so that every backend gives the same bits.
   */
  gemm(
    m: number,
    n: number,
    k: number,
    a: number,
    transposeA: 0 | 1,
    b: number,
    transposeB: 0 | 1,
    c: number,
    accumulate: 0 | 1,
  ): void;
  /**
   * y [outer, inner] = (y +) the sum over `middle`, where every addition is rounded and y is added last. Where inner is
   * not 1, entries are added in groups: blocks of 32 in their order, from 0; 8 of such sums in their order; of these
   * groups each to the one before as soon as both stand for as many, and the last one, which may be short, to all that
   * are left, the newest first. Where inner is 1, there are P partial sums, P being 16 for float32 and 8 for float64:
   * partial sum p adds the entries p, p + P, p + 2P ... in groups; then the second half of the partial sums is added to
   * the first, p to p - P/2, until one is left. The error grows with the logarithm of what is added up.
   */
  sum(outer: number, middle: number, inner: number, x: number, y: number, accumulate: 0 | 1): void;
  /** y [outer, inner]; NaN if any entry is NaN; -Infinity over no entries; 0 is above -0. */
  readonly max: AxisKernel;
  /** y [outer, inner] = log Σ exp x, shifted by the maximum; an infinite maximum is the result. */
  readonly logSumExp: AxisKernel;
  /** y [outer, middle, inner], which may be x; NaN where the maximum is infinite, as is logSoftmax. */
  readonly softmax: AxisKernel;
  readonly logSoftmax: AxisKernel;
  /**
   * loss[r] = logSumExp(logits[r, :]) - logits[r, labels[r]]; labels are int32 and in range. NaN where the largest
   * logit is infinite.
   */
  crossEntropy(rows: number, classes: number, logits: number, labels: number, loss: number): void;
  /** y[r, :] = g[r] (softmax(logits[r, :]) - onehot(labels[r])). */
  crossEntropyVjp(rows: number, classes: number, g: number, logits: number, labels: number, y: number): void;
  /** Bit i & 7 of byte i >> 3 of `bits` says whether x[i] > 0; unused bits of the last byte are 0. */
  positiveBits(n: number, x: number, bits: number): void;
  /** y[i] = bit i of `bits` ? x[i] : 0. */
  maskBits(n: number, x: number, bits: number, y: number): void;
  /** y dense [d0, d1, d2, d3] from x with strides in elements: transposition, broadcasting, slicing. */
  strided(
    d0: number,
    d1: number,
    d2: number,
    d3: number,
    x: number,
    x0: number,
    x1: number,
    x2: number,
    x3: number,
    y: number,
  ): void;
  /** y[r yStride + j] += x[r xStride + j] for r < rows, j < width; strides in elements. */
  addRows(rows: number, width: number, x: number, xStride: number, y: number, yStride: number): void;
  /** y[indices[r], :] += x[r, :] for r = 0, 1, ... in this order; rows of `width` elements, indices int32 and in range. */
  scatterAddRows(rows: number, width: number, x: number, indices: number, y: number): void;
  fill(n: number, y: number, value: number): void;
  /**
   * Uniform on [0, 1): entry i depends on (seedLow, seedHigh, i) alone. The stream of 32-bit words is Philox 4x32-10 with
   * the key (seedLow, seedHigh) and the counters (0, 0, 0, 0), (1, 0, 0, 0) ...; a float32 takes the upper 24 bits of
   * word i, a float64 53 bits of words 2i and 2i + 1.
   */
  uniform(n: number, y: number, seedLow: number, seedHigh: number): void;
  /** Standard normal, from pairs of uniform numbers: entry i depends on (seedLow, seedHigh, i) alone. */
  normal(n: number, y: number, seedLow: number, seedHigh: number): void;
  /** y[i] = x[i] / (1 - rate) with probability 1 - rate, else 0; the choice depends on word i of (seedLow, seedHigh). */
  dropout(n: number, rate: number, seedLow: number, seedHigh: number, x: number, y: number): void;
  // From here on numbers are rounded to the dtype before they are used, and every operation is rounded, from left to
  // right as it is written.

  /** x[i] *= factor. */
  scale(n: number, x: number, factor: number): void;
  /** Σ x[i]², in float64 and in the order of a `sum` with eight partial sums. */
  sumOfSquares(n: number, x: number): number;
  /**
   * sum += x and lost += what that lost to rounding, unless it is NaN; x = 0. With s = sum + x and d = s - sum it lost
   * (sum - (s - d)) + (x - d).
   */
  addCompensated(n: number, sum: number, lost: number, x: number): void;
  /** p -= rate g. */
  sgd(n: number, p: number, g: number, rate: number): void;
  /** v = momentum v + g; p -= rate v. */
  momentum(n: number, p: number, g: number, v: number, rate: number, momentum: number): void;
  /** m = β1 m + (1 - β1) g; v = β2 v + (1 - β2) (g g); p -= rate (m / correction1) / (√(v / correction2) + epsilon). */
  adam(
    n: number,
    p: number,
    g: number,
    m: number,
    v: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    correction1: number,
    correction2: number,
  ): void;
}

/** Of two entries a and b: `and` and `or` of whether they are not 0. */
export const relationNames = ['equal', 'notEqual', 'greater', 'greaterOrEqual', 'and', 'or'] as const;
export type RelationName = (typeof relationNames)[number];

/** Kernels that move bytes, or work with whole numbers. Types are numbers: the places of their names in `dtypes`. */
export interface ByteKernels {
  /** y = 1 where a relation holds and 0 elsewhere, a byte each; dimensions and strides as of `ZipKernel`. */
  compare(
    relation: number,
    type: number,
    d0: number,
    d1: number,
    d2: number,
    d3: number,
    a: number,
    a0: number,
    a1: number,
    a2: number,
    a3: number,
    b: number,
    b0: number,
    b1: number,
    b2: number,
    b3: number,
    y: number,
  ): void;
  /** y[i] = condition[i] ? a[i] : b[i], entries of `width` bytes, where a condition is a byte that is not 0. */
  select(width: number, n: number, condition: number, a: number, b: number, y: number): void;
  /** From type to type: towards zero, to the end of the range from beyond it, and 0 for NaN. */
  cast(from: number, to: number, n: number, x: number, y: number): void;
  /** y [outer, inner], int32: the sum over `middle` of uint8 (`width` 1) or int32 (4), modulo 2^32. */
  sumWhole(width: number, outer: number, middle: number, inner: number, x: number, y: number): void;
  /** The place of the first of these sums that int32 does not hold, or -1. */
  firstBeyond(width: number, outer: number, middle: number, inner: number, x: number): number;
  /** As `strided`, of entries of `width` bytes: 1, 4 or 8. */
  stridedBytes(
    width: number,
    d0: number,
    d1: number,
    d2: number,
    d3: number,
    x: number,
    x0: number,
    x1: number,
    x2: number,
    x3: number,
    y: number,
  ): void;
  /** Copies `rows` rows of `widthBytes`, from stride to stride (all in bytes). */
  copyRows(rows: number, widthBytes: number, x: number, xStride: number, y: number, yStride: number): void;
  /** y[r] = table[indices[r]], rows of `widthBytes`; indices are int32 and in range. */
  gatherRows(rows: number, widthBytes: number, table: number, indices: number, y: number): void;
  /** The first i < n with indices[i] outside [0, limit), or -1. */
  firstOutside(n: number, indices: number, limit: number): number;
  /**
   * The 64 bits at y become a hash of themselves and of `bytes` bytes at x, every bit of which counts. Inputs of one length
   * that differ within one word of eight bytes never agree; others do by chance, about once in 2^64. No cipher.
   */
  hash(bytes: number, x: number, y: number): void;
}
