import { type Tensor, type Tree, tidy } from 'sublinear';
import type { MnistBatch } from '../tasks/sequentialMnist.js';
import { broughtIn, type Problem } from './networks.js';

const judgedAtOnce = 500;

/** Evaluates parameters on digits that are the same for all runs. */
export class Judge {
  readonly #found: Problem;
  readonly #training: readonly MnistBatch[];
  readonly #test: readonly MnistBatch[];

  constructor(found: Problem, digits: number) {
    this.#found = found;
    const batchSize = Math.min(digits, judgedAtOnce);
    const some = (split: 'train' | 'test'): MnistBatch[] => {
      const task = found.batches({ batchSize, split, seed: 'judged' });
      return Array.from({ length: Math.ceil(digits / batchSize) }, (_, index) => task.batch(index));
    };
    this.#training = some('train');
    this.#test = some('test');
  }

  ofTraining(parameters: Tree): number {
    return this.#meanOver(this.#training, (batch) => this.#lossOn(batch, parameters));
  }

  /** The loss, and the share that is told right. */
  ofTest(parameters: Tree): readonly [loss: number, accuracy: number] {
    return [
      this.#meanOver(this.#test, (batch) => this.#lossOn(batch, parameters)),
      this.#meanOver(this.#test, (batch) => this.#accuracyOn(batch, parameters)),
    ];
  }

  #lossOn(batch: MnistBatch, parameters: Tree): number {
    return tidy(() => this.#found.loss(broughtIn(batch))(parameters)).item();
  }

  #accuracyOn(batch: MnistBatch, parameters: Tree): number {
    return tidy(() => {
      const logits: Tensor = this.#found.logits(broughtIn(batch).images)(parameters);
      const entries = logits.toArray();
      const classes = logits.shape[1] ?? 1;
      const right = Array.from(batch.labels.values).filter((label, row) => {
        const own = entries.subarray(row * classes, (row + 1) * classes);
        return own.every((entry) => entry <= own[label]!);
      });
      return right.length / batch.labels.values.length;
    });
  }

  #meanOver(batches: readonly MnistBatch[], measure: (batch: MnistBatch) => number): number {
    return batches.reduce((sum, batch) => sum + measure(batch), 0) / batches.length;
  }
}
