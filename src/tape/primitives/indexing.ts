import { checkTensor } from '../../array/checkTensor.js';
import { zeros } from '../../array/create.js';
import { gatherRows, scatterAddInto } from '../../array/rows.js';
import type { Tensor } from '../../array/tensor.js';
import { ShapeError } from '../../errors.js';
import { exactly, type One, type Primitive, type Two } from '../primitive.js';
import { apply, later } from '../trace.js';

export const gatherPrimitive: Primitive<Two, One, undefined> = {
  name: 'gather',
  primal: ([table, indices]) => gatherRows(table, indices),
  save: ([, indices]) => [exactly(indices)],
  vjp: (g, [indices], { shapes: [table = []] }) => [later(scatterPrimitive, [g, indices], table), undefined],
};

/** Rows added into zeros of a shape, the cotangent of the table they were gathered from. */
export const scatterPrimitive: Primitive<Two, One, readonly number[]> = {
  name: 'scatter',
  primal: ([x, indices], shape) => {
    const y = zeros(shape, { dtype: x.dtype });
    scatterAddInto(y, x, indices);
    return y;
  },
  save: ([, indices]) => [exactly(indices)],
  vjp: (g, [indices]) => [later(gatherPrimitive, [g, indices], undefined), undefined],
  addTo: (y, [x, indices]) => scatterAddInto(y, x, indices),
};

/**
 * Rows of a table by int32 indices: table [rows, ...] and indices [...] → [..., ...], an embedding.
 *
 * @throws {RangeError} if an index is outside of [0, rows)
 * @throws {ShapeError} if the indices are not int32 or the table has no rows
 * @example
 * gather(table, tensor([2, 0], { dtype: 'int32' })).shape; // [2, 8] for a table of [5, 8]
 */
export function gather(table: Tensor, indices: Tensor): Tensor {
  checkTensor('gather', 'table', table);
  if (table.shape.length === 0) throw new ShapeError('gather: the table is a scalar; [rows, ...] is needed');
  return apply(gatherPrimitive, [table, indices], undefined);
}
