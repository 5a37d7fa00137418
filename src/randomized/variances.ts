// Closed forms of the variance of estimates. Those of samples with replacement, and of a projected vector, are what Oktay
// et al. (2021), arXiv:2007.10412, leads to; the others are derived here. None of them depends on how often it is drawn.

/** Numbers row by row: [rows, width]. */
export type Rows = readonly (readonly number[])[];

/** How many entries a sample keeps, and whether one may be drawn more than once. */
export interface SampleSize {
  readonly kept: number;
  readonly replace: boolean;
}

/**
 * Of every entry of the estimate of x from a sample of d entries: (d - 1) / k x_i² with replacement, where an entry is
 * drawn Binomial(k, 1 / d) times, and (d / k - 1) x_i² without, where it is drawn or not, with probability k / d.
 *
 * @example
 * sampleVariance([1, 2, 3, 4], { kept: 2, replace: true }); // [1.5, 6, 13.5, 24]
 * sampleVariance([1, 2, 3, 4], { kept: 2, replace: false }); // [1, 4, 9, 16]
 */
export function sampleVariance(x: readonly number[], size: SampleSize): number[] {
  const factor = factorOf(x.length, size);
  return x.map((value) => factor * value ** 2);
}

/**
 * Of every entry of the estimate of x from k random projections: the squares of all other entries over k, since
 * x̂_i - x_i = Σ_{j≠i} (R Rᵀ)_ij x_j, whose factors are uncorrelated, of mean 0 and variance 1 / k.
 *
 * @example
 * projectionVariance([1, 2, 3], { kept: 2 }); // [6.5, 5, 2.5]
 */
export function projectionVariance(x: readonly number[], { kept }: { kept: number }): number[] {
  const all = x.reduce((total, value) => total + value ** 2, 0);
  return x.map((value) => (all - value ** 2) / kept);
}

/**
 * Of every entry of the weight gradient xᵀ g [d, n] with x [m, d] sampled and g [m, n]. The same entries of all rows scale
 * an entry of xᵀ g as a whole: its square times the factor of `sampleVariance`. With `perExample` the rows are
 * independent: the sum of their squares times that factor.
 *
 * @example
 * const options = { kept: 1, replace: false };
 * sampledGradientVariance([[1, 2], [3, 4]], [[1], [1]], { ...options, perExample: false }); // [[16], [36]]
 * sampledGradientVariance([[1, 2], [3, 4]], [[1], [1]], { ...options, perExample: true }); // [[10], [20]]
 */
export function sampledGradientVariance(
  x: Rows,
  g: Rows,
  options: SampleSize & { readonly perExample: boolean },
): number[][] {
  const factor = factorOf(x[0]?.length ?? 0, options);
  const squares = options.perExample
    ? weightGradient(x.map(squared), g.map(squared))
    : weightGradient(x, g).map(squared);
  return squares.map((row) => row.map((square) => factor * square));
}

/**
 * Of every entry of the weight gradient G = xᵀ g [d, n] with x [m, d] projected and g [m, n]: all rows have one matrix, so
 * the estimate is R Rᵀ G, and every column of G fares as a vector in `projectionVariance`.
 *
 * @example
 * projectedGradientVariance([[1, 2], [3, 4]], [[1], [1]], { kept: 2 }); // [[18], [8]]
 */
export function projectedGradientVariance(x: Rows, g: Rows, { kept }: { kept: number }): number[][] {
  const gradient = weightGradient(x, g);
  const columns = (g[0] ?? []).map((_, o) => gradient.map((row) => row[o]!));
  const variances = columns.map((column) => projectionVariance(column, { kept }));
  return gradient.map((_, i) => variances.map((column) => column[i]!));
}

function factorOf(width: number, { kept, replace }: SampleSize): number {
  return replace ? (width - 1) / kept : width / kept - 1;
}

function squared(row: readonly number[]): number[] {
  return row.map((value) => value ** 2);
}

/** xᵀ g. */
function weightGradient(x: Rows, g: Rows): number[][] {
  return (x[0] ?? []).map((_, i) =>
    (g[0] ?? []).map((__, o) => x.reduce((total, row, b) => total + row[i]! * g[b]![o]!, 0)),
  );
}
