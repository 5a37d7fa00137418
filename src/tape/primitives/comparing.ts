import { broadcastShape } from '../../array/broadcast.js';
import { checkTensor } from '../../array/checkTensor.js';
import { zeros } from '../../array/create.js';
import { zip } from '../../array/elementwise.js';
import { select } from '../../array/masks.js';
import { composed } from '../../array/scope.js';
import { sameShape, type Tensor } from '../../array/tensor.js';
import { exactly, type Primitive, type Three } from '../primitive.js';
import { apply } from '../trace.js';
import { multiply } from './arithmetic.js';
import { broadcastTo, reduced } from './broadcasting.js';
import { type Binary, binary, type Operand, operands } from './define.js';
import { asMask, share } from './relations.js';

/** The larger of a and b gets the cotangent; where they are equal each gets half, and all where either is NaN. */
export const maximum: Binary = binary<readonly [Tensor, Tensor]>({
  name: 'maximum',
  primal: ([a, b]) => zip('maximum', a, b),
  save: ([a, b]) => [exactly(a), exactly(b)],
  vjp: (g, [a, b]) => [
    reduced(a.shape, () => multiply(g, share(a, b))),
    reduced(b.shape, () => multiply(g, share(b, a))),
  ],
});

/** The smaller of a and b gets the cotangent; where they are equal each gets half, and all where either is NaN. */
export const minimum: Binary = binary<readonly [Tensor, Tensor]>({
  name: 'minimum',
  primal: ([a, b]) => zip('minimum', a, b),
  save: ([a, b]) => [exactly(a), exactly(b)],
  vjp: (g, [a, b]) => [
    reduced(a.shape, () => multiply(g, share(b, a))),
    reduced(b.shape, () => multiply(g, share(a, b))),
  ],
});

export const wherePrimitive: Primitive<Three, readonly [Tensor], undefined> = {
  name: 'where',
  primal: ([condition, a, b]) => select(condition, a, b),
  save: ([condition]) => [exactly(condition)],
  vjp: (g, [condition]) => {
    const nothing = zeros(g.shape, { dtype: g.dtype });
    return [undefined, where(condition, g, nothing), where(condition, nothing, g)];
  },
};

/**
 * a where the condition is not 0, b elsewhere; the three broadcast together. The condition may be of any dtype, a and b of
 * one, or numbers. Of the condition a byte an entry waits for the sweep.
 *
 * @throws {ShapeError} if shapes or dtypes do not fit
 * @example
 * where(greater(x, 0), x, multiply(x, 0.1)); // a leaky relu
 */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  checkTensor('where', 'condition', condition);
  return composed(() => {
    const [whole, rest] = operands('where', a, b);
    const shape = broadcastShape('where', condition.shape, broadcastShape('where', whole.shape, rest.shape));
    const filled = (x: Tensor): Tensor => (sameShape(x.shape, shape) ? x : broadcastTo(x, shape));
    return apply(wherePrimitive, [filled(asMask(condition)), filled(whole), filled(rest)], undefined);
  });
}
