import { checkKind, requireOptions } from '../arguments/options.js';
import { ShapeError } from '../errors.js';
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
  checkNumbers('sampleVariance', 'x', x);
  const factor = factorOf('sampleVariance', x.length, size);
  return x.map((value) => factor * value ** 2);
}

/**
 * Of every entry of the estimate of x from k random projections: the squares of all other entries over k, since
 * x̂_i - x_i = Σ_{j≠i} (R Rᵀ)_ij x_j, whose factors are uncorrelated, of mean 0 and variance 1 / k.
 *
 * @example
 * projectionVariance([1, 2, 3], { kept: 2 }); // [6.5, 5, 2.5]
 */
export function projectionVariance(x: readonly number[], size: { kept: number }): number[] {
  checkNumbers('projectionVariance', 'x', x);
  const kept = checkedKept('projectionVariance', size, ofProjection);
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
  checkRows('sampledGradientVariance', x, g);
  const factor = factorOf('sampledGradientVariance', x[0]?.length ?? 0, options, ofRows);
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
export function projectedGradientVariance(x: Rows, g: Rows, size: { kept: number }): number[][] {
  checkRows('projectedGradientVariance', x, g);
  const kept = checkedKept('projectedGradientVariance', size, ofProjection);
  const gradient = weightGradient(x, g);
  const columns = (g[0] ?? []).map((_, o) => gradient.map((row) => row[o]!));
  const variances = columns.map((column) => projectionVariance(column, { kept }));
  return gradient.map((_, i) => variances.map((column) => column[i]!));
}

const ofProjection = { kept: 'any' } as const;
const ofSample = { kept: 'any', replace: 'boolean' } as const;
const ofRows = { kept: 'any', replace: 'boolean', perExample: 'boolean' } as const;

function factorOf(
  where: string,
  width: number,
  size: SampleSize,
  known: Parameters<typeof requireOptions>[2] = ofSample,
): number {
  const kept = checkedKept(where, size, known);
  const { replace } = size;
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

function checkedKept(
  where: string,
  size: { readonly kept: number },
  known: Parameters<typeof requireOptions>[2],
): number {
  requireOptions(where, size, known);
  checkKind(where, 'kept', size.kept, 'number');
  if (Number.isSafeInteger(size.kept) && size.kept >= 1) return size.kept;
  throw new RangeError(`${where}: kept is ${size.kept}; a whole number of at least 1 is needed`);
}

function checkNumbers(where: string, name: string, values: readonly number[]): void {
  checkKind(where, name, values, 'list', 'a list of numbers is needed');
  values.forEach((value, place) => {
    checkKind(where, `${name}[${place}]`, value, 'number');
  });
}

function checkRows(where: string, x: Rows, g: Rows): void {
  for (const [name, rows] of Object.entries({ x, g })) {
    checkKind(where, name, rows, 'list', 'a list of rows is needed');
    rows.forEach((row, place) => {
      checkNumbers(where, `${name}[${place}]`, row);
    });
  }
  if (x.length === g.length) return;
  throw new ShapeError(`${where}: x has ${x.length} rows and g ${g.length}; as many are needed`);
}
