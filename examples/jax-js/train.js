// A character LSTM in jax-js, trained on Genesis by gradient descent, with a snapshot every 16 steps:
// node train.js [steps] [iterations] [hidden]
globalThis.navigator ??= {}; // Which jax-js asks for WebGPU, and Node 20 has none.
const jax = await import('@jax-js/jax');

import { periodic } from 'sublinear/checkpoint';
import { adapt } from 'sublinear/jax-js';
import { genesis } from './text.js';

await jax.init('cpu', 'wasm');
jax.defaultDevice('wasm');
const { numpy: np, nn, tree } = jax;
const { scan } = adapt(jax);

const [steps = 128, iterations = 20, hidden = 64] = process.argv.slice(2).map(Number);
const [batch, rate] = [16, 4];
const { vocabulary, batchAt } = await genesis({ steps, batch });
const size = vocabulary.length;

/** Every use of an array but the last is of its `ref`: functions of jax-js use up what they are given. */
function step({ W, U, b, V }, { h, c }, { character, next }) {
  const [i, f, g, o] = np.split(np.matmul(h, W).add(np.matmul(character, U)).add(b), 4, 1);
  const cell = nn
    .sigmoid(f)
    .mul(c)
    .add(nn.sigmoid(i).mul(np.tanh(g)));
  const state = { h: nn.sigmoid(o).mul(np.tanh(cell.ref)), c: cell };
  const logits = nn.logSoftmax(np.matmul(state.h.ref, V));
  return {
    state,
    output: logits
      .mul(next)
      .sum()
      .mul(-1 / (batch * steps)),
  };
}

let parameters = {
  W: noise([hidden, 4 * hidden], 1 / Math.sqrt(hidden)),
  U: noise([size, 4 * hidden], 0.2),
  b: np.zeros([4 * hidden]),
  V: noise([hidden, size], 1 / Math.sqrt(hidden)),
};

for (let index = 0; index < iterations; index += 1) {
  const started = performance.now();
  const { characters, next } = batchAt(index);
  let bytes = 0;
  const { state, outputs, pullback } = scan(step, {
    parameters: tree.ref(parameters),
    state: { h: np.zeros([batch, hidden]), c: np.zeros([batch, hidden]) },
    inputs: { extent: steps, at: (t) => ({ character: oneHot(characters, t), next: oneHot(next, t) }) },
    outputs: 'sum',
    strategy: periodic({ every: 16 }),
    onReport: ({ peakBytes }) => {
      bytes = peakBytes;
    },
  });
  tree.dispose(state);
  const gradients = pullback({ outputs: np.ones([]) });
  tree.dispose(gradients.state);
  parameters = tree.map((p, gradient) => p.add(gradient.mul(-rate)), parameters, gradients.parameters);
  const milliseconds = (performance.now() - started).toFixed(0);
  console.log(`${index} loss ${outputs.item()} peak ${(bytes / 2 ** 20).toFixed(2)} MiB ${milliseconds} ms`);
}

function oneHot(characters, t) {
  const rows = new Float32Array(batch * size);
  for (let row = 0; row < batch; row += 1) rows[row * size + characters[t * batch + row]] = 1;
  return np.array(rows, { shape: [batch, size] });
}

/** The same numbers at every run. */
function noise(shape, deviation) {
  let seed = shape[0];
  const values = Float32Array.from({ length: shape[0] * shape[1] }, () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return (seed / 2 ** 31 - 1) * deviation;
  });
  return np.array(values, { shape });
}
