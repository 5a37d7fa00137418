// The two chains of the paper's evaluation, as chains of equal steps: a deep network of layers, and an unrolled LSTM of four.
import { normal, randomStream, type Tensor, type Tree, tensor, zeros } from 'sublinear';
import { type DenseParameters, fullyConnectedLoss } from '../models/fullyConnected.js';
import { lstm } from '../models/lstm.js';
import { languageModel, readOut } from '../models/readOut.js';
import { stacked } from './stacked.js';

export type Network = 'MLP' | 'LSTM';

export type Sizes = {
  readonly batch: number;
  /** Units of a layer. */
  readonly width: number;
  /** Of the softmax at every step of the LSTM; the MLP has as many as units. */
  readonly classes: number;
};

/** A loss with its parameters, ready to be differentiated. */
export interface Program {
  readonly parameters: Tree;
  readonly loss: (parameters: Tree) => Tensor;
}

/** What a network's steps are called. */
export const stepsOf = { MLP: 'layers', LSTM: 'steps unrolled' } as const;

const layersOfLstm = 4;

// As in the paper.
const features = 50;

/** A network of so many steps. Nothing that is counted depends on its numbers, which are drawn. */
export function program(network: Network, extent: number, sizes: Sizes): Program {
  return network === 'MLP' ? deepNetwork(extent, sizes) : unrolled(extent, sizes);
}

/** A network with its size, in a few words. */
export function headingOf(network: Network, { batch, width }: Pick<Sizes, 'batch' | 'width'>): string {
  return network === 'MLP'
    ? `MLP of ${width} units, batch ${batch}`
    : `LSTM, ${layersOfLstm} layers of ${width} units, batch ${batch}`;
}

/** Of what a step leaves to the next. */
export function stateBytesOf(network: Network, { batch, width }: Pick<Sizes, 'batch' | 'width'>): number {
  // An LSTM's layer has a hidden state and a cell.
  const tensors = network === 'MLP' ? 1 : 2 * layersOfLstm;
  return tensors * batch * width * Float32Array.BYTES_PER_ELEMENT;
}

function deepNetwork(depth: number, { batch, width }: Sizes): Program {
  const stream = randomStream('MLP');
  const images = normal([batch, width], { key: stream.key() });
  // He, Zhang, Ren & Sun (2015): what is large or small stays so through the layers. Else cotangents of a hundred layers are below
  // the smallest normal number, on which processors are many times slower.
  const deviation = Math.sqrt(2 / width);
  const layer = (): DenseParameters => ({
    W: normal([width, width], { key: stream.key(), deviation }),
    b: zeros([width]),
  });
  return typed({
    parameters: Array.from({ length: depth }, layer),
    loss: fullyConnectedLoss(depth, { images, labels: whole([batch], width) }),
  });
}

function unrolled(steps: number, { batch, width, classes }: Sizes): Program {
  const stream = randomStream('LSTM');
  const cell = stacked(lstm, layersOfLstm);
  const sizes = { inputs: features, hidden: width };
  const data = { inputs: whole([steps, batch], classes), targets: whole([steps, batch], classes) };
  return typed({
    parameters: {
      cell: cell.parameters(stream, sizes),
      readOut: readOut(stream, { hidden: width, classes }),
      embedding: normal([classes, features], { key: stream.key() }),
    },
    loss: languageModel(cell, sizes, data),
  });
}

/** Whole numbers below `below`, none of which comes more often than others. */
function whole(shape: readonly number[], below: number): Tensor {
  const length = shape.reduce((product, size) => product * size, 1);
  return tensor(
    Int32Array.from({ length }, (_, place) => (place * 31) % below),
    { shape },
  );
}

function typed<P extends Tree>(made: { parameters: P; loss: (parameters: P) => Tensor }): Program {
  return made as unknown as Program;
}
