import { shown } from '../../arguments/shown.js';
import { filled } from '../../array/create.js';
import { isFloat } from '../../array/dtype.js';
import { composed } from '../../array/scope.js';
import { Tensor } from '../../array/tensor.js';
import { ShapeError } from '../../errors.js';
import type { Contribution, One, Primitive, Residual, Setting, Two } from '../primitive.js';
import { apply } from '../trace.js';

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

/** A function of two tensors, with broadcasting, that is a primitive. */
export interface Binary {
  (a: Operand, b: Operand): Tensor;
  readonly primitive: Row;
}

export function unary<S extends readonly Tensor[]>(primitive: Primitive<One, S, undefined>): Unary {
  return Object.assign((x: Tensor) => apply(primitive, [x], undefined), { primitive });
}

export function binary<S extends readonly Tensor[]>(primitive: Primitive<Two, S, undefined>): Binary {
  const f = (a: Operand, b: Operand): Tensor => {
    if (a instanceof Tensor && b instanceof Tensor) return apply(primitive, [a, b], undefined);
    return composed(() => apply(primitive, operands(primitive.name, a, b), undefined));
  };
  return Object.assign(f, { primitive });
}

function operands(name: string, a: Operand, b: Operand): Two {
  if (a instanceof Tensor) return [a, b instanceof Tensor ? b : scalar(name, b, a)];
  if (b instanceof Tensor) return [scalar(name, a, b), b];
  throw new ShapeError(`${name}: a is ${shown(a)} and b is ${shown(b)}; at least one tensor is needed`);
}

function scalar(name: string, value: number, like: Tensor): Tensor {
  if (typeof value !== 'number')
    throw new ShapeError(`${name}: ${shown(value)} is neither a tensor nor a number`);
  return filled(name, [], value, isFloat(like.dtype) ? like.dtype : 'float32');
}
