import {
  add,
  crossEntropy,
  matmul,
  mean,
  normal,
  type RandomStream,
  randomStream,
  scan,
  type Tensor,
  type Tree,
  tensor,
  zeros,
} from 'sublinear';
import type { Cell } from '../models/cell.js';
import { deep } from '../models/deep.js';
import { fullyConnected, fullyConnectedParameters, paperWidths } from '../models/fullyConnected.js';
import { irnn } from '../models/irnn.js';
import type { ClassifierParameters } from '../models/readOut.js';
import { mnist, mnistRows } from '../tasks/mnist.js';
import { type MnistBatch, type MnistOptions, sequentialMnist } from '../tasks/sequentialMnist.js';
import type { Data, Task } from '../tasks/task.js';

/** A network on MNIST: its parameters, its batches, and its logits [batch, classes] and loss on images. */
export interface Problem {
  readonly parameters: Tree;
  batches(options: MnistOptions): Task<MnistBatch>;
  logits(images: Tensor): (parameters: Tree) => Tensor;
  /** The mean cross entropy. */
  loss(batch: Batch): (parameters: Tree) => Tensor;
}

export interface Batch {
  readonly images: Tensor;
  readonly labels: Tensor;
}

/** How the digits come in: whole, pixel after pixel, or row after row; or pixel after pixel to the deep network. */
export type ProblemName = 'images' | 'pixels' | 'rows' | 'deep';

const hidden = 100;
const classes = 10;

/** The fully connected network on whole images, or a recurrent one on sequences; the IRNN as the paper starts it. */
export function problem(name: ProblemName, seed: string): Problem {
  const stream = randomStream(seed);
  if (name === 'images') {
    const network = fullyConnected(paperWidths.length - 1);
    return typed({
      parameters: fullyConnectedParameters(stream, { widths: paperWidths }),
      batches: mnist,
      logits: (images) => (parameters) => network(parameters, images),
    });
  }
  return name === 'deep' ? recurrent(deep, stream, 1) : recurrent(irnn, stream, name === 'rows' ? 28 : 1);
}

function recurrent<P extends Tree>(cell: Cell<P, Tensor>, stream: RandomStream, inputs: number): Problem {
  const sizes = { inputs, hidden };
  return typed<ClassifierParameters<P>>({
    parameters: {
      cell: cell.parameters(stream, sizes),
      readOut: {
        V: normal([hidden, classes], { key: stream.key(), deviation: 0.001 }),
        a: zeros([classes]),
      },
    },
    batches: inputs === 1 ? sequentialMnist : mnistRows,
    logits:
      (images) =>
      ({ cell: parameters, readOut: { V, a } }) => {
        const state = cell.initialState(images.shape[1] ?? 0, sizes);
        const last = scan(cell.step, { parameters, state, inputs: images }).state;
        return add(matmul(last, V), a);
      },
  });
}

export function bring(data: Data): Tensor {
  return tensor(data.values, { shape: data.shape });
}

/** A batch in the arena. */
export function broughtIn({ images, labels }: MnistBatch): Batch {
  return { images: bring(images), labels: bring(labels) };
}

function typed<P extends Tree>(found: {
  readonly parameters: P;
  readonly batches: Problem['batches'];
  readonly logits: (images: Tensor) => (parameters: P) => Tensor;
}): Problem {
  const { parameters, batches, logits } = found as unknown as Omit<Problem, 'loss'>;
  const loss: Problem['loss'] = ({ images, labels }) => {
    const network = logits(images);
    return (given) => mean(crossEntropy(network(given), labels));
  };
  return { parameters, batches, logits, loss };
}
