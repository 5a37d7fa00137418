// jax-js on its wasm device. It has no scan; its users' two fastest ways around that are a compiled VJP of one step, driven
// from outside (`steps`), and the whole loop unrolled and compiled at once (`whole`). Its functions consume their arguments;
// `ref` keeps one.
import { readFileSync } from 'node:fs';
import { serve } from './serve.ts';

globalThis.navigator ??= {}; // jax-js asks it for WebGPU, and Node 20 has none.
const jax = await import('@jax-js/jax').catch(() => undefined);
const np = jax?.numpy;
if (jax === undefined) {
  await serve({ kind: 'absent', reason: 'it is not installed; run npm ci in bench/peers' }, () => {});
} else {
  await jax.init('cpu', 'wasm');
  jax.defaultDevice('wasm');
  await serve({ kind: 'ready', versions: { 'jax-js': installed(), device: jax.defaultDevice() } }, prepared);
}

function installed() {
  const path = new URL('node_modules/@jax-js/jax/package.json', import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')).version;
}

function prepared({ cell, way, steps, batch, hidden, inputs }, values) {
  const width = values.b.length;
  const rows = batch * inputs;
  const held = {
    xs: Array.from({ length: steps }, (_, t) =>
      np.array(values.x.slice(t * rows, (t + 1) * rows)).reshape([batch, inputs]),
    ),
    weights: [
      np.array(values.W).reshape([hidden, width]),
      np.array(values.U).reshape([inputs, width]),
      np.array(values.b),
    ],
    state: Array.from({ length: cell === 'RNN' ? 1 : 2 }, () => np.zeros([batch, hidden])),
  };
  const step = cell === 'RNN' ? elman : lstm;
  const gradient = way === 'whole' ? unrolled(step, held) : driven(step, held);
  const numbers = () => gradient().map((each) => each.dataSync());
  return {
    run: numbers,
    gradient: numbers,
    dispose: () => {
      for (const each of Object.values(held).flat()) each.dispose();
    },
  };
}

function affine(h, [W, U, b], x) {
  return np.matmul(h, W).add(np.matmul(x, U)).add(b);
}

function elman([h], weights, x) {
  return [np.tanh(affine(h, weights, x))];
}

function lstm([h, c], weights, x) {
  const [i, f, g, o] = np.split(affine(h, weights, x), 4, 1);
  const { sigmoid } = jax.nn;
  const next = sigmoid(f)
    .mul(c)
    .add(sigmoid(i).mul(np.tanh(g)));
  // jax-js 0.1.25 cannot differentiate a function whose output is also used inside; a product with 1 is another output.
  return [sigmoid(o).mul(np.tanh(next.ref)), next.mul(1)];
}

// Nothing is computed until somebody asks for the numbers. Asking at every step is faster: what a step costs grows with the
// number of those that wait.
function computed(arrays) {
  for (const each of kept(arrays)) each.dataSync();
  return arrays;
}

function kept(arrays) {
  return arrays.map((each) => each.ref);
}

function unrolled(step, { xs, weights, state }) {
  const loss = (parameters, from, inputs) => {
    let current = from;
    for (const x of inputs) current = step(current, kept(parameters), x);
    const [h, ...others] = current;
    for (const each of [...parameters, ...others]) each.dispose();
    return np.mean(np.square(h));
  };
  const compiled = jax.jit((...all) => jax.grad(loss)(...all));
  return () => compiled(kept(weights), kept(state), kept(xs));
}

function driven(step, { xs, weights, state }) {
  const forward = jax.jit(step);
  const backward = jax.jit((from, parameters, x, cotangents, sums) => {
    const [to, pullback] = jax.vjp((s, p) => step(s, p, x), [from, parameters]);
    for (const each of to) each.dispose();
    const [before, gradient] = pullback(cotangents);
    pullback.dispose();
    return [before, sums.map((sum, place) => sum.add(gradient[place]))];
  });
  return () => {
    const states = [kept(state)];
    for (const x of xs) states.push(computed(forward(kept(states.at(-1)), kept(weights), x.ref)));
    const [h, ...others] = states.pop();
    let cotangents = [h.mul(2 / h.size), ...others.map((each) => each.mul(0))];
    let sums = weights.map((each) => np.zeros(each.shape));
    for (let t = xs.length - 1; t >= 0; t -= 1) {
      [cotangents, sums] = backward(states.pop(), kept(weights), xs[t].ref, cotangents, sums);
      computed(cotangents);
    }
    for (const each of cotangents) each.dispose();
    return sums;
  };
}
