import {
  add,
  crossEntropy,
  type FullTree,
  gather,
  matmul,
  mean,
  multiply,
  normal,
  type RandomStream,
  scan,
  type Tensor,
  type Tree,
  zeros,
} from 'sublinear';
import type { Cell, CellSizes } from './cell.js';

/** A linear map from the hidden state to the logits of classes. */
export type ReadOut = {
  /** [hidden, classes] */
  readonly V: Tensor;
  /** [classes] */
  readonly a: Tensor;
};

export function readOut(
  stream: RandomStream,
  sizes: { hidden: number; classes: number; dtype?: 'float32' | 'float64' },
): ReadOut {
  const { hidden, classes, dtype = 'float32' } = sizes;
  return {
    V: normal([hidden, classes], { key: stream.key(), deviation: 1 / Math.sqrt(hidden), dtype }),
    a: zeros([classes], { dtype }),
  };
}

export type ClassifierParameters<P extends Tree> = {
  readonly cell: P;
  readonly readOut: ReadOut;
};

/** The mean cross entropy of the class that the last state says: inputs [steps, batch, features], labels [batch]. */
export function classification<P extends Tree, S extends FullTree>(
  cell: Cell<P, S>,
  sizes: CellSizes,
  data: { inputs: Tensor; labels: Tensor },
): (parameters: ClassifierParameters<P>) => Tensor {
  return ({ cell: parameters, readOut: { V, a } }) => {
    const state = cell.initialState(data.inputs.shape[1] ?? 0, sizes);
    const last = scan(cell.step, { parameters, state, inputs: data.inputs }).state;
    return mean(crossEntropy(add(matmul(cell.hidden(last), V), a), data.labels));
  };
}

export type LanguageParameters<P extends Tree> = {
  readonly cell: P;
  readonly readOut: ReadOut;
  /** [characters, features] */
  readonly embedding: Tensor;
};

type Character = {
  readonly character: Tensor;
  readonly next: Tensor;
};

/** The mean cross entropy of the next character at every step: inputs and targets int32 [steps, batch]. */
export function languageModel<P extends Tree, S extends FullTree>(
  cell: Cell<P, S>,
  sizes: CellSizes,
  data: { inputs: Tensor; targets: Tensor },
): (parameters: LanguageParameters<P>) => Tensor {
  const steps = data.inputs.shape[0] ?? 1;
  return (parameters) => {
    const state = cell.initialState(data.inputs.shape[1] ?? 0, sizes);
    const step = (
      { cell: own, readOut: { V, a }, embedding }: LanguageParameters<P>,
      before: S,
      { character, next }: Character,
    ) => {
      const { state: after } = cell.step(own, before, gather(embedding, character));
      const logits = add(matmul(cell.hidden(after), V), a);
      return { state: after, output: mean(crossEntropy(logits, next)) };
    };
    const inputs: Character = { character: data.inputs, next: data.targets };
    const { outputs } = scan(step, { parameters, state, inputs, outputs: 'sum' });
    return multiply(outputs, 1 / steps);
  };
}
