import { requireOptions, unfit } from '../arguments/options.js';
import { kernelsFor } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import { bufferAt, checkNumber, consume, type Optimiser, type Pair } from './optimiser.js';

const known = { rate: 'any', decay: 'any', epsilon: 'any' } as const;

/**
 * Adam, in place (Kingma & Ba 2015, Algorithm 1, arXiv:1412.6980), with both moments beside each parameter.
 *
 * @throws {RangeError} if an option is negative or not finite, or a decay is 1 or more
 * @example
 * const optimiser = adam({ rate: 1e-3 });
 * optimiser.update(parameters, gradient);
 */
export function adam(options: {
  rate: number;
  decay?: readonly [number, number];
  epsilon?: number;
}): Optimiser {
  requireOptions('adam', options, known);
  const { rate, decay = [0.9, 0.999], epsilon = 1e-8 } = options;
  checkNumber('adam', 'rate', rate);
  checkNumber('adam', 'epsilon', epsilon);
  if (!Array.isArray(decay) || decay.length !== 2)
    throw unfit('adam', 'decay', decay, 'a pair of numbers is needed, such as [0.9, 0.999]');
  for (const beta of decay) {
    checkNumber('adam', 'decay', beta);
    if (beta >= 1) throw new RangeError(`adam: decay is ${beta}; a number below 1 is needed`);
  }
  const [beta1, beta2] = decay;
  const means: (Tensor | undefined)[] = [];
  const squares: (Tensor | undefined)[] = [];
  let updates = 0;
  const step = (pair: Pair): void => {
    const { parameter: p, gradient: g } = pair;
    const m = bufferAt('adam', means, pair);
    const v = bufferAt('adam', squares, pair);
    const corrections = [1 - beta1 ** updates, 1 - beta2 ** updates] as const;
    const pointers = [p.pointer, g.pointer, m.pointer, v.pointer] as const;
    kernelsFor(p, 'adam').adam(p.size, ...pointers, rate, beta1, beta2, epsilon, ...corrections);
  };
  return {
    update: (parameters, gradient) => {
      consume('adam', parameters, gradient, (pairs) => {
        updates += 1;
        pairs.forEach(step);
      });
    },
    dispose: () => {
      updates = 0;
      for (const moment of [...means.splice(0), ...squares.splice(0)]) moment?.dispose();
    },
  };
}
