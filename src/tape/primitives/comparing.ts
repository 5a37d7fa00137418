import { broadcastShape } from '../../array/broadcast.js';
import { checkTensor } from '../../array/checkTensor.js';
import { zeros } from '../../array/create.js';
import { select, zip } from '../../array/elementwise.js';
import { composed } from '../../array/scope.js';
import { sameShape, type Tensor } from '../../array/tensor.js';
import { exactly, type Primitive, type Three } from '../primitive.js';
import { apply } from '../trace.js';
import { add, multiply } from './arithmetic.js';
import { broadcastTo, reduced } from './broadcasting.js';
import { type Binary, binary } from './define.js';
import { equal, greater } from './relations.js';

/** The larger of a and b; where they are equal each gets half of the cotangent. */
export const maximum: Binary = binary<readonly [Tensor, Tensor]>({
  name: 'maximum',
  primal: ([a, b]) => zip('maximum', a, b),
  save: ([a, b]) => [exactly(a), exactly(b)],
  vjp: (g, [a, b]) => [
    reduced(a.shape, () => multiply(g, shareOfLarger(a, b))),
    reduced(b.shape, () => multiply(g, shareOfLarger(b, a))),
  ],
});

/** The smaller of a and b; where they are equal each gets half of the cotangent. */
export const minimum: Binary = binary<readonly [Tensor, Tensor]>({
  name: 'minimum',
  primal: ([a, b]) => zip('minimum', a, b),
  save: ([a, b]) => [exactly(a), exactly(b)],
  vjp: (g, [a, b]) => [
    reduced(a.shape, () => multiply(g, shareOfLarger(b, a))),
    reduced(b.shape, () => multiply(g, shareOfLarger(a, b))),
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
 * a where the condition is not 0, b elsewhere; the three broadcast together.
 *
 * @example
 * where(greater(x, 0), x, multiply(x, 0.1)); // a leaky relu
 */
export function where(condition: Tensor, a: Tensor, b: Tensor): Tensor {
  checkTensor('where', 'condition', condition);
  checkTensor('where', 'a', a);
  checkTensor('where', 'b', b);
  const shape = broadcastShape('where', condition.shape, broadcastShape('where', a.shape, b.shape));
  const filled = (x: Tensor): Tensor => (sameShape(x.shape, shape) ? x : broadcastTo(x, shape));
  return composed(() => apply(wherePrimitive, [filled(condition), filled(a), filled(b)], undefined));
}

function shareOfLarger(a: Tensor, b: Tensor): Tensor {
  return add(greater(a, b), multiply(equal(a, b), 0.5));
}
