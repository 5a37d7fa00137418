import type { Tensor } from '../array/tensor.js';
import type { Tree } from '../array/tree.js';
import { checkLoss, Tape, type ValueAndGradient } from './tape.js';
import type { TapeOptions } from './tapeOptions.js';

/**
 * The function from parameters to the loss's value, gradient and report.
 *
 * @example
 * const lossAndGradient = valueAndGradient((p) => sum(square(p)), { strategy: revolve({ slots: 4 }) });
 * const { value, gradient } = lossAndGradient(tensor([1, 2, 3])); // 14, and [2, 4, 6]
 */
export function valueAndGradient<P extends Tree>(
  loss: (parameters: P) => Tensor,
  options: TapeOptions = {},
): (parameters: P) => ValueAndGradient<P> {
  checkLoss('valueAndGradient', loss);
  const tape = new Tape(options);
  return (parameters) => tape.gradient(loss, parameters);
}
