import { unfit } from '../../arguments/options.js';
import { shown } from '../../arguments/shown.js';
import { biased, summed } from '../../array/cells.js';
import { positiveBits } from '../../array/elementwise.js';
import { Tensor } from '../../array/tensor.js';
import { ShapeError } from '../../errors.js';
import { exactly, type One, type Primitive, type Residual, type Three, type Two } from '../primitive.js';
import { apply } from '../trace.js';
import { reducedTo } from './broadcasting.js';
import { masked, sigmoidVjp, tanhVjp } from './functions.js';

export type Activation = 'tanh' | 'sigmoid' | 'relu';

const biasKernels = { tanh: 'biasTanh', sigmoid: 'biasSigmoid', relu: 'biasRelu' } as const;
const sumKernels = { tanh: 'sumTanh', sigmoid: 'sumSigmoid', relu: 'sumRelu' } as const;

/** f(p + b). */
export const biasActivationPrimitive: Primitive<Two, One, Activation> = {
  name: 'biasActivation',
  primal: ([p, b], activation) => biased(biasKernels[activation], p, b),
  save: (_, y, activation) => [kept(y, activation)],
  vjp: (g, [y], { options, shapes: [, b = []] }) => {
    const cotangent = pulledBack(g, y, options);
    return [cotangent, reducedTo(cotangent, b)];
  },
};

/** f(p + q + b). */
export const sumActivationPrimitive: Primitive<Three, One, Activation> = {
  name: 'sumActivation',
  primal: ([p, q, b], activation) => summed('biasActivation', sumKernels[activation], p, q, b),
  save: (_, y, activation) => [kept(y, activation)],
  vjp: (g, [y], { options, shapes: [, , b = []] }) => {
    const cotangent = pulledBack(g, y, options);
    return [cotangent, cotangent, reducedTo(cotangent, b)];
  },
};

/**
 * f(p + b), or f(p + q + b) of a pair: p and q [..., H] with a bias b [H], and f one of tanh, sigmoid and relu. The
 * bits are those of the operations one after the other; only the result waits for the sweep, or its signs for relu.
 *
 * @throws {ShapeError} if the shapes or dtypes do not fit, or the activation is unknown
 * @example
 * const next = biasActivation([matmul(h, W), matmul(x, U)], b, 'tanh');
 */
export function biasActivation(
  terms: Tensor | readonly [Tensor, Tensor],
  b: Tensor,
  activation: Activation,
): Tensor {
  if (!Object.hasOwn(biasKernels, activation)) {
    throw new ShapeError(
      `biasActivation: the activation is ${shown(activation)}; 'tanh', 'sigmoid' or 'relu' is needed`,
    );
  }
  if (terms instanceof Tensor) return apply(biasActivationPrimitive, [terms, b], activation);
  if (!Array.isArray(terms) || terms.length !== 2)
    throw unfit('biasActivation', 'terms', terms, 'a tensor or a pair of tensors is needed');
  return apply(sumActivationPrimitive, [terms[0], terms[1], b], activation);
}

function kept(y: Tensor, activation: Activation): Residual {
  return exactly(activation === 'relu' ? positiveBits(y) : y);
}

function pulledBack(g: Tensor, y: Tensor, activation: Activation): Tensor {
  if (activation === 'tanh') return tanhVjp(g, y);
  return activation === 'sigmoid' ? sigmoidVjp(g, y) : masked(g, y);
}
