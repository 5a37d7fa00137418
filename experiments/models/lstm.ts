// Hochreiter & Schmidhuber (1997) with the forget gate of Gers, Schmidhuber & Cummins (2000):
// c' = f c + i g, h' = o tanh(c'), where i, f, o = σ(·), g = tanh(·) of h W + x U + b. The forget gate's bias starts at 1.
import { concatenate, lstmCell, lstmGates, matmul, normal, ones, type Tensor, tidy, zeros } from 'sublinear';
import type { Cell } from './cell.js';

export type LstmParameters = {
  /** [hidden, 4 hidden]: input, forget, cell, output. */
  readonly W: Tensor;
  /** [inputs, 4 hidden] */
  readonly U: Tensor;
  /** [4 hidden] */
  readonly b: Tensor;
};

export type LstmState = {
  readonly h: Tensor;
  readonly c: Tensor;
};

export const lstm: Cell<LstmParameters, LstmState> = {
  name: 'LSTM',
  parameters: (stream, { inputs, hidden, dtype = 'float32' }) => ({
    W: normal([hidden, 4 * hidden], { key: stream.key(), deviation: 1 / Math.sqrt(hidden), dtype }),
    U: normal([inputs, 4 * hidden], { key: stream.key(), deviation: 1 / Math.sqrt(inputs), dtype }),
    b: tidy(() =>
      concatenate([zeros([hidden], { dtype }), ones([hidden], { dtype }), zeros([2 * hidden], { dtype })]),
    ),
  }),
  initialState: (batch, { hidden, dtype = 'float32' }) => ({
    h: zeros([batch, hidden], { dtype }),
    c: zeros([batch, hidden], { dtype }),
  }),
  step: ({ W, U, b }, { h, c }, x) => ({
    state: lstmCell(lstmGates(matmul(h, W), matmul(x, U), b), c),
  }),
  hidden: ({ h }) => h,
};
