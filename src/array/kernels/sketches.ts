/** Which indices a kernel of samples draws: the two bits of `kind`. */
export const sampleKinds = { replace: 1, perRow: 2 } as const;

/**
 * Random maps S [d, k] of rows, E[S Sᵀ] = 1, by which a residual is kept small. They are a function of the key (low, high)
 * and never stored: every kernel makes the same one again, for float32 and float64 alike.
 *
 * A sample is k indices i(s) < d: drawn one by one with bit 0 of `kind`, and then some may be the same; without it, a set
 * from which each subset of k is as likely, in rising order. With bit 1, row r has a sample of its own, i(r, s); else all
 * rows have that of row 0.
 *
 * The sample of row r takes its 32-bit words w from the Philox counters (0, r, 1, 0), (1, r, 1, 0) ...; a number below n is
 * ⌊w n / 2^32⌋, whose probability is off by less than 2^-32. With replacement, i(s) is such a number below d, of word s.
 * Without, if d <= 65536: for s = 0, 1, ... the number below d - k + s + 1 of word s is taken into the set or, if it is
 * there, d - k + s is (Floyd). If d is more: i is taken if the number below d - i of word i is less than what is still to
 * be taken (Knuth's algorithm S).
 *
 * Products and sums are rounded as they are written, and so is d / k.
 */
export interface SketchKernels {
  /** y[r, s] = x[r, i(r, s)]: x [rows, d], y [rows, k]. */
  sample(
    rows: number,
    d: number,
    low: number,
    high: number,
    k: number,
    kind: number,
    x: number,
    y: number,
  ): void;
  /** x = 0; x[r, i(r, s)] += y[r, s] (d / k), which without replacement is written as it is, a zero with its sign. */
  unsample(
    rows: number,
    d: number,
    low: number,
    high: number,
    k: number,
    kind: number,
    y: number,
    x: number,
  ): void;
  /** sum[i(s), :] += (d / k) c[s, :] for s = 0, 1, ... by the sample of row 0: c [k, n], sum [d, n]. */
  addSampledRows(
    k: number,
    n: number,
    low: number,
    high: number,
    d: number,
    kind: number,
    c: number,
    sum: number,
  ): void;
  /** sum[i(r, s), :] += ((d / k) y[r, s]) g[r, :], row by row: y [rows, k], g [rows, n], sum [d, n]. */
  addSampledProduct(
    rows: number,
    n: number,
    low: number,
    high: number,
    d: number,
    k: number,
    kind: number,
    y: number,
    g: number,
    sum: number,
  ): void;
  /** y[i] = ±magnitude: minus where bit i & 31 is set in word i >> 5 of the Philox counters (0, 0, 1, 0), (1, 0, 1, 0) ... */
  signs(n: number, magnitude: number, low: number, high: number, y: number): void;
}
