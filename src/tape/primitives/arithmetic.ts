import { map, zip } from '../../array/elementwise.js';
import type { Tensor } from '../../array/tensor.js';
import { estimable, exactly } from '../primitive.js';
import { reduced, reducedTo } from './broadcasting.js';
import { type Binary, binary, type Unary, unary } from './define.js';
import { equal } from './relations.js';

/** a + b */
export const add: Binary = binary({
  name: 'add',
  primal: ([a, b]) => zip('add', a, b),
  vjp: (g, _, { shapes: [a = [], b = []] }) => [reducedTo(g, a), reducedTo(g, b)],
});

/** a - b */
export const subtract: Binary = binary({
  name: 'subtract',
  primal: ([a, b]) => zip('subtract', a, b),
  vjp: (g, _, { shapes: [a = [], b = []] }) => [reducedTo(g, a), reduced(b, () => negate(g))],
});

/** -x */
export const negate: Unary = unary({
  name: 'negate',
  primal: ([x]) => map('negate', x),
  vjp: (g) => [negate(g)],
});

/** a b, entry by entry */
export const multiply: Binary = binary<readonly [Tensor, Tensor]>({
  name: 'multiply',
  primal: ([a, b]) => zip('multiply', a, b),
  save: ([a, b]) => [estimable(a, [1]), estimable(b, [0])],
  vjp: (g, [a, b]) => [reduced(a.shape, () => multiply(g, b)), reduced(b.shape, () => multiply(g, a))],
});

/** a / b, entry by entry */
export const divide: Binary = binary<readonly [Tensor, Tensor]>({
  name: 'divide',
  primal: ([a, b]) => zip('divide', a, b),
  save: ([, b], y) => [exactly(b), exactly(y)],
  vjp: (g, [b, y], { shapes: [a = []] }) => [
    reduced(a, () => divide(g, b)),
    reduced(b.shape, () => negate(divide(multiply(g, y), b))),
  ],
});

/** x² */
export const square: Unary = unary<readonly [Tensor]>({
  name: 'square',
  primal: ([x]) => map('square', x),
  save: ([x]) => [estimable(x)],
  vjp: (g, [x]) => [multiply(multiply(g, x), 2)],
});

/** √x */
export const sqrt: Unary = unary<readonly [Tensor]>({
  name: 'sqrt',
  primal: ([x]) => map('sqrt', x),
  save: (_, y) => [exactly(y)],
  vjp: (g, [y]) => [divide(g, multiply(y, 2))],
});

/** eˣ */
export const exp: Unary = unary<readonly [Tensor]>({
  name: 'exp',
  primal: ([x]) => map('exp', x),
  save: (_, y) => [estimable(y)],
  vjp: (g, [y]) => [multiply(g, y)],
});

/** The natural logarithm. */
export const log: Unary = unary<readonly [Tensor]>({
  name: 'log',
  primal: ([x]) => map('log', x),
  save: ([x]) => [exactly(x)],
  vjp: (g, [x]) => [divide(g, x)],
});

/** aᵇ; the derivative by a is 0 where b is 0, and the one by b is finite where a > 0. */
export const power: Binary = binary<readonly [Tensor, Tensor, Tensor]>({
  name: 'power',
  primal: ([a, b]) => zip('power', a, b),
  save: ([a, b], y) => [exactly(a), exactly(b), exactly(y)],
  vjp: (g, [a, b, y]) => [
    // Where b is 0 the exponent is 0 too, so that 0 times a to it is 0 for any a.
    reduced(a.shape, () => multiply(multiply(g, b), power(a, add(subtract(b, 1), equal(b, 0))))),
    reduced(b.shape, () => multiply(multiply(g, y), log(a))),
  ],
});
