// TensorFlow.js on its wasm backend, as its users write a loop: `tf.grads` of the whole of it.
import { serve } from './serve.ts';

const tf = await import('@tensorflow/tfjs').catch(() => undefined);
const wasm = await import('@tensorflow/tfjs-backend-wasm').catch(() => undefined);
if (tf === undefined || wasm === undefined) {
  await serve({ kind: 'absent', reason: 'it is not installed; run npm ci in bench/peers' }, () => {});
} else {
  await tf.setBackend('wasm');
  await tf.ready();
  await serve(
    { kind: 'ready', versions: { 'TensorFlow.js': tf.version.tfjs, backend: tf.getBackend() } },
    prepared,
  );
}

function prepared({ cell, steps, batch, hidden, inputs }, values) {
  const width = values.b.length;
  const whole = tf.tensor(values.x, [steps, batch, inputs]);
  const xs = tf.unstack(whole);
  const weights = [
    tf.tensor(values.W, [hidden, width]),
    tf.tensor(values.U, [inputs, width]),
    tf.tensor(values.b, [width]),
  ];
  const zero = tf.zeros([batch, hidden]);
  const last = cell === 'RNN' ? lastOfElman : lastOfLstm;
  const gradient = tf.grads((W, U, b) => tf.mean(tf.square(last(xs, zero, W, U, b))));
  return {
    run: () => tf.tidy(() => void gradient(weights)),
    gradient: () => tf.tidy(() => gradient(weights).map((each) => each.dataSync())),
    dispose: () => tf.dispose([whole, xs, weights, zero]),
  };
}

function affine(x, h, W, U, b) {
  return tf.add(tf.add(tf.matMul(h, W), tf.matMul(x, U)), b);
}

function lastOfElman(xs, zero, W, U, b) {
  let h = zero;
  for (const x of xs) h = tf.tanh(affine(x, h, W, U, b));
  return h;
}

function lastOfLstm(xs, zero, W, U, b) {
  let [h, c] = [zero, zero];
  for (const x of xs) {
    const [i, f, g, o] = tf.split(affine(x, h, W, U, b), 4, 1);
    c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    h = tf.mul(tf.sigmoid(o), tf.tanh(c));
  }
  return h;
}
