import { ShapeError } from '../errors.js';
import { allocate, kernelsFor } from './scope.js';
import { sizeOf, type Tensor } from './tensor.js';

export interface Transposition {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * op(a) · op(b): [m, k] · [k, n] → [m, n], either operand read transposed. An `a` of higher rank that is not
 * transposed counts as the matrix of its rows: [..., k] · [k, n] → [..., n].
 */
export function product(a: Tensor, b: Tensor, options: Transposition = {}): Tensor {
  const { m, n, k, shape } = extents(a, b, options);
  const c = allocate(shape, a.dtype);
  const { transposeA, transposeB } = flags(options);
  kernelsFor(a, 'matmul').gemm(m, n, k, a.pointer, transposeA, b.pointer, transposeB, c.pointer, 0);
  return c;
}

/** c += op(a) · op(b), in place: a parameter's gradient needs no temporary. */
export function productInto(c: Tensor, a: Tensor, b: Tensor, options: Transposition): void {
  const { m, n, k } = extents(a, b, options);
  const { transposeA, transposeB } = flags(options);
  kernelsFor(a, 'matmul').gemm(m, n, k, a.pointer, transposeA, b.pointer, transposeB, c.pointer, 1);
}

function flags(options: Transposition): { transposeA: 0 | 1; transposeB: 0 | 1 } {
  return { transposeA: options.transposeA ? 1 : 0, transposeB: options.transposeB ? 1 : 0 };
}

function extents(a: Tensor, b: Tensor, options: Transposition) {
  const isRows = a.shape.length > 2 && !options.transposeA;
  if (a.dtype !== b.dtype || b.shape.length !== 2 || (a.shape.length !== 2 && !isRows)) {
    throw new ShapeError(
      `matmul: a is ${a} and b is ${b}; two matrices of the same dtype are needed, or rows [..., k] and a ` +
        'matrix [k, n]. Use reshape for a vector',
    );
  }
  const [rows, columns] = [sizeOf(a.shape.slice(0, -1)), a.shape.at(-1)!];
  const [m, k] = options.transposeA ? [columns, rows] : [rows, columns];
  const [inner, n] = options.transposeB ? [b.shape[1]!, b.shape[0]!] : [b.shape[0]!, b.shape[1]!];
  if (k !== inner) throw new ShapeError(mismatch(a, b, options, k, inner));
  return { m, n, k, shape: isRows ? [...a.shape.slice(0, -1), n] : [m, n] };
}

function mismatch(a: Tensor, b: Tensor, options: Transposition, k: number, inner: number): string {
  const ofA = options.transposeA ? 'rows' : 'columns';
  const ofB = options.transposeB ? 'columns' : 'rows';
  return (
    `matmul: a is [${a.shape.join(', ')}] and b is [${b.shape.join(', ')}]; ` +
    `a's ${ofA} (${k}) must equal b's ${ofB} (${inner})`
  );
}
