import { mean, normal, randomStream, scan, square, type Tensor } from 'sublinear';
import { type LstmParameters, lstm } from '../models/lstm.js';

export type Sizes = {
  readonly batch: number;
  readonly hidden: number;
};

/** A long short-term memory over so many random inputs. */
export function lstmChain(extent: number, { batch, hidden }: Sizes) {
  const stream = randomStream('Gruslys');
  const sizes = { inputs: hidden, hidden };
  const inputs = normal([extent, batch, hidden], { key: stream.key() });
  const parameters = lstm.parameters(stream, sizes);
  const state = lstm.initialState(batch, sizes);
  // The loss hears every step: were it the last one's alone, cotangents would vanish on the way, and denormal numbers are slow.
  const loss = (p: LstmParameters): Tensor => {
    const step: typeof lstm.step = (...given) => {
      const { state: after } = lstm.step(...given);
      return { state: after, output: mean(square(after.h)) };
    };
    return scan(step, { parameters: p, state, inputs, outputs: 'sum' }).outputs as Tensor;
  };
  return { parameters, loss };
}
