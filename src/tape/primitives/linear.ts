import { product, productInto, type Transposition } from '../../array/product.js';
import { composed } from '../../array/scope.js';
import { sizeOf, type Tensor } from '../../array/tensor.js';
import { estimable, type Pending, type Primitive, type Two } from '../primitive.js';
import { apply, later } from '../trace.js';
import { reshape } from './shaping.js';

export const matmulPrimitive: Primitive<Two, Two, Transposition> = {
  name: 'matmul',
  primal: ([a, b], options) => product(a, b, options),
  save: ([a, b]) => [estimable(a), estimable(b)],
  vjp: (g, [a, b], { options: { transposeA = false, transposeB = false } }) => [
    transposeA ? pending(b, g, transposeB, true) : pending(g, b, false, !transposeB),
    transposeB ? pending(g, a, true, transposeA) : pending(a, g, !transposeA, false),
  ],
  addTo: (y, [a, b], options) => productInto(y, a, b, options),
};

/**
 * The matrix product op(a) · op(b): a [m, k] · b [k, n] → [m, n]; a [k, m] with `transposeA`, b [n, k] with
 * `transposeB`. Without `transposeA`, a may be rows of any rank: [..., k] · [k, n] → [..., n].
 *
 * @throws {ShapeError} if the inner lengths or the dtypes differ
 * @example
 * const y = add(matmul(x, W), b);
 */
export function matmul(a: Tensor, b: Tensor, options: Transposition = {}): Tensor {
  if (a.shape.length <= 2 || options.transposeA) return apply(matmulPrimitive, [a, b], options);
  const leading = a.shape.slice(0, -1);
  return composed(() => {
    const rows = reshape(a, [sizeOf(leading), a.shape.at(-1) ?? 1]);
    const y = apply(matmulPrimitive, [rows, b], options);
    return reshape(y, [...leading, y.shape.at(-1) ?? 1]);
  });
}

function pending(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Pending {
  return later(matmulPrimitive, [a, b], { transposeA, transposeB });
}
