// MNIST's digits one by one, or row by row: the same pixels, batches and order as of `sequentialMnist`.
import { type MnistBatch, type MnistOptions, sequentialMnist } from './sequentialMnist.js';
import type { Data, Task } from './task.js';

const side = 28;

/** Digits as images [batch, 784]. */
export function mnist(options: MnistOptions): Task<MnistBatch> {
  return rearranged('MNIST', options, (pixels, batchSize) => ({
    values: transposed(pixels, batchSize),
    shape: [batchSize, side * side],
  }));
}

/** Digits as sequences of rows [28, batch, 28]: sequential MNIST in a 28th of its steps. */
export function mnistRows(options: MnistOptions): Task<MnistBatch> {
  return rearranged('MNIST by rows', options, (pixels, batchSize) => {
    const width = side * batchSize;
    const rows = Array.from({ length: side }, (_, row) =>
      transposed(pixels.subarray(row * width, (row + 1) * width), batchSize),
    );
    const values = new Float32Array(pixels.length);
    rows.forEach((row, place) => {
      values.set(row, place * width);
    });
    return { values, shape: [side, batchSize, side] };
  });
}

function rearranged(
  name: string,
  options: MnistOptions,
  arrange: (pixels: Float32Array, batchSize: number) => Data<Float32Array>,
): Task<MnistBatch> {
  const task = sequentialMnist(options);
  return {
    name,
    source: task.source,
    batch: (index) => {
      const { images, labels } = task.batch(index);
      return { images: arrange(images.values, options.batchSize), labels };
    },
  };
}

/** [columns, rows] from [rows, columns] with so many columns. */
function transposed(values: Float32Array, columns: number): Float32Array {
  const rows = values.length / columns;
  return Float32Array.from(
    values,
    (_, place) => values[(place % rows) * columns + Math.floor(place / rows)]!,
  );
}
