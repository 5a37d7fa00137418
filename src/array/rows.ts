import { ShapeError } from '../errors.js';
import type { Cut } from './axes.js';
import { bytesPerElement } from './dtype.js';
import { allocate, currentArena, kernelsFor } from './scope.js';
import { sizeOf, type Tensor } from './tensor.js';

/** [start, start + length) of the middle axis of x, as a dense copy. */
export function copyWindow(x: Tensor, cut: Cut, start: number, shape: readonly number[]): Tensor {
  const y = allocate(shape, x.dtype);
  const step = cut.inner * bytesPerElement[x.dtype];
  const width = cut.outer === 0 ? 0 : (y.size / cut.outer) * bytesPerElement[x.dtype];
  copyRows(cut.outer, width, x.pointer + start * step, cut.middle * step, y.pointer, width);
  return y;
}

/** The same entries in bytes of their own. */
export function copied(x: Tensor): Tensor {
  const y = allocate(x.shape, x.dtype);
  const width = x.size * bytesPerElement[x.dtype];
  if (width > 0) copyRows(1, width, x.pointer, width, y.pointer, width);
  return y;
}

/** Writes x over the middle axis of y from `start` on, in place. `cut` is y's. */
export function writeWindow(y: Tensor, cut: Cut, start: number, x: Tensor): void {
  const step = cut.inner * bytesPerElement[x.dtype];
  const width = cut.outer === 0 ? 0 : (x.size / cut.outer) * bytesPerElement[x.dtype];
  copyRows(cut.outer, width, x.pointer, width, y.pointer + start * step, cut.middle * step);
}

/** Adds x to the middle axis of y from `start` on, in place. `cut` is y's. */
export function addWindow(y: Tensor, cut: Cut, start: number, x: Tensor): void {
  const width = cut.outer === 0 ? 0 : x.size / cut.outer;
  const at = y.pointer + start * cut.inner * bytesPerElement[y.dtype];
  kernelsFor(y, 'slice').addRows(cut.outer, width, x.pointer, width, at, cut.middle * cut.inner);
}

/** table[indices]: rows of the first axis. */
export function gatherRows(table: Tensor, indices: Tensor): Tensor {
  checkIndices('gather', indices, table.shape[0] ?? 0, 'rows');
  const y = allocate([...indices.shape, ...table.shape.slice(1)], table.dtype);
  const width = sizeOf(table.shape.slice(1)) * bytesPerElement[table.dtype];
  const { gatherRows: gather } = currentArena().memory.kernels.bytes;
  gather(indices.size, width, table.pointer, indices.pointer, y.pointer);
  return y;
}

/** y[indices] += x, in the order of the indices. */
export function scatterAddInto(y: Tensor, x: Tensor, indices: Tensor): void {
  const width = sizeOf(y.shape.slice(1));
  kernelsFor(y, 'gather').scatterAddRows(indices.size, width, x.pointer, indices.pointer, y.pointer);
}

/** @throws {ShapeError} if an index is no int32, {RangeError} if one is outside of [0, limit) */
export function checkIndices(where: string, indices: Tensor, limit: number, what: string): void {
  if (indices.dtype !== 'int32') {
    throw new ShapeError(
      `${where}: the indices are ${indices}; int32 is needed: tensor([...], { dtype: 'int32' })`,
    );
  }
  const { bytes } = currentArena().memory.kernels;
  const place = bytes.firstOutside(indices.size, indices.pointer, limit);
  if (place === -1) return;
  throw new RangeError(
    `${where}: index ${indices.toArray()[place]} at place ${place} is out of range; ` +
      `there are ${limit} ${what}, so 0 to ${limit - 1} are needed`,
  );
}

function copyRows(rows: number, width: number, x: number, xStride: number, y: number, yStride: number): void {
  currentArena().memory.kernels.bytes.copyRows(rows, width, x, xStride, y, yStride);
}
