import { requireOptions } from '../../arguments/options.js';
import { shown } from '../../arguments/shown.js';
import { checkedKey, type RandomKey } from '../../array/random.js';
import { allocate, kernelsFor } from '../../array/scope.js';
import type { Tensor } from '../../array/tensor.js';
import { drawKey } from '../place.js';
import type { None, One, Primitive } from '../primitive.js';
import { apply, later } from '../trace.js';

interface Dropping {
  readonly rate: number;
  readonly key: RandomKey;
}

/** Linear, and its own transpose. It keeps no mask: the key makes the mask again. */
export const dropoutPrimitive: Primitive<One, None, Dropping> = {
  name: 'dropout',
  primal: ([x], { rate, key: [low, high] }) => {
    const y = allocate(x.shape, x.dtype);
    kernelsFor(x, 'dropout').dropout(x.size, rate, low, high, x.pointer, y.pointer);
    return y;
  },
  vjp: (g, _, { options }) => [later(dropoutPrimitive, [g], options)],
};

const known = { rate: 'number', key: 'any' } as const;

/**
 * Every entry is 0 with probability `rate`, and divided by 1 - rate otherwise. Which ones is a function of the tape's
 * seed, the step and the place in the step, so that a step drops the same entries when it is run again.
 *
 * @throws {RangeError} if rate is not in [0, 1)
 * @throws {TapeError} outside of a tape, if no key is given
 * @example
 * const h = dropout(tanh(z), { rate: 0.1 });
 */
export function dropout(x: Tensor, options: { rate: number; key?: RandomKey }): Tensor {
  requireOptions('dropout', options, known);
  const { rate } = options;
  if (!(rate >= 0 && rate < 1))
    throw new RangeError(`dropout: rate is ${shown(rate)}; a number in [0, 1) is needed`);
  const key = options.key === undefined ? drawKey('dropout') : checkedKey('dropout', options.key);
  return apply(dropoutPrimitive, [x], { rate, key });
}
