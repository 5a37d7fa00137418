import { checkOptions, type OptionsOf } from '../../arguments/options.js';
import { type Cut, checkedAxis, cutAt, normaliseAxis, reduceAxis, sumAxis } from '../../array/axes.js';
import { checkTensor } from '../../array/checkTensor.js';
import { isFloat } from '../../array/dtype.js';
import { sumWhole } from '../../array/masks.js';
import { composed, kernelsFor } from '../../array/scope.js';
import { sizeOf, Tensor } from '../../array/tensor.js';
import { exactly, type None, type One, type Primitive, type Two } from '../primitive.js';
import { apply, later } from '../trace.js';
import { divide, exp, multiply, subtract } from './arithmetic.js';
import { broadcastToPrimitive } from './broadcasting.js';
import { cast } from './casting.js';
import { equal } from './relations.js';
import { reshape } from './shaping.js';

/** The axes [first, end) of the input, reduced to length 1, which the caller drops or keeps. */
interface Axes {
  readonly first: number;
  readonly end: number;
}

export const sumPrimitive: Primitive<One, None, Axes> = {
  name: 'sum',
  primal: ([x], axes) => sumAxis(x, cutOf(x, axes), reducedShape(x.shape, axes)),
  vjp: (g, _, { shapes: [from = []] }) => [later(broadcastToPrimitive, [g], from)],
};

/** The sum of uint8 or int32, which is int32 and has no derivative. */
export const sumWholePrimitive: Primitive<One, None, Axes> = {
  name: 'sumWhole',
  primal: ([x], axes) => sumWhole(x, cutOf(x, axes), reducedShape(x.shape, axes)),
};

export const meanPrimitive: Primitive<One, None, Axes> = {
  name: 'mean',
  primal: ([x], axes) => {
    const y = sumAxis(x, cutOf(x, axes), reducedShape(x.shape, axes));
    kernelsFor(y, 'mean').scale(y.size, y.pointer, 1 / cutOf(x, axes).middle);
    return y;
  },
  vjp: (g, _, { shapes: [from = []] }) => {
    const share = multiply(g, sizeOf(g.shape) / sizeOf(from));
    return [later(broadcastToPrimitive, [share], from)];
  },
};

/** Where several entries are the largest, they share the cotangent equally. */
export const maxPrimitive: Primitive<One, Two, Axes> = {
  name: 'max',
  primal: ([x], axes) => reduceAxis('max', x, cutOf(x, axes), reducedShape(x.shape, axes)),
  save: ([x], y) => [exactly(x), exactly(y)],
  vjp: (g, [x, y], { options }) => {
    const isLargest = cast(equal(x, y), g.dtype);
    return [multiply(isLargest, divide(g, apply(sumPrimitive, [isLargest], options)))];
  },
};

export const logSumExpPrimitive: Primitive<One, Two, Axes> = {
  name: 'logSumExp',
  primal: ([x], axes) => reduceAxis('logSumExp', x, cutOf(x, axes), reducedShape(x.shape, axes)),
  save: ([x], y) => [exactly(x), exactly(y)],
  vjp: (g, [x, y]) => [multiply(g, exp(subtract(x, y)))],
};

export const softmaxPrimitive: Primitive<One, One, Axes> = {
  name: 'softmax',
  primal: ([x], axes) => normaliseAxis('softmax', x, cutOf(x, axes)),
  save: (_, y) => [exactly(y)],
  vjp: (g, [y], { options }) => {
    const total = apply(sumPrimitive, [multiply(g, y)], options);
    return [multiply(y, subtract(g, total))];
  },
};

export const logSoftmaxPrimitive: Primitive<One, One, Axes> = {
  name: 'logSoftmax',
  primal: ([x], axes) => normaliseAxis('logSoftmax', x, cutOf(x, axes)),
  save: (_, y) => [exactly(y)],
  vjp: (g, [y], { options }) => [subtract(g, multiply(exp(y), apply(sumPrimitive, [g], options)))],
};

export interface ReductionOptions {
  /** The axis to reduce; all axes if absent. Negative axes count from the end. */
  readonly axis?: number;
  /** Keep the reduced axis, with length 1. */
  readonly keepAxis?: boolean;
}

const known: OptionsOf<ReductionOptions> = { axis: 'any', keepAxis: 'boolean' };

/**
 * The sum over an axis, or over all. Of uint8 and int32 it is int32, and exact: that of a mask counts.
 *
 * @throws {RangeError} if a sum of whole numbers is beyond int32
 * @example
 * sum(greater(x, 0)).item(); // how many entries are above 0
 */
export function sum(x: Tensor, options?: ReductionOptions): Tensor {
  const isWhole = x instanceof Tensor && !isFloat(x.dtype);
  return reduction('sum', isWhole ? sumWholePrimitive : sumPrimitive, x, options);
}

/** The mean over an axis, or over all; float32 of uint8 and int32, whose sum is exact. */
export function mean(x: Tensor, options?: ReductionOptions): Tensor {
  if (!(x instanceof Tensor) || isFloat(x.dtype)) return reduction('mean', meanPrimitive, x, options);
  return composed(() => {
    const total = reduction('mean', sumWholePrimitive, x, options);
    return divide(cast(total, 'float32'), x.size / total.size);
  });
}

/** The largest entry along an axis, or of all. */
export function max(x: Tensor, options?: ReductionOptions): Tensor {
  return reduction('max', maxPrimitive, x, options);
}

/** log Σ exp x along an axis, or over all, without overflow. */
export function logSumExp(x: Tensor, options?: ReductionOptions): Tensor {
  return reduction('logSumExp', logSumExpPrimitive, x, options);
}

/** exp x / Σ exp x along an axis, the last one if none is given. */
export function softmax(x: Tensor, axis = -1): Tensor {
  return apply(softmaxPrimitive, [x], oneAxis('softmax', x, axis));
}

/** log softmax x along an axis, the last one if none is given. */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  return apply(logSoftmaxPrimitive, [x], oneAxis('logSoftmax', x, axis));
}

function reduction<S extends readonly Tensor[]>(
  name: string,
  primitive: Primitive<One, S, Axes>,
  x: Tensor,
  options: ReductionOptions | undefined,
): Tensor {
  checkOptions(name, options, known);
  checkTensor(name, 'x', x);
  const axis = options?.axis;
  const keepAxis = options?.keepAxis ?? false;
  const axes = axis === undefined ? { first: 0, end: x.shape.length } : oneAxis(name, x, axis);
  if (keepAxis || axes.first === axes.end) return apply(primitive, [x], axes);
  const shape = x.shape.toSpliced(axes.first, axes.end - axes.first);
  return composed(() => reshape(apply(primitive, [x], axes), shape));
}

function oneAxis(name: string, x: Tensor, axis: number): Axes {
  checkTensor(name, 'x', x);
  const first = checkedAxis(name, axis, x.shape.length);
  return { first, end: first + 1 };
}

function cutOf(x: Tensor, { first, end }: Axes): Cut {
  return cutAt(x.shape, first, end);
}

function reducedShape(shape: readonly number[], { first, end }: Axes): readonly number[] {
  return shape.map((length, axis) => (axis >= first && axis < end ? 1 : length));
}
