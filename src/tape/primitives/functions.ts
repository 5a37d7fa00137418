import { map, maskBits, positiveBits, zip } from '../../array/elementwise.js';
import type { Tensor } from '../../array/tensor.js';
import { estimable, exactly } from '../primitive.js';
import { multiply, negate, square, subtract } from './arithmetic.js';
import { type Binary, binary, type OfTwo, ofTensors, type Unary, unary } from './define.js';

/** sin x */
export const sin: Unary = unary<readonly [Tensor]>({
  name: 'sin',
  primal: ([x]) => map('sin', x),
  save: ([x]) => [exactly(x)],
  vjp: (g, [x]) => [multiply(g, cos(x))],
});

/** cos x */
export const cos: Unary = unary<readonly [Tensor]>({
  name: 'cos',
  primal: ([x]) => map('cos', x),
  save: ([x]) => [exactly(x)],
  vjp: (g, [x]) => [negate(multiply(g, sin(x)))],
});

/** tanh x */
export const tanh: Unary = unary<readonly [Tensor]>({
  name: 'tanh',
  primal: ([x]) => map('tanh', x),
  save: (_, y) => [exactly(y)],
  vjp: (g, [y]) => [tanhVjp(g, y)],
});

/** g (1 - y²), the cotangent of tanh's input. */
export const tanhVjp: Binary = binary<readonly [Tensor, Tensor]>({
  name: 'tanhVjp',
  primal: ([g, y]) => zip('tanhVjp', g, y),
  save: ([g, y]) => [estimable(g, [1]), exactly(y)],
  vjp: (h, [g, y]) => [multiply(h, subtract(1, square(y))), multiply(multiply(multiply(h, g), y), -2)],
});

/** 1 / (1 + e⁻ˣ) */
export const sigmoid: Unary = unary<readonly [Tensor]>({
  name: 'sigmoid',
  primal: ([x]) => map('sigmoid', x),
  save: (_, y) => [exactly(y)],
  vjp: (g, [y]) => [sigmoidVjp(g, y)],
});

/** g y (1 - y), the cotangent of sigmoid's input. */
export const sigmoidVjp: Binary = binary<readonly [Tensor, Tensor]>({
  name: 'sigmoidVjp',
  primal: ([g, y]) => zip('sigmoidVjp', g, y),
  save: ([g, y]) => [estimable(g, [1]), exactly(y)],
  vjp: (h, [g, y]) => [sigmoidVjp(h, y), multiply(multiply(h, g), subtract(1, multiply(y, 2)))],
});

/** log(1 + eˣ) */
export const softplus: Unary = unary<readonly [Tensor]>({
  name: 'softplus',
  primal: ([x]) => map('softplus', x),
  save: ([x]) => [exactly(x)],
  vjp: (g, [x]) => [multiply(g, sigmoid(x))],
});

/** max(x, 0); keeps one bit per entry. The derivative at 0 is 0. */
export const relu: Unary = unary<readonly [Tensor]>({
  name: 'relu',
  primal: ([x]) => map('relu', x),
  // Of y, not of x, so that y may be written over x.
  save: (_, y) => [exactly(positiveBits(y))],
  vjp: (g, [bits]) => [masked(g, bits)],
});

/** g where the bit is set and 0 elsewhere, the cotangent of relu's input. */
export const masked: OfTwo = ofTensors<readonly [Tensor]>({
  name: 'masked',
  primal: ([g, bits]) => maskBits(g, bits),
  save: ([, bits]) => [exactly(bits)],
  vjp: (h, [bits]) => [masked(h, bits), undefined],
});

/** |x|; the derivative at 0 is 0. */
export const abs: Unary = unary<readonly [Tensor]>({
  name: 'abs',
  primal: ([x]) => map('abs', x),
  save: ([x]) => [exactly(x)],
  vjp: (g, [x]) => [multiply(g, sign(x))],
});

/** -1, 0 or 1; its derivative is 0. */
export const sign: Unary = unary({ name: 'sign', primal: ([x]) => map('sign', x) });
