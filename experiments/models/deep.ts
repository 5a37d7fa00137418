// He, Zhang, Ren & Sun (2016), Deep residual learning for image recognition, as a recurrence: h' = h + a W with several layers
// a = relu(a V + b) inside of a step, the first of which reads the input, so that a record outweighs a state by far.
import { add, biasActivation, matmul, normal, type Tensor, zeros } from 'sublinear';
import type { Cell } from './cell.js';

export type DeepParameters = {
  /** [inputs, hidden] */
  readonly U: Tensor;
  /** One for each layer inside. */
  readonly layers: readonly {
    /** [hidden, hidden] */
    readonly V: Tensor;
    /** [hidden] */
    readonly b: Tensor;
  }[];
  /** [hidden, hidden], small: a chain of hundreds of steps starts near the identity. */
  readonly W: Tensor;
};

const layersInside = 6;

export const deep: Cell<DeepParameters, Tensor> = {
  name: 'deep residual',
  parameters: (stream, { inputs, hidden, dtype = 'float32' }) => ({
    U: normal([inputs, hidden], { key: stream.key(), deviation: 1 / Math.sqrt(inputs), dtype }),
    layers: Array.from({ length: layersInside }, () => ({
      V: normal([hidden, hidden], { key: stream.key(), deviation: Math.sqrt(2 / hidden), dtype }),
      b: zeros([hidden], { dtype }),
    })),
    W: normal([hidden, hidden], { key: stream.key(), deviation: 0.001, dtype }),
  }),
  initialState: (batch, { hidden, dtype = 'float32' }) => zeros([batch, hidden], { dtype }),
  step: ({ U, layers, W }, h, x) => {
    const inside = layers.reduce((a, { V, b }, layer) => {
      const product = matmul(a, V);
      return biasActivation(layer === 0 ? [product, matmul(x, U)] : product, b, 'relu');
    }, h);
    return { state: add(h, matmul(inside, W)) };
  },
  hidden: (h) => h,
};
