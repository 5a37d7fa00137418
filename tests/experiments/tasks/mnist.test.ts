import { expect, test } from 'vitest';
import { mnist, mnistRows } from '../../../experiments/tasks/mnist.js';
import { sequentialMnist } from '../../../experiments/tasks/sequentialMnist.js';

const options = { batchSize: 3, split: 'test', seed: 7 } as const;
const pixels = sequentialMnist(options).batch(2);

test('whole images have the pixels of the sequences, example by example', () => {
  const { images, labels } = mnist(options).batch(2);
  expect(images.shape).toEqual([3, 784]);
  expect(labels).toEqual(pixels.labels);
  images.values.forEach((value, place) => {
    const [example, pixel] = [Math.floor(place / 784), place % 784];
    if (value !== pixels.images.values[pixel * 3 + example]) expect.fail(`pixel ${pixel} of ${example}`);
  });
});

test('rows have the pixels of the sequences, 28 at a step', () => {
  const { images, labels } = mnistRows(options).batch(2);
  expect(images.shape).toEqual([28, 3, 28]);
  expect(labels).toEqual(pixels.labels);
  images.values.forEach((value, place) => {
    const [row, example, column] = [Math.floor(place / 84), Math.floor(place / 28) % 3, place % 28];
    if (value !== pixels.images.values[(row * 28 + column) * 3 + example])
      expect.fail(`column ${column} of row ${row} of ${example}`);
  });
});
