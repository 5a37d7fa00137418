import { describe, expect, test } from 'vitest';
import {
  add,
  checkpoint,
  dropout,
  matmul,
  normal,
  ones,
  randomStream,
  recomputeAll,
  relu,
  revolve,
  type Strategy,
  scan,
  storeAll,
  sum,
  Tape,
  type Tensor,
  zeros,
} from '../../src/index.js';
import { combine, sample } from '../../src/randomized/index.js';

type Drops = (x: Tensor) => Tensor;
const twice: Drops = (x) => dropout(dropout(x, { rate: 0.3 }), { rate: 0.4 });
const inAScan: Drops = (x) =>
  scan((_: unknown, h: Tensor) => ({ state: dropout(h, { rate: 0.2 }) }), {
    parameters: {},
    state: x,
    inputs: { extent: 3, at: () => [] },
  }).state;

/** The same function, wrapped in every way. */
const wrappings: Readonly<Record<string, (f: Drops) => Drops>> = {
  'not at all': (f) => f,
  once: (f) => checkpoint(f),
  twice: (f) => checkpoint(checkpoint(f)),
  'with a part of it by itself': (f) => checkpoint((x: Tensor) => checkpoint(f)(x)),
};
const strategies: readonly Strategy[] = [storeAll(), recomputeAll(), revolve({ slots: 2 })];
const w = ones([64], { dtype: 'float64' });

/** Draws before, in and after what is wrapped, in the loss and in a step of a scan. */
function loss(f: Drops): (w: Tensor) => Tensor {
  const step = (w: Tensor, h: Tensor): { state: Tensor } => {
    const before = dropout(add(h, w), { rate: 0.1 });
    return { state: dropout(f(before), { rate: 0.1 }) };
  };
  return (w) => {
    const own = dropout(f(f(dropout(w, { rate: 0.1 }))), { rate: 0.2 });
    const chain = scan(step, {
      parameters: w,
      state: zeros([64], { dtype: 'float64' }),
      inputs: { extent: 4, at: () => [] },
    });
    return add(sum(own), sum(chain.state));
  };
}

describe.each(Object.entries({ 'two dropouts': twice, 'a scan that drops': inAScan }))('%s', (_, f) => {
  test.each(Object.keys(wrappings))('drop the same entries wrapped %s, under every strategy', (name) => {
    const wrapped = wrappings[name]!(f);
    const expected = new Tape({ seed: 5, compile: false }).gradient(loss(f), w);
    for (const strategy of strategies) {
      for (const compile of [true, false]) {
        const tape = new Tape({ seed: 5, strategy, compile });
        const { value, gradient } = tape.gradient(loss(wrapped), w);
        expect(value.item()).toBe(expected.value.item());
        expect(gradient.toArray()).toEqual(expected.gradient.toArray());
        expect(tape.gradient(loss(wrapped), w).value.item(), 'the next call').not.toBe(value.item());
      }
    }
  });
});

test('a wrapped function may return what nobody needs, in any step of a chain', () => {
  const two = checkpoint((h: Tensor, w: Tensor) => ({ used: add(twice(h), w), unused: add(h, w) }));
  const step = (w: Tensor, h: Tensor): { state: Tensor } => ({ state: two(h, w).used });
  const inputs = { extent: 4, at: () => [] };
  const loss = (w: Tensor): Tensor => sum(scan(step, { parameters: w, state: w, inputs }).state);
  const expected = new Tape({ compile: false }).gradient(loss, w).gradient.toArray();
  for (const strategy of strategies)
    expect(new Tape({ strategy }).gradient(loss, w).gradient.toArray()).toEqual(expected);
});

test('two wrapped products of one step are estimated by draws of their own', () => {
  const stream = randomStream('wrapped');
  const W = normal([64, 64], { key: stream.key(), dtype: 'float64' });
  const x = normal([8, 64], { key: stream.key(), dtype: 'float64' });
  const product = checkpoint((W: Tensor, x: Tensor) => matmul(relu(matmul(x, W)), W));
  const alone = (W: Tensor): Tensor => sum(product(W, x));
  const twice = (W: Tensor): Tensor => add(sum(product(W, x)), sum(product(W, x)));
  const gradientOf = (loss: (W: Tensor) => Tensor): Tensor =>
    new Tape({ strategy: combine(storeAll(), sample({ fraction: 0.2 })), seed: 1 }).gradient(loss, W)
      .gradient;
  // With the same draws the second product's estimate would be the first's, and their sum twice that.
  const doubled = gradientOf(alone)
    .toArray()
    .map((entry) => 2 * entry);
  expect(gradientOf(twice).toArray()).not.toEqual(doubled);
});
