// The copy task, after Hochreiter & Schmidhuber (1997) and Arjovsky, Shah & Bengio (2016), arXiv:1511.06464: ten symbols
// have to be said again after a delay. Symbols are 0 to 7, 8 is a blank and 9 says "now".
import seedrandom from 'seedrandom';
import type { Data, Task } from './task.js';

export interface CopyBatch {
  /** int32 [delay + 20, batch]: ten symbols, blanks, the sign, blanks. */
  readonly inputs: Data;
  /** int32 [delay + 20, batch]: blanks, then the ten symbols. */
  readonly targets: Data;
}

export interface CopyOptions {
  readonly delay: number;
  readonly batchSize: number;
  readonly seed?: string | number;
}

export const copySymbols = 10;
const copied = 10;
const kinds = 8;
const blank = 8;
const now = 9;

export function copy({
  delay,
  batchSize,
  seed = 0,
}: CopyOptions): Task<CopyBatch> & { readonly steps: number } {
  for (const [name, value] of Object.entries({ delay, batchSize })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new RangeError(`copy: ${name} is ${value}; a whole number of at least 1 is needed`);
  }
  const steps = delay + 2 * copied;
  return {
    name: 'copy task',
    source: 'Hochreiter & Schmidhuber (1997), Long short-term memory',
    steps,
    batch: (index) => {
      const random = seedrandom.alea(`copy/${seed}/${index}`);
      const inputs = new Int32Array(steps * batchSize).fill(blank);
      const targets = new Int32Array(steps * batchSize).fill(blank);
      for (let example = 0; example < batchSize; example += 1) {
        for (let place = 0; place < copied; place += 1) {
          const symbol = Math.floor(random.quick() * kinds);
          inputs[place * batchSize + example] = symbol;
          targets[(delay + copied + place) * batchSize + example] = symbol;
        }
        inputs[(delay + copied - 1) * batchSize + example] = now;
      }
      const shape = [steps, batchSize];
      return { inputs: { values: inputs, shape }, targets: { values: targets, shape } };
    },
  };
}
