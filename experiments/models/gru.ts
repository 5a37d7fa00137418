// Cho et al. (2014), Learning phrase representations using RNN encoder-decoder, arXiv:1406.1078, in the variant of most
// libraries, where the reset gate acts after the product: with z and r the update and reset gates,
// h' = (1 - z) n + z h, n = tanh(x Un + bn + r (h Wn + cn)).
import { gruCell, gruGates, matmul, normal, type Tensor, zeros } from 'sublinear';
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
  step: ({ W, U, b, c }, h, x) => ({
    state: gruCell(gruGates(matmul(x, U), matmul(h, W), b, c), h),
  }),
  hidden: (h) => h,
};
