import {
  add,
  matmul,
  multiply,
  relu,
  sigmoid,
  slice,
  subtract,
  type Tensor,
  tanh,
} from '../../src/tape/index.js';

/** The steps of the models, an elementwise primitive for every operation: what the fused ones must equal to the bit. */

export type Gated = { readonly W: Tensor; readonly U: Tensor; readonly b: Tensor };

export const elman = ({ W, U, b }: Gated, h: Tensor, x: Tensor) => ({ state: tanh(affine(W, U, b, h, x)) });

export const irnn = ({ W, U, b }: Gated, h: Tensor, x: Tensor) => ({ state: relu(affine(W, U, b, h, x)) });

export const lstm = ({ W, U, b }: Gated, { h, c }: { h: Tensor; c: Tensor }, x: Tensor) => {
  const gates = affine(W, U, b, h, x);
  const kept = multiply(sigmoid(block(gates, h, 1)), c);
  const next = add(kept, multiply(sigmoid(block(gates, h, 0)), tanh(block(gates, h, 2))));
  return { state: { h: multiply(sigmoid(block(gates, h, 3)), tanh(next)), c: next } };
};

export const gru = ({ W, U, b, c }: Gated & { readonly c: Tensor }, h: Tensor, x: Tensor) => {
  const fromInput = add(matmul(x, U), b);
  const fromState = add(matmul(h, W), c);
  const [update, reset] = [0, 1].map((place) =>
    sigmoid(add(block(fromInput, h, place), block(fromState, h, place))),
  );
  const fresh = tanh(add(block(fromInput, h, 2), multiply(reset!, block(fromState, h, 2))));
  return { state: add(multiply(subtract(1, update!), fresh), multiply(update!, h)) };
};

function affine(W: Tensor, U: Tensor, b: Tensor, h: Tensor, x: Tensor): Tensor {
  return add(add(matmul(h, W), matmul(x, U)), b);
}

function block(x: Tensor, { shape: [, hidden = 0] }: Tensor, place: number): Tensor {
  return slice(x, { axis: 1, start: place * hidden, end: (place + 1) * hidden });
}
