// The copy task of Hochreiter & Schmidhuber (1997) in the form of Arjovsky, Shah & Bengio (2016), arXiv:1511.06464:
// symbols have to be said again after a delay. With 3 symbols and a delay of 4 (symbols are 0 to 7, _ is 8, ! is 9):
//
//     inputs   2 7 5 _ _ _ ! _ _ _
//     targets  _ _ _ _ _ _ _ 2 7 5
//
// A memoryless answer has a mean cross entropy of symbols ln 8 / (delay + 2 symbols), with the sign ! at the end of the
// delay and so the copy due from the next step on.
import seedrandom from 'seedrandom';
import { type Data, requireCounts, requireIndex, type Task } from './task.js';

export interface CopyBatch {
  /** [delay + 2 symbols, batch]: the symbols, blanks, the sign, blanks. */
  readonly inputs: Data<Int32Array>;
  /** [delay + 2 symbols, batch]: blanks, then the symbols. */
  readonly targets: Data<Int32Array>;
}

export interface CopyTask extends Task<CopyBatch> {
  /** Different codes in inputs and targets: 10. */
  readonly vocabularySize: number;
  readonly steps: number;
}

export interface CopyOptions {
  readonly delay: number;
  readonly batchSize: number;
  /** How many symbols are to be copied; 10 in the papers. */
  readonly symbols?: number;
  readonly seed?: string | number;
}

const name = 'copy task';
const kinds = 8;
const blank = 8;
const now = 9;

export function copy({ delay, batchSize, symbols = 10, seed = 0 }: CopyOptions): CopyTask {
  requireCounts(name, { delay, batchSize, symbols });
  const steps = delay + 2 * symbols;
  return {
    name,
    source: 'Hochreiter & Schmidhuber (1997), Long short-term memory',
    vocabularySize: kinds + 2,
    steps,
    batch: (index) => {
      requireIndex(name, index);
      const random = seedrandom.alea(`copy/${seed}/${index}`);
      const inputs = new Int32Array(steps * batchSize).fill(blank);
      const targets = new Int32Array(steps * batchSize).fill(blank);
      for (let example = 0; example < batchSize; example += 1) {
        for (let place = 0; place < symbols; place += 1) {
          const symbol = Math.floor(random.quick() * kinds);
          inputs[place * batchSize + example] = symbol;
          targets[(delay + symbols + place) * batchSize + example] = symbol;
        }
        inputs[(delay + symbols - 1) * batchSize + example] = now;
      }
      const shape = [steps, batchSize];
      return { inputs: { values: inputs, shape }, targets: { values: targets, shape } };
    },
  };
}
