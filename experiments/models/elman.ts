// Elman (1990), Finding structure in time: h' = tanh(h W + x U + b).
import { biasActivation, matmul, normal, type Tensor, zeros } from 'sublinear';
import type { Cell } from './cell.js';

export type ElmanParameters = {
  /** [hidden, hidden] */
  readonly W: Tensor;
  /** [inputs, hidden] */
  readonly U: Tensor;
  /** [hidden] */
  readonly b: Tensor;
};

export const elman: Cell<ElmanParameters, Tensor> = {
  name: 'Elman',
  parameters: (stream, { inputs, hidden, dtype = 'float32' }) => ({
    W: normal([hidden, hidden], { key: stream.key(), deviation: 1 / Math.sqrt(hidden), dtype }),
    U: normal([inputs, hidden], { key: stream.key(), deviation: 1 / Math.sqrt(inputs), dtype }),
    b: zeros([hidden], { dtype }),
  }),
  initialState: (batch, { hidden, dtype = 'float32' }) => zeros([batch, hidden], { dtype }),
  step: ({ W, U, b }, h, x) => ({ state: biasActivation([matmul(h, W), matmul(x, U)], b, 'tanh') }),
  hidden: (h) => h,
};
