import { requireOptions } from '../arguments/options.js';
import { kernelsFor } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import { bufferAt, checkNumber, consume, type Optimiser, type Pair } from './optimiser.js';

/**
 * Stochastic gradient descent, in place: p -= rate g; with momentum, v = momentum v + g and p -= rate v.
 *
 * @throws {RangeError} if rate or momentum is negative or not finite
 * @example
 * const optimiser = sgd({ rate: 0.1, momentum: 0.9 });
 * optimiser.update(parameters, gradient);
 */
export function sgd(options: { rate: number; momentum?: number }): Optimiser {
  requireOptions('sgd', options, { rate: 'any', momentum: 'any' });
  const { rate, momentum = 0 } = options;
  checkNumber('sgd', 'rate', rate);
  checkNumber('sgd', 'momentum', momentum);
  const velocities: (Tensor | undefined)[] = [];
  const step = (pair: Pair): void => {
    const { parameter: p, gradient: g } = pair;
    const kernels = kernelsFor(p, 'sgd');
    if (momentum === 0) {
      kernels.sgd(p.size, p.pointer, g.pointer, rate);
    } else {
      const velocity = bufferAt('sgd', velocities, pair);
      kernels.momentum(p.size, p.pointer, g.pointer, velocity.pointer, rate, momentum);
    }
  };
  return {
    update: (parameters, gradient) => consume('sgd', parameters, gradient, (pairs) => pairs.forEach(step)),
    dispose: () => {
      for (const velocity of velocities.splice(0)) velocity?.dispose();
    },
  };
}
