// Le, Jaitly & Hinton (2015), A simple way to initialize recurrent networks of rectified linear units, arXiv:1504.00941:
// h' = relu(h W + x U + b) with W = I at the start, and U small.
import { biasActivation, eye, matmul, normal, type Tensor, zeros } from 'sublinear';
import type { Cell } from './cell.js';
import type { ElmanParameters } from './elman.js';

export const irnn: Cell<ElmanParameters, Tensor> = {
  name: 'IRNN',
  parameters: (stream, { inputs, hidden, dtype = 'float32' }) => ({
    W: eye(hidden, { dtype }),
    U: normal([inputs, hidden], { key: stream.key(), deviation: 0.001, dtype }),
    b: zeros([hidden], { dtype }),
  }),
  initialState: (batch, { hidden, dtype = 'float32' }) => zeros([batch, hidden], { dtype }),
  step: ({ W, U, b }, h, x) => ({ state: biasActivation([matmul(h, W), matmul(x, U)], b, 'relu') }),
  hidden: (h) => h,
};
