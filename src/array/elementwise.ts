import { ShapeError } from '../errors.js';
import { broadcastShape, collapsed, forOuterAxes, lastFour, stridesFor } from './broadcast.js';
import { bytesPerElement, isFloat } from './dtype.js';
import type { FloatKernels, MapName, ZipName } from './kernels.js';
import { allocate, currentArena, kernelsFor } from './scope.js';
import { sameShape, type Tensor } from './tensor.js';

/** f of every entry. */
export function map(name: MapName, x: Tensor): Tensor {
  const kernels = kernelsFor(x, name);
  const y = allocate(x.shape, x.dtype);
  kernels[name](x.size, x.pointer, y.pointer);
  return y;
}

/** f of every pair of entries, with broadcasting. */
export function zip(name: ZipName, a: Tensor, b: Tensor): Tensor {
  const kernels = kernelsFor(a, name);
  checkDTypes(name, a, b);
  if (sameShape(a.shape, b.shape)) {
    const y = allocate(a.shape, a.dtype);
    kernels[name](1, 1, 1, a.size, a.pointer, 0, 0, 0, 1, b.pointer, 0, 0, 0, 1, y.pointer);
    return y;
  }
  if (repeatsInRows(b.shape, a.shape)) {
    const y = allocate(a.shape, a.dtype);
    zipRows(name, a, b, y);
    return y;
  }
  const y = allocate(broadcastShape(name, a.shape, b.shape), a.dtype);
  zipBroadcast(name, a, b, y);
  return y;
}

/** y = f(y, b) in place; `b` broadcasts to y's shape. For buffers that nobody else can see. */
export function zipInto(name: ZipName, y: Tensor, b: Tensor): void {
  if (sameShape(y.shape, b.shape)) {
    const n = y.size;
    kernelsFor(y, name)[name](1, 1, 1, n, y.pointer, 0, 0, 0, 1, b.pointer, 0, 0, 0, 1, y.pointer);
  } else if (repeatsInRows(b.shape, y.shape)) {
    zipRows(name, y, b, y);
  } else {
    zipBroadcast(name, y, b, y);
  }
}

/** One bit per entry: whether it is above 0. */
export function positiveBits(x: Tensor): Tensor {
  const bits = allocate([Math.ceil(x.size / 8)], 'uint8');
  kernelsFor(x, 'relu').positiveBits(x.size, x.pointer, bits.pointer);
  return bits;
}

/** x where the bit is set, 0 elsewhere. */
export function maskBits(x: Tensor, bits: Tensor): Tensor {
  const y = allocate(x.shape, x.dtype);
  kernelsFor(x, 'relu').maskBits(x.size, x.pointer, bits.pointer, y.pointer);
  return y;
}

/** Read with other strides: transposed or broadcast, as a dense copy of shape `shape`. */
export function restrided(
  name: string,
  x: Tensor,
  shape: readonly number[],
  strides: readonly number[],
): Tensor {
  const y = allocate(shape, x.dtype);
  if (y.size === 0) return y;
  const strided = stridedFor(name, x);
  const nest = collapsed({ lengths: shape, strides: [strides] });
  const width = bytesPerElement[x.dtype];
  const lengths = lastFour(nest.lengths, 1);
  const steps = lastFour(nest.strides[0]!, 0);
  forOuterAxes(nest, (offsets, result) => {
    strided(...lengths, x.pointer + offsets[0]! * width, ...steps, y.pointer + result * width);
  });
  return y;
}

/** Of whole numbers the bytes are moved, which is the same. */
function stridedFor(name: string, x: Tensor): FloatKernels['strided'] {
  if (isFloat(x.dtype)) return kernelsFor(x, name).strided;
  const { stridedBytes } = (x.arena ?? currentArena()).memory.kernels.bytes;
  const width = bytesPerElement[x.dtype];
  return (...args) => stridedBytes(width, ...args);
}

/** Whether b is a scalar or a row that repeats along a's leading axes: a bias, by far the most frequent broadcast. */
function repeatsInRows(b: readonly number[], a: readonly number[]): boolean {
  const extra = a.length - b.length;
  if (extra < 0) return false;
  for (let axis = 0; axis < b.length; axis += 1) if (a[axis + extra] !== b[axis]) return false;
  return true;
}

function zipRows(name: ZipName, a: Tensor, b: Tensor, y: Tensor): void {
  const width = b.size;
  const rows = width === 0 ? 0 : a.size / width;
  const kernel = kernelsFor(a, name)[name];
  if (width === 1) kernel(1, 1, 1, rows, a.pointer, 0, 0, 0, 1, b.pointer, 0, 0, 0, 0, y.pointer);
  else kernel(1, 1, rows, width, a.pointer, 0, 0, width, 1, b.pointer, 0, 0, 0, 1, y.pointer);
}

function zipBroadcast(name: ZipName, a: Tensor, b: Tensor, y: Tensor): void {
  if (y.size === 0) return;
  const kernel = kernelsFor(a, name)[name];
  const strides = [stridesFor(a.shape, y.shape), stridesFor(b.shape, y.shape)];
  const nest = collapsed({ lengths: y.shape, strides });
  const width = bytesPerElement[y.dtype];
  const lengths = lastFour(nest.lengths, 1);
  const ofA = lastFour(nest.strides[0]!, 0);
  const ofB = lastFour(nest.strides[1]!, 0);
  forOuterAxes(nest, (offsets, result) => {
    const atA = a.pointer + offsets[0]! * width;
    const atB = b.pointer + offsets[1]! * width;
    kernel(...lengths, atA, ...ofA, atB, ...ofB, y.pointer + result * width);
  });
}

/** @throws {ShapeError} unless both are of one dtype */
export function checkDTypes(name: string, a: Tensor, b: Tensor): void {
  if (a.dtype === b.dtype) return;
  throw new ShapeError(`${name}: a is ${a} and b is ${b}; both need the same dtype: cast one of them`);
}
