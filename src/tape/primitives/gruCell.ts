import * as cells from '../../array/cells.js';
import { zeros } from '../../array/create.js';
import type { Tensor } from '../../array/tensor.js';
import { estimable, exactly, type One, type Primitive, type Three, type Two } from '../primitive.js';
import { apply } from '../trace.js';
import { add, multiply, negate, square, subtract } from './arithmetic.js';
import { broadcastTo, reducedTo } from './broadcasting.js';
import type { Row } from './define.js';
import { sigmoidVjp, tanhVjp } from './functions.js';
import { joined, part, unblocked } from './gateBlocks.js';
import { reshape, slice } from './shaping.js';

type Four = readonly [Tensor, Tensor, Tensor, Tensor];

export const gruGatesPrimitive: Primitive<Four, One, undefined> = {
  name: 'gruGates',
  primal: ([p, q, b, c]) => cells.gruGates(p, q, b, c),
  save: (_, gates) => [exactly(gates)],
  vjp: (g, [gates], { shapes: [, , b = [], c = []] }) => {
    const both = apply(gruGatesVjpPrimitive, [g, gates], undefined);
    const [ofP, ofQ] = [part(both, 0), part(both, 1)];
    return [ofP, ofQ, reducedTo(ofP, b), reducedTo(ofQ, c)];
  },
};

/** The cotangents of p and of q, [2, R, 3H]. */
export const gruGatesVjpPrimitive: Primitive<Two, Two, undefined> = {
  name: 'gruGatesVjp',
  primal: ([g, gates]) => cells.gruGatesVjp(g, gates),
  save: ([g, gates]) => [exactly(g), exactly(gates)],
  vjp: (both, [g, gates]) => {
    const [pz, pr, hn] = unblocked(part(both, 0), 3);
    const [qz, qr, hs] = unblocked(part(both, 1), 3);
    const [gz, gr, gn] = unblocked(g, 4);
    const [z, r, n, s] = unblocked(gates, 4);
    const [hz, hr] = [add(pz, qz), add(pr, qr)];
    const dn = tanhVjp(gn, n);
    const dr = add(gr, multiply(dn, s));
    const byDr = sigmoidVjp(hr, r);
    const byDn = add(add(hn, multiply(byDr, s)), multiply(hs, r));
    const byR = add(multiply(multiply(hr, dr), sigmoidSlope(r)), multiply(hs, dn));
    const byZ = multiply(multiply(hz, gz), sigmoidSlope(z));
    const byN = multiply(multiply(multiply(byDn, gn), n), -2);
    return [
      joined([sigmoidVjp(hz, z), byDr, multiply(byDn, subtract(1, square(n))), hs]),
      joined([byZ, byR, byN, multiply(byDr, dn)]),
    ];
  },
};

export const gruCellPrimitive: Primitive<Two, Two, undefined> = {
  name: 'gruCell',
  primal: ([gates, h]) => cells.gruCell(gates, h),
  save: ([gates, h]) => [exactly(gates), estimable(h, [0])],
  vjp: (g, [gates, h]) => {
    const both = apply(gruCellVjpPrimitive, [g, gates, h], undefined);
    // A copy, so that the state's cotangent has bytes of its own: more is then added to it in place.
    return [reshape(slice(both, { start: 0, end: 4 }), gates.shape), broadcastTo(part(both, 4), h.shape)];
  },
};

/** The cotangents of the gates and of h, [5, R, H]; those of r and s are 0. */
export const gruCellVjpPrimitive: Primitive<Three, Three, undefined> = {
  name: 'gruCellVjp',
  primal: ([g, gates, h]) => cells.gruCellVjp(g, gates, h),
  save: ([g, gates, h]) => [exactly(g), exactly(gates), exactly(h)],
  vjp: (both, [g, gates, h]) => {
    const [hz, , hn] = unblocked(reshape(slice(both, { start: 0, end: 4 }), gates.shape), 4);
    const hh = part(both, 4);
    const [z, , n] = unblocked(gates, 4);
    const byNew = multiply(hn, subtract(1, z));
    const byG = add(add(multiply(hz, subtract(h, n)), byNew), multiply(hh, z));
    const byZ = multiply(g, subtract(hh, hn));
    const byH = multiply(hz, g);
    const none = zeros(g.shape, { dtype: g.dtype });
    return [byG, joined([byZ, none, negate(byH), none]), byH];
  },
};

/**
 * The gates of a gated recurrent unit whose reset gate acts after the product, [R, 4 H], a row of which is
 * [z, r, n, s]: z, r = σ(p + b + q + c), s = q + c, n = tanh(p + b + r s). p and q are [R, 3 H], the products of input
 * and state; b and c are [3 H].
 *
 * @throws {ShapeError} if the shapes or dtypes do not fit
 * @example
 * const gates = gruGates(matmul(x, U), matmul(h, W), b, c);
 */
export function gruGates(p: Tensor, q: Tensor, b: Tensor, c: Tensor): Tensor {
  return apply(gruGatesPrimitive, [p, q, b, c], undefined);
}

/**
 * The state after a step of a gated recurrent unit, from its gates [R, 4 H] and h [R, H]: (1 - z) n + z h, [R, H].
 *
 * @throws {ShapeError} if the shapes or dtypes do not fit
 * @example
 * const next = gruCell(gruGates(matmul(x, U), matmul(h, W), b, c), h);
 */
export function gruCell(gates: Tensor, h: Tensor): Tensor {
  return apply(gruCellPrimitive, [gates, h], undefined);
}

function sigmoidSlope(y: Tensor): Tensor {
  return subtract(1, multiply(y, 2));
}

export const gruRows: readonly Row[] = [
  gruGatesPrimitive,
  gruGatesVjpPrimitive,
  gruCellPrimitive,
  gruCellVjpPrimitive,
];
