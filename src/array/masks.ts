import { ShapeError } from '../errors.js';
import type { Cut } from './axes.js';
import { broadcastShape, collapsed, forOuterAxes, lastFour, stridesFor } from './broadcast.js';
import { bytesPerElement, type DType, typeNumber } from './dtype.js';
import { checkDTypes } from './elementwise.js';
import { type ByteKernels, type RelationName, relationNames } from './kernels.js';
import { allocate, currentArena } from './scope.js';
import type { Tensor } from './tensor.js';

/** A mask, uint8: 1 where the relation holds for a pair of entries and 0 elsewhere, with broadcasting. */
export function compare(where: string, relation: Relation, a: Tensor, b: Tensor): Tensor {
  checkDTypes(where, a, b);
  const y = allocate(broadcastShape(where, a.shape, b.shape), 'uint8');
  if (y.size === 0) return y;
  if (relation === 'less') relate('greater', b, a, y);
  else if (relation === 'lessOrEqual') relate('greaterOrEqual', b, a, y);
  else relate(relation, a, b, y);
  return y;
}

type Relation = RelationName | 'less' | 'lessOrEqual';

function relate(relation: RelationName, a: Tensor, b: Tensor, y: Tensor): void {
  const strides = [stridesFor(a.shape, y.shape), stridesFor(b.shape, y.shape)];
  const nest = collapsed({ lengths: y.shape, strides });
  const [number, type] = [relationNames.indexOf(relation), typeNumber(a.dtype)];
  const width = bytesPerElement[a.dtype];
  const lengths = lastFour(nest.lengths, 1);
  const ofA = lastFour(nest.strides[0]!, 0);
  const ofB = lastFour(nest.strides[1]!, 0);
  forOuterAxes(nest, ([inA = 0, inB = 0], result) => {
    const atA = a.pointer + inA * width;
    const atB = b.pointer + inB * width;
    kernels(y).compare(number, type, ...lengths, atA, ...ofA, atB, ...ofB, y.pointer + result);
  });
}

/** a where the mask is not 0, b elsewhere, of any dtype; the three have the same shape. */
export function select(mask: Tensor, a: Tensor, b: Tensor): Tensor {
  checkDTypes('where', a, b);
  if (mask.dtype !== 'uint8') throw new ShapeError(`where: the condition is ${mask}; uint8 is needed`);
  const y = allocate(a.shape, a.dtype);
  if (y.size === 0) return y;
  const width = bytesPerElement[a.dtype];
  kernels(y).select(width, a.size, mask.pointer, a.pointer, b.pointer, y.pointer);
  return y;
}

/** The same numbers as another dtype has them. */
export function cast(x: Tensor, dtype: DType): Tensor {
  const y = allocate(x.shape, dtype);
  if (y.size === 0) return y;
  kernels(y).cast(typeNumber(x.dtype), typeNumber(dtype), x.size, x.pointer, y.pointer);
  return y;
}

/**
 * Sums the middle axis of uint8 or int32 away, exactly; the result is int32 and has `shape`.
 *
 * @throws {RangeError} if a sum is beyond int32
 */
export function sumWhole(x: Tensor, { outer, middle, inner }: Cut, shape: readonly number[]): Tensor {
  const width = bytesPerElement[x.dtype];
  const y = allocate(shape, 'int32');
  if (y.size === 0) return y;
  // So few bytes cannot come to more than int32 holds.
  const fits = x.dtype === 'uint8' && middle * 255 < 2 ** 31;
  const place = fits ? -1 : kernels(y).firstBeyond(width, outer, middle, inner, x.pointer);
  if (place !== -1) {
    throw new RangeError(
      `sum: entry ${place} of the sum of ${x} is beyond int32; sum cast(x, 'float64') instead`,
    );
  }
  kernels(y).sumWhole(width, outer, middle, inner, x.pointer, y.pointer);
  return y;
}

function kernels(x: Tensor): ByteKernels {
  return (x.arena ?? currentArena()).memory.kernels.bytes;
}
