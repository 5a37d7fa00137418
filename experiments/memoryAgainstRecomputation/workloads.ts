import { normal, randomStream, type Tensor, type Tree, tensor } from 'sublinear';
import { irnn } from '../models/irnn.js';
import { lstm } from '../models/lstm.js';
import { classification, languageModel, readOut } from '../models/readOut.js';
import { sequentialMnist } from '../tasks/sequentialMnist.js';
import type { Data } from '../tasks/task.js';
import { text } from '../tasks/text.js';

export interface Sizes {
  readonly steps: number;
  readonly batchSize: number;
  readonly hidden: number;
}

/** A loss with its parameters, ready to be differentiated. */
export interface Program {
  readonly parameters: Tree;
  readonly loss: (parameters: Tree) => Tensor;
}

/** A model on a task. The batch is read once, and every measuring process gets the same numbers. */
export interface Workload {
  readonly title: string;
  readonly sizes: { readonly full: Sizes; readonly quick: Sizes };
  /** For strategies that are given bytes for the whole run: from hardly enough to plenty. */
  readonly budgets: { readonly full: readonly string[]; readonly quick: readonly string[] };
  batch(sizes: Sizes): Readonly<Record<string, Data>>;
  program(sizes: Sizes, batch: Readonly<Record<string, Data>>): Program;
}

const digits = 10;
const embeddingSize = 32;

const irnnOnMnist: Workload = {
  title: 'IRNN, sequential MNIST',
  sizes: {
    full: { steps: 784, batchSize: 50, hidden: 100 },
    quick: { steps: 196, batchSize: 20, hidden: 100 },
  },
  budgets: { full: ['512 KiB', '768 KiB', '1.5 MiB', '4 MiB', '10 MiB'], quick: ['256 KiB', '1 MiB'] },
  batch: ({ steps, batchSize }) => {
    const { images, labels } = sequentialMnist({ batchSize, seed: 'main' }).batch(0);
    return { images: firstRows(images, steps), labels };
  },
  program: (sizes, batch) => {
    const stream = randomStream('IRNN');
    const cellSizes = { inputs: 1, hidden: sizes.hidden };
    const data = { inputs: bring(batch.images), labels: bring(batch.labels) };
    return typed({
      parameters: {
        cell: irnn.parameters(stream, cellSizes),
        readOut: readOut(stream, { hidden: sizes.hidden, classes: digits }),
      },
      loss: classification(irnn, cellSizes, data),
    });
  },
};

const lstmOnText: Workload = {
  title: 'LSTM, King James Bible',
  sizes: {
    full: { steps: 512, batchSize: 16, hidden: 128 },
    quick: { steps: 128, batchSize: 4, hidden: 128 },
  },
  budgets: { full: ['1.25 MiB', '1.5 MiB', '2.5 MiB', '8 MiB', '20 MiB'], quick: ['896 KiB', '1.5 MiB'] },
  batch: ({ steps, batchSize }) => {
    const task = text({ steps, batchSize });
    const vocabulary = { values: new Int32Array(task.vocabulary.length), shape: [task.vocabulary.length] };
    return { ...task.batch(0), vocabulary };
  },
  program: (sizes, batch) => {
    const stream = randomStream('LSTM');
    const characters = batch.vocabulary?.shape[0] ?? 0;
    const cellSizes = { inputs: embeddingSize, hidden: sizes.hidden };
    const data = { inputs: bring(batch.inputs), targets: bring(batch.targets) };
    return typed({
      parameters: {
        cell: lstm.parameters(stream, cellSizes),
        readOut: readOut(stream, { hidden: sizes.hidden, classes: characters }),
        embedding: normal([characters, embeddingSize], { key: stream.key() }),
      },
      loss: languageModel(lstm, cellSizes, data),
    });
  },
};

export const workloads = { irnn: irnnOnMnist, lstm: lstmOnText };
export type WorkloadName = keyof typeof workloads;

function typed<P extends Tree>(program: { parameters: P; loss: (parameters: P) => Tensor }): Program {
  return program as unknown as Program;
}

function bring(data: Data | undefined): Tensor {
  if (data === undefined) throw new Error('workload: its batch is incomplete; read it again');
  return tensor(data.values, { shape: data.shape });
}

function firstRows({ values, shape }: Data, rows: number): Data {
  const width = values.length / (shape[0] ?? 1);
  return { values: values.slice(0, rows * width), shape: [rows, ...shape.slice(1)] };
}
