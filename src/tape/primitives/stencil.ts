import { checkOptions } from '../../arguments/options.js';
import { checkTensor } from '../../array/checkTensor.js';
import { zeros } from '../../array/create.js';
import { bytesPerElement } from '../../array/dtype.js';
import { kernelsFor } from '../../array/scope.js';
import { sizeOf, type Tensor } from '../../array/tensor.js';
import { ShapeError } from '../../errors.js';
import type { None, One, Primitive } from '../primitive.js';
import { apply, later } from '../trace.js';

/** Linear, and its own transpose: it keeps nothing. */
export const laplacianPrimitive: Primitive<One, None, number> = {
  name: 'laplacian',
  primal: ([x], scale) => fivePoints(x, scale),
  vjp: (g, _, { options }) => [later(laplacianPrimitive, [g], options)],
};

const known = { scale: 'number' } as const;

/**
 * `scale` times the four neighbours of a grid's point less four times the point itself: h² times the Laplacian of a field
 * [..., rows, columns] on a grid of width h. The border is held at 0: it is taken to be 0 and left to be 0.
 *
 * @throws {ShapeError} if x has fewer than two axes
 * @example
 * const next = add(x, laplacian(x, { scale: (diffusivity * dt) / h ** 2 }));
 */
export function laplacian(x: Tensor, options: { scale?: number } = {}): Tensor {
  checkOptions('laplacian', options, known);
  checkTensor('laplacian', 'x', x);
  if (x.shape.length >= 2) return apply(laplacianPrimitive, [x], options.scale ?? 1);
  throw new ShapeError(`laplacian: the field is ${x}; a grid [..., rows, columns] is needed, use reshape`);
}

const neighbours = [
  [-1, 0],
  [0, -1],
  [0, 1],
  [1, 0],
] as const;

function fivePoints(x: Tensor, scale: number): Tensor {
  const y = zeros(x.shape, { dtype: x.dtype });
  const [rows = 0, columns = 0] = x.shape.slice(-2);
  const kernels = kernelsFor(x, 'laplacian');
  const add = (down: number, right: number): void => {
    const height = rows - 2 - Math.abs(down);
    const width = columns - 2 - Math.abs(right);
    if (height < 1 || width < 1) return;
    for (let grid = 0; grid < sizeOf(x.shape.slice(0, -2)); grid += 1) {
      const at = (row: number, column: number): number =>
        ((grid * rows + row) * columns + column) * bytesPerElement[x.dtype];
      const from = x.pointer + at(1 + Math.max(0, down), 1 + Math.max(0, right));
      const to = y.pointer + at(1 + Math.max(0, -down), 1 + Math.max(0, -right));
      kernels.addRows(height, width, from, columns, to, columns);
    }
  };
  for (const [down, right] of neighbours) add(down, right);
  // Divided and multiplied by four without rounding: no temporary for the point itself.
  kernels.scale(y.size, y.pointer, -1 / 4);
  add(0, 0);
  kernels.scale(y.size, y.pointer, -4 * scale);
  return y;
}
