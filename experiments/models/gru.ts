// Cho et al. (2014), Learning phrase representations using RNN encoder-decoder, arXiv:1406.1078, in the variant of most
// libraries, where the reset gate acts after the product: with z and r the update and reset gates,
// h' = (1 - z) n + z h, n = tanh(x Un + bn + r (h Wn + cn)).
import { add, matmul, multiply, normal, sigmoid, slice, subtract, type Tensor, tanh, zeros } from 'sublinear';
import type { Cell } from './cell.js';

export type GruParameters = {
  /** [hidden, 3 hidden]: update, reset, new. */
  readonly W: Tensor;
  /** [inputs, 3 hidden] */
  readonly U: Tensor;
  /** [3 hidden], beside the input's product. */
  readonly b: Tensor;
  /** [3 hidden], beside the state's product. */
  readonly c: Tensor;
};

export const gru: Cell<GruParameters, Tensor> = {
  name: 'GRU',
  parameters: (stream, { inputs, hidden, dtype = 'float32' }) => ({
    W: normal([hidden, 3 * hidden], { key: stream.key(), deviation: 1 / Math.sqrt(hidden), dtype }),
    U: normal([inputs, 3 * hidden], { key: stream.key(), deviation: 1 / Math.sqrt(inputs), dtype }),
    b: zeros([3 * hidden], { dtype }),
    c: zeros([3 * hidden], { dtype }),
  }),
  initialState: (batch, { hidden, dtype = 'float32' }) => zeros([batch, hidden], { dtype }),
  step: ({ W, U, b, c }, h, x) => {
    const fromInput = add(matmul(x, U), b);
    const fromState = add(matmul(h, W), c);
    const hidden = h.shape[1] ?? 0;
    const part = (z: Tensor, place: number): Tensor =>
      slice(z, { axis: 1, start: place * hidden, end: (place + 1) * hidden });
    const update = sigmoid(add(part(fromInput, 0), part(fromState, 0)));
    const reset = sigmoid(add(part(fromInput, 1), part(fromState, 1)));
    const fresh = tanh(add(part(fromInput, 2), multiply(reset, part(fromState, 2))));
    return { state: add(multiply(subtract(1, update), fresh), multiply(update, h)) };
  },
  hidden: (h) => h,
};
