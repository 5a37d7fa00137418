// Hochreiter & Schmidhuber (1997), Long short-term memory: two numbers of a long sequence are marked, and their sum is
// asked for at the end. Here as in Le, Jaitly & Hinton (2015): one mark in each half, numbers uniform on [0, 1).
import seedrandom from 'seedrandom';
import { type Data, requireCounts, requireIndex, type Task } from './task.js';

export interface AddingBatch {
  /** [steps, batch, 2]: the numbers, and 1 at the two marked steps. */
  readonly inputs: Data<Float32Array>;
  /** [batch]: the sum of the two. Always answering 1 has a mean squared error of 1/6. */
  readonly targets: Data<Float32Array>;
}

export interface AddingOptions {
  readonly steps: number;
  readonly batchSize: number;
  readonly seed?: string | number;
}

const name = 'adding problem';

export function adding({ steps, batchSize, seed = 0 }: AddingOptions): Task<AddingBatch> {
  requireCounts(name, { steps, batchSize });
  if (steps < 2) {
    throw new RangeError(`${name}: steps is ${steps}; at least 2 are needed, for a mark in each half`);
  }
  return {
    name,
    source: 'Hochreiter & Schmidhuber (1997), Long short-term memory',
    batch: (index) => {
      requireIndex(name, index);
      return draw(steps, batchSize, `adding/${seed}/${index}`);
    },
  };
}

function draw(steps: number, batchSize: number, seed: string): AddingBatch {
  const random = seedrandom.alea(seed);
  const inputs = new Float32Array(steps * batchSize * 2);
  const sums = new Float32Array(batchSize);
  const half = Math.floor(steps / 2);
  const place = (step: number, example: number): number => (step * batchSize + example) * 2;
  for (let example = 0; example < batchSize; example += 1) {
    for (let step = 0; step < steps; step += 1) inputs[place(step, example)] = random.quick();
    const first = Math.floor(random.quick() * half);
    const second = half + Math.floor(random.quick() * (steps - half));
    inputs[place(first, example) + 1] = 1;
    inputs[place(second, example) + 1] = 1;
    sums[example] = inputs[place(first, example)]! + inputs[place(second, example)]!;
  }
  return {
    inputs: { values: inputs, shape: [steps, batchSize, 2] },
    targets: { values: sums, shape: [batchSize] },
  };
}
