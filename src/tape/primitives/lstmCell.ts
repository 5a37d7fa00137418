import * as cells from '../../array/cells.js';
import { ones, zeros } from '../../array/create.js';
import { composed, openScope } from '../../array/scope.js';
import type { Tensor } from '../../array/tensor.js';
import { estimable, exactly, type One, type Primitive, type Three, type Two } from '../primitive.js';
import { apply } from '../trace.js';
import { add, multiply, square, subtract } from './arithmetic.js';
import { broadcastTo, reducedTo } from './broadcasting.js';
import type { Row } from './define.js';
import { tanh } from './functions.js';
import { blocks, joined, part, unblocked } from './gateBlocks.js';
import { concatenate, reshape, slice } from './shaping.js';

type Four = readonly [Tensor, Tensor, Tensor, Tensor];

export const lstmGatesPrimitive: Primitive<Three, One, undefined> = {
  name: 'lstmGates',
  primal: ([p, q, b]) => cells.lstmGates(p, q, b),
  save: (_, gates) => [exactly(gates)],
  vjp: (g, [gates], { shapes: [, , b = []] }) => {
    const cotangent = apply(lstmGatesVjpPrimitive, [g, gates], undefined);
    return [cotangent, cotangent, reducedTo(cotangent, b)];
  },
};

/** The cotangent of p + q + b: g (1 - y²) where the gate is tanh's, g y (1 - y) elsewhere. */
export const lstmGatesVjpPrimitive: Primitive<Two, Two, undefined> = {
  name: 'lstmGatesVjp',
  primal: ([g, gates]) => cells.lstmGatesVjp(g, gates),
  save: ([g, gates]) => [estimable(g, [1]), exactly(gates)],
  vjp: (h, [g, gates]) => {
    const { dtype } = gates;
    const ofSigmoid = concatenate([
      ones([2, 1], { dtype }),
      zeros([1, 1], { dtype }),
      ones([1, 1], { dtype }),
    ]);
    const slope = subtract(ofSigmoid, multiply(blocks(gates, 4), 2));
    return [
      apply(lstmGatesVjpPrimitive, [h, gates], undefined),
      multiply(multiply(h, g), reshape(slope, gates.shape)),
    ];
  },
};

/** [h; c'], [2, R, H]. */
export const lstmCellPrimitive: Primitive<Two, Three, undefined> = {
  name: 'lstmCell',
  primal: ([gates, c]) => cells.lstmCell(gates, c),
  save: ([gates, c], cell) => [exactly(gates), estimable(c, [0]), exactly(cell)],
  vjp: (g, [gates, c, cell]) => {
    const both = apply(lstmCellVjpPrimitive, [g, gates, c, cell], undefined);
    // A copy, so that the state's cotangent has bytes of its own, and nothing else waits with it.
    return [reshape(slice(both, { start: 0, end: 4 }), gates.shape), broadcastTo(part(both, 4), c.shape)];
  },
};

/** The cotangents of the gates and of c, [5, R, H]. */
export const lstmCellVjpPrimitive: Primitive<Four, Four, undefined> = {
  name: 'lstmCellVjp',
  primal: ([g, gates, c, cell]) => cells.lstmCellVjp(g, gates, c, cell),
  save: ([g, gates, c, cell]) => [exactly(g), exactly(gates), exactly(c), exactly(cell)],
  vjp: (h, [g, gates, c, cell]) => {
    const [hi, hf, hk, ho] = unblocked(reshape(slice(h, { start: 0, end: 4 }), gates.shape), 4);
    const [i, f, k, o] = unblocked(gates, 4);
    const [hc, dh, dNext] = [part(h, 4), part(g, 0), part(g, 1)];
    const t = tanh(part(cell, 1));
    const slope = subtract(1, square(t));
    const d = add(dNext, multiply(multiply(dh, o), slope));
    const byD = add(add(multiply(hi, k), multiply(hf, c)), add(multiply(hk, i), multiply(hc, f)));
    const byDh = add(multiply(multiply(byD, o), slope), multiply(ho, t));
    const byO = multiply(multiply(byD, dh), slope);
    const byT = subtract(multiply(ho, dh), multiply(multiply(multiply(byD, dh), multiply(o, t)), 2));
    const byGates = joined([multiply(hk, d), multiply(hc, d), multiply(hi, d), byO]);
    const byNext = multiply(byT, slope);
    return [
      pair(byDh, byD),
      byGates,
      multiply(hf, d),
      pair(zeros(byNext.shape, { dtype: byNext.dtype }), byNext),
    ];
  },
};

/**
 * The gates of a long short-term memory, [R, 4 H], a row of which is [i, f, g, o]: σ of p + q + b, but tanh for g.
 * p and q are [R, 4 H], the products of state and input; b is [4 H].
 *
 * @throws {ShapeError} if the shapes or dtypes do not fit
 * @example
 * const gates = lstmGates(matmul(h, W), matmul(x, U), b);
 */
export function lstmGates(p: Tensor, q: Tensor, b: Tensor): Tensor {
  return apply(lstmGatesPrimitive, [p, q, b], undefined);
}

/**
 * The state after a step of a long short-term memory, from its gates [R, 4 H] and c [R, H]: c' = f c + i g and
 * h = o tanh(c'), both [R, H]. They are views of one array, so that neither is copied and their bytes go together.
 *
 * @throws {ShapeError} if the shapes or dtypes do not fit
 * @example
 * const state = lstmCell(lstmGates(matmul(h, W), matmul(x, U), b), c); // { h, c }
 */
export function lstmCell(gates: Tensor, c: Tensor): { readonly h: Tensor; readonly c: Tensor } {
  const cell = apply(lstmCellPrimitive, [gates, c], undefined);
  const state = { h: composed(() => part(cell, 0)), c: composed(() => part(cell, 1)) };
  if (openScope() === undefined) cell.dispose();
  return state;
}

function pair(a: Tensor, b: Tensor): Tensor {
  return reshape(concatenate([a, b]), [2, ...a.shape]);
}

export const lstmRows: readonly Row[] = [
  lstmGatesPrimitive,
  lstmGatesVjpPrimitive,
  lstmCellPrimitive,
  lstmCellVjpPrimitive,
];
