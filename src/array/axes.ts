import { shown } from '../arguments/shown.js';
import { ShapeError } from '../errors.js';
import { allocate, kernelsFor } from './scope.js';
import { sizeOf, type Tensor } from './tensor.js';

/** How an axis cuts a dense tensor: entry [i, j, k] of [outer, middle, inner]. */
export interface Cut {
  readonly outer: number;
  readonly middle: number;
  readonly inner: number;
}

/** The axes [first, end) of a shape as one middle axis. */
export function cutAt(shape: readonly number[], first: number, end: number = first + 1): Cut {
  return {
    outer: product(shape, 0, first),
    middle: product(shape, first, end),
    inner: product(shape, end, shape.length),
  };
}

function product(shape: readonly number[], from: number, to: number): number {
  let size = 1;
  for (let axis = from; axis < to; axis += 1) size *= shape[axis]!;
  return size;
}

/** A place in [0, rank); negative axes count from the end. */
export function checkedAxis(where: string, axis: number, rank: number): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  if (rank === 0)
    throw new ShapeError(`${where}: axis is ${shown(axis)}; the tensor is a scalar, which has no axis`);
  throw new ShapeError(
    `${where}: axis is ${shown(axis)}; a whole number from ${-rank} to ${rank - 1} is needed`,
  );
}

/** Sums the middle axis away; the result has `shape`. */
export function sumAxis(x: Tensor, cut: Cut, shape: readonly number[]): Tensor {
  const y = allocate(shape, x.dtype);
  kernelsFor(x, 'sum').sum(cut.outer, cut.middle, cut.inner, x.pointer, y.pointer, 0);
  return y;
}

/** y += the sum over the middle axis, in place. */
export function sumAxisInto(y: Tensor, x: Tensor, cut: Cut): void {
  kernelsFor(x, 'sum').sum(cut.outer, cut.middle, cut.inner, x.pointer, y.pointer, 1);
}

/** The maximum, or log Σ exp, over the middle axis. */
export function reduceAxis(name: 'max' | 'logSumExp', x: Tensor, cut: Cut, shape: readonly number[]): Tensor {
  const kernels = kernelsFor(x, name);
  const y = allocate(shape, x.dtype);
  kernels[name](cut.outer, cut.middle, cut.inner, x.pointer, y.pointer);
  return y;
}

/** Softmax, or its logarithm, along the middle axis. */
export function normaliseAxis(name: 'softmax' | 'logSoftmax', x: Tensor, cut: Cut): Tensor {
  const kernels = kernelsFor(x, name);
  const y = allocate(x.shape, x.dtype);
  kernels[name](cut.outer, cut.middle, cut.inner, x.pointer, y.pointer);
  return y;
}

/** The axes that a sum to `target` removes or shrinks, as one cut, where they are neighbours; undefined otherwise. */
export function broadcastCut(from: readonly number[], target: readonly number[]): Cut | undefined {
  const extra = from.length - target.length;
  const isSummed = from.map((length, axis) => axis < extra || (target[axis - extra] === 1 && length !== 1));
  const first = isSummed.indexOf(true);
  const end = isSummed.lastIndexOf(true) + 1;
  if (first === -1) return { outer: sizeOf(from), middle: 1, inner: 1 };
  const areNeighbours = from.every(
    (length, axis) => axis < first || axis >= end || isSummed[axis] || length === 1,
  );
  return areNeighbours ? cutAt(from, first, end) : undefined;
}
