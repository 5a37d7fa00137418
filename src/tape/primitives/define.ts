import { unfit } from '../../arguments/options.js';
import { shown } from '../../arguments/shown.js';
import { filled } from '../../array/create.js';
import { type DType, isFloat } from '../../array/dtype.js';
import { composed } from '../../array/scope.js';
import { Tensor } from '../../array/tensor.js';
import { ShapeError } from '../../errors.js';
import type { Contribution, None, One, Primitive, Residual, Setting, Two } from '../primitive.js';
import { apply } from '../trace.js';
import { cast } from './casting.js';

/** A primitive as the table lists it, whatever its inputs, residuals and options are. */
export interface Row {
  readonly name: string;
  primal(inputs: readonly Tensor[], options: unknown): Tensor;
  save?(inputs: readonly Tensor[], output: Tensor, options: unknown): readonly Residual[];
  vjp?(g: Tensor, saved: readonly Tensor[], setting: Setting<unknown>): readonly Contribution[];
  addTo?(y: Tensor, inputs: readonly Tensor[], options: unknown): void;
}

/** A tensor, or a number that stands for a scalar of the other operand's dtype. */
export type Operand = Tensor | number;

/** A function of one tensor that is a primitive. */
export interface Unary {
  (x: Tensor): Tensor;
  readonly primitive: Row;
}

/** A function of two tensors or numbers, with broadcasting, that is a primitive. */
export interface Binary {
  (a: Operand, b: Operand): Tensor;
  readonly primitive: Row;
}

/** A function of two tensors that is a primitive. */
export interface OfTwo {
  (a: Tensor, b: Tensor): Tensor;
  readonly primitive: Row;
}

export function unary<S extends readonly Tensor[]>(primitive: Primitive<One, S, undefined>): Unary {
  return Object.assign((x: Tensor) => apply(primitive, [x], undefined), { primitive });
}

/** Of floats: a mask beside a float is taken as numbers of its dtype, a number as a scalar of it. */
export function binary<S extends readonly Tensor[]>(primitive: Primitive<Two, S, undefined>): Binary {
  return between(primitive, (a, b) => operands(primitive.name, a, b, floatLike));
}

/** Of any dtype; a number is taken as a scalar of the other operand's. */
export function comparison(primitive: Primitive<Two, None, undefined>): Binary {
  return between(primitive, (a, b) => operands(primitive.name, a, b, (x) => x.dtype));
}

/** A function of two tensors that are taken as they are. */
export function ofTensors<S extends readonly Tensor[]>(primitive: Primitive<Two, S, undefined>): OfTwo {
  return Object.assign((a: Tensor, b: Tensor) => apply(primitive, [a, b], undefined), { primitive });
}

function between<S extends readonly Tensor[]>(
  primitive: Primitive<Two, S, undefined>,
  fitted: (a: Operand, b: Operand) => Two,
): Binary {
  const f = (a: Operand, b: Operand): Tensor => {
    if (a instanceof Tensor && b instanceof Tensor && a.dtype === b.dtype)
      return apply(primitive, [a, b], undefined);
    if (!(a instanceof Tensor || b instanceof Tensor)) throw noTensor(primitive.name, a, b);
    return composed(() => apply(primitive, fitted(a, b), undefined));
  };
  return Object.assign(f, { primitive });
}

/** Two operands, one of which may be a number, as tensors: of one dtype, unless they are what nothing is made of here. */
export function operands(
  name: string,
  a: Operand,
  b: Operand,
  dtypeOf: (like: Tensor) => DType = (like) => like.dtype,
): Two {
  const [left, right] = [tensorOf(name, a, b, dtypeOf), tensorOf(name, b, a, dtypeOf)];
  return [numbersBeside(left, right), numbersBeside(right, left)];
}

function noTensor(name: string, a: Operand, b: Operand): ShapeError {
  return new ShapeError(`${name}: a is ${shown(a)} and b is ${shown(b)}; at least one tensor is needed`);
}

function tensorOf(name: string, x: Operand, other: Operand, dtypeOf: (like: Tensor) => DType): Tensor {
  if (x instanceof Tensor) return x;
  if (typeof x !== 'number') throw unfit(name, 'an operand', x, 'a tensor or a number is needed');
  return filled(name, [], x, other instanceof Tensor ? dtypeOf(other) : 'float32');
}

function floatLike({ dtype }: Tensor): DType {
  return isFloat(dtype) ? dtype : 'float32';
}

/** A mask beside floats, as numbers of theirs. */
function numbersBeside(x: Tensor, other: Tensor): Tensor {
  return x.dtype === 'uint8' && isFloat(other.dtype) ? cast(x, other.dtype) : x;
}
