import { ShapeError } from '../errors.js';
import { allocate, kernelsFor } from './scope.js';
import type { Tensor } from './tensor.js';

export interface Transposition {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** op(a) · op(b): [m, k] · [k, n] → [m, n], either operand read transposed. */
export function product(a: Tensor, b: Tensor, options: Transposition = {}): Tensor {
  checkFit(a, b, options);
  const rows = a.shape[options.transposeA ? 1 : 0]!;
  const columns = b.shape[options.transposeB ? 0 : 1]!;
  const c = allocate([rows, columns], a.dtype);
  multiply(c, a, b, options, 0);
  return c;
}

/** c += op(a) · op(b), in place: a parameter's gradient needs no temporary. */
export function productInto(c: Tensor, a: Tensor, b: Tensor, options: Transposition): void {
  checkFit(a, b, options);
  multiply(c, a, b, options, 1);
}

function multiply(c: Tensor, a: Tensor, b: Tensor, options: Transposition, accumulate: 0 | 1): void {
  const transposeA = options.transposeA ? 1 : 0;
  const transposeB = options.transposeB ? 1 : 0;
  const [m, n] = c.shape;
  const k = a.shape[transposeA ? 0 : 1]!;
  const { gemm } = kernelsFor(a, 'matmul');
  gemm(m!, n!, k, a.pointer, transposeA, b.pointer, transposeB, c.pointer, accumulate);
}

function checkFit(a: Tensor, b: Tensor, options: Transposition): void {
  if (a.dtype !== b.dtype || b.shape.length !== 2 || a.shape.length !== 2) {
    throw new ShapeError(
      `matmul: a is ${a} and b is ${b}; two matrices of the same dtype are needed, or rows [..., k] and a ` +
        'matrix [k, n]. Use reshape for a vector',
    );
  }
  const ofA = a.shape[options.transposeA ? 0 : 1];
  const ofB = b.shape[options.transposeB ? 1 : 0];
  if (ofA === ofB) return;
  throw new ShapeError(
    `matmul: a is [${a.shape.join(', ')}] and b is [${b.shape.join(', ')}]; ` +
      `a's ${options.transposeA ? 'rows' : 'columns'} (${ofA}) must equal ` +
      `b's ${options.transposeB ? 'columns' : 'rows'} (${ofB})`,
  );
}
