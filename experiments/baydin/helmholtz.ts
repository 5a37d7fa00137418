import { add, divide, log, matmul, multiply, reshape, subtract, sum, type Tensor, tensor } from 'sublinear';

/** What the Helmholtz energy of a mixed fluid of n components depends on, R T = 1. */
export interface Fluid {
  readonly x: Tensor;
  /** f(x) = Σ log(x_i / (1 - bᵀx)) - xᵀA x / (√8 bᵀx) · log((1 + (1 + √2) bᵀx) / (1 + (1 - √2) bᵀx)). */
  energy(x: Tensor): Tensor;
}

/** A fluid of n components in float64: b_i = 1 / (10 (i + 1) n), A_ij = 1 / (i + j + 1), x_i = (2 + i / n) / (10 n). */
export function fluid(n: number): Fluid {
  const of = (entry: (i: number) => number): Float64Array =>
    Float64Array.from({ length: n }, (_, i) => entry(i));
  const A = Float64Array.from({ length: n * n }, (_, place) => 1 / (Math.floor(place / n) + (place % n) + 1));
  return fluidOf({
    x: of((i) => (2 + i / n) / (10 * n)),
    b: of((i) => 1 / (10 * (i + 1) * n)),
    A,
  });
}

/** @param given - entries of x and b [n] and of A [n, n], row by row */
export function fluidOf(given: { x: Float64Array; b: Float64Array; A: Float64Array }): Fluid {
  const n = given.x.length;
  const constant = (values: Float64Array, shape: readonly number[]): Tensor =>
    tensor(values, { shape, dtype: 'float64' });
  const x = constant(given.x, [n]);
  const b = constant(given.b, [n]);
  const A = constant(given.A, [n, n]);
  const energy = (x: Tensor): Tensor => {
    const bx = sum(multiply(b, x));
    const row = reshape(x, [1, n]);
    const xAx = sum(multiply(matmul(row, A), row));
    const mixing = sum(log(divide(x, subtract(1, bx))));
    const quotient = divide(add(1, multiply(bx, 1 + Math.SQRT2)), add(1, multiply(bx, 1 - Math.SQRT2)));
    return subtract(mixing, multiply(divide(xAx, multiply(bx, Math.sqrt(8))), log(quotient)));
  };
  return { x, energy };
}
