import { checkOptions, type OptionsOf } from '../../arguments/options.js';
import { zeros } from '../../array/create.js';
import { product, productInto, type Transposition } from '../../array/product.js';
import { composed } from '../../array/scope.js';
import { sizeOf, type Tensor } from '../../array/tensor.js';
import { Sketch } from '../kept.js';
import { estimable, type Pending, type Primitive, type Two } from '../primitive.js';
import { apply, later } from '../trace.js';
import { reshape } from './shaping.js';

export const matmulPrimitive: Primitive<Two, Two, Transposition> = {
  name: 'matmul',
  primal: ([a, b], options) => product(a, b, options),
  save: ([a, b]) => [estimable(a, [1]), estimable(b, [0])],
  vjp: (g, [a, b], { options }) => [ofLeft(g, b, options), ofRight(g, a, options)],
  vjpOfSketches: (g, [a, b], { options, shapes }) => {
    const isPlain = !options.transposeA && !options.transposeB;
    const left = ofLeft(g, b.recall(), options);
    if (a instanceof Sketch && isPlain) return [left, ofSketch(a, g, shapes[1] ?? [])];
    return [left, ofRight(g, a.recall(), options)];
  },
  addTo: (y, [a, b], options) => productInto(y, a, b, options),
};

const known: OptionsOf<Transposition> = { transposeA: 'boolean', transposeB: 'boolean' };

const plain: Transposition = {};
const forms: readonly Transposition[] = [
  plain,
  { transposeA: true },
  { transposeB: true },
  { transposeA: true, transposeB: true },
];

/**
 * The matrix product op(a) · op(b): a [m, k] · b [k, n] → [m, n]; a [k, m] with `transposeA`, b [n, k] with
 * `transposeB`. Without `transposeA`, a may be rows of any rank: [..., k] · [k, n] → [..., n].
 *
 * @throws {ShapeError} if the inner lengths or the dtypes differ
 * @example
 * const y = add(matmul(x, W), b);
 */
export function matmul(a: Tensor, b: Tensor, options: Transposition = plain): Tensor {
  if (options !== plain && !areFlags(options)) checkOptions('matmul', options, known);
  // One of four, whatever becomes of the caller's before the sweep.
  const own = options === plain ? plain : forms[(options.transposeA ? 1 : 0) + (options.transposeB ? 2 : 0)]!;
  // What is no tensor has no rank, and is refused where operands are looked at anyway.
  const rank = a?.shape?.length ?? 0;
  if (rank <= 2 || own.transposeA) return apply(matmulPrimitive, [a, b], own);
  const leading = a.shape.slice(0, -1);
  return composed(() => {
    const rows = reshape(a, [sizeOf(leading), a.shape.at(-1) ?? 1]);
    const y = apply(matmulPrimitive, [rows, b], own);
    return reshape(y, [...leading, y.shape.at(-1) ?? 1]);
  });
}

/** Whether they are flags and nothing else: what `checkOptions` finds, in a fifth of its time. */
function areFlags(options: Transposition): boolean {
  let count = 0;
  for (const name in options) {
    if (name !== 'transposeA' && name !== 'transposeB') return false;
    count += 1;
  }
  return count > 0 && isFlag(options.transposeA) && isFlag(options.transposeB);
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean' || value === undefined;
}

/** The cotangent of a. */
function ofLeft(g: Tensor, b: Tensor, { transposeA = false, transposeB = false }: Transposition): Pending {
  return transposeA ? pending(b, g, transposeB, true) : pending(g, b, false, !transposeB);
}

/** The cotangent of b. */
function ofRight(g: Tensor, a: Tensor, { transposeA = false, transposeB = false }: Transposition): Pending {
  return transposeB ? pending(g, a, true, transposeA) : pending(a, g, !transposeA, false);
}

/** The same of fewer products, where a waits as a sketch. */
function ofSketch(a: Sketch, g: Tensor, shape: readonly number[]): Pending {
  const addTo = (sum: Tensor): void => a.addProduct(sum, g);
  const compute = (): Tensor => {
    const sum = zeros(shape, { dtype: g.dtype });
    addTo(sum);
    return sum;
  };
  return { compute, addTo };
}

function pending(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Pending {
  return later(matmulPrimitive, [a, b], { transposeA, transposeB });
}
