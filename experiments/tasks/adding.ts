// Hochreiter & Schmidhuber (1997), Long short-term memory: two numbers of a long sequence are marked, and their sum is
// asked for at the end. Here as in Le, Jaitly & Hinton (2015): one mark in each half, numbers uniform on [0, 1).
import seedrandom from 'seedrandom';
import type { Data, Task } from './task.js';

export interface AddingBatch {
  /** float32 [steps, batch, 2]: the numbers, and 1 at the two marked steps. */
  readonly inputs: Data;
  /** float32 [batch, 1]: the sum of the two. Always answering 1 has a mean squared error of 1/6. */
  readonly targets: Data;
}

export interface AddingOptions {
  readonly steps: number;
  readonly batchSize: number;
  readonly seed?: string | number;
}

export function adding({ steps, batchSize, seed = 0 }: AddingOptions): Task<AddingBatch> {
  if (!Number.isInteger(steps) || steps < 2) {
    throw new RangeError(
      `adding: steps is ${steps}; a whole number of at least 2 is needed, one mark for each half`,
    );
  }
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`adding: batchSize is ${batchSize}; a whole number of at least 1 is needed`);
  }
  return {
    name: 'adding problem',
    source: 'Hochreiter & Schmidhuber (1997), Long short-term memory',
    batch: (index) => {
      const random = seedrandom.alea(`adding/${seed}/${index}`);
      const values = new Float32Array(steps * batchSize * 2);
      const sums = new Float32Array(batchSize);
      const half = Math.floor(steps / 2);
      const at = (step: number, example: number): number => (step * batchSize + example) * 2;
      for (let example = 0; example < batchSize; example += 1) {
        for (let step = 0; step < steps; step += 1) values[at(step, example)] = random.quick();
        const first = Math.floor(random.quick() * half);
        const second = half + Math.floor(random.quick() * (steps - half));
        for (const step of [first, second]) {
          values[at(step, example) + 1] = 1;
          sums[example]! += values[at(step, example)]!;
        }
      }
      return {
        inputs: { values, shape: [steps, batchSize, 2] },
        targets: { values: sums, shape: [batchSize, 1] },
      };
    },
  };
}
