import { broadcastCut, cutAt, sumAxis, sumAxisInto } from '../../array/axes.js';
import { broadcastShape, stridesFor } from '../../array/broadcast.js';
import { checkTensor } from '../../array/checkTensor.js';
import { checkedShape } from '../../array/create.js';
import { restrided, zipInto } from '../../array/elementwise.js';
import { view } from '../../array/scope.js';
import { sameShape, sizeOf, type Tensor } from '../../array/tensor.js';
import { ShapeError } from '../../errors.js';
import type { Contribution, None, One, Pending, Primitive } from '../primitive.js';
import { apply, later } from '../trace.js';

type Shape = readonly number[];

/** Repeats axes of length 1, and new axes in front, to fill a shape. */
export const broadcastToPrimitive: Primitive<One, None, Shape> = {
  name: 'broadcastTo',
  primal: ([x], shape) => restrided('broadcastTo', x, shape, stridesFor(x.shape, shape)),
  vjp: (g, _, { shapes: [from = []] }) => [reducedTo(g, from)],
};

/** Sums over the axes that broadcasting from a shape would repeat. */
export const sumToPrimitive: Primitive<One, None, Shape> = {
  name: 'sumTo',
  primal: ([x], shape) => summed(x, shape),
  vjp: (g, _, { shapes: [from = []] }) => [later(broadcastToPrimitive, [g], from)],
  addTo: (y, [x], shape) => {
    const cut = broadcastCut(x.shape, shape);
    if (cut === undefined) zipInto('add', y, summed(x, shape));
    else sumAxisInto(y, x, cut);
  },
};

/**
 * `x` repeated along axes of length 1, and along new axes in front, up to `shape`.
 *
 * @throws {ShapeError} if an axis is neither 1 nor as long as the shape's
 * @example
 * broadcastTo(tensor([1, 2]), [3, 2]).toArray(); // [1, 2, 1, 2, 1, 2]
 */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  checkTensor('broadcastTo', 'x', x);
  const checked = checkedShape('broadcastTo', shape);
  if (!sameShape(broadcastShape('broadcastTo', x.shape, checked), checked)) {
    throw new ShapeError(
      `broadcastTo: the tensor is [${x.shape.join(', ')}], which does not fit into [${shape.join(', ')}]; ` +
        'every axis must be 1 or as long as the one it fills',
    );
  }
  return apply(broadcastToPrimitive, [x], checked);
}

/** The cotangent of what was broadcast from `shape`: `g` itself where nothing was. */
export function reducedTo(g: Tensor, shape: Shape): Contribution {
  return sameShape(g.shape, shape) ? g : later(sumToPrimitive, [g], shape);
}

/** The same for a cotangent that is still to be computed. */
export function reduced(shape: Shape, compute: () => Tensor): Pending {
  const total = (): Tensor => {
    const g = compute();
    return sameShape(g.shape, shape) ? g : apply(sumToPrimitive, [g], shape);
  };
  const addTo = (y: Tensor): void => {
    const g = compute();
    if (sameShape(g.shape, shape)) zipInto('add', y, g);
    else sumToPrimitive.addTo?.(y, [g], shape);
  };
  return { compute: total, addTo };
}

function summed(x: Tensor, shape: Shape): Tensor {
  const cut = broadcastCut(x.shape, shape);
  if (cut !== undefined) return sumAxis(x, cut, shape);
  const extra = x.shape.length - shape.length;
  let rest = x;
  x.shape.forEach((length, axis) => {
    const isSummed = axis < extra || (shape[axis - extra] === 1 && length !== 1);
    if (isSummed) rest = sumAxis(rest, cutAt(rest.shape, axis), rest.shape.with(axis, 1));
  });
  return sizeOf(rest.shape) === sizeOf(shape) ? view(rest, shape) : rest;
}
