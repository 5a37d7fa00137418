import { expect, test } from 'vitest';
import {
  adam,
  add,
  clipByGlobalNorm,
  copyTree,
  estimateVariance,
  multiply,
  sgd,
  storeAll,
  sum,
  Tape,
  type Tensor,
  tensor,
  tidy,
} from '../../src/index.js';
import { held } from '../support/held.js';

type Cell = { readonly W: Tensor; readonly bias: null; readonly heads: readonly [undefined, Tensor] };

const cell = (): Cell => ({ W: tensor([3, 4]), bias: null, heads: [undefined, tensor([5])] });
const numbersOf = ({ W, bias, heads }: Cell): readonly unknown[] => [
  [...W.toArray()],
  bias,
  heads[0],
  [...heads[1].toArray()],
];

/** Its gradient is [3, 4] and [0.5]. */
const loss = ({ W, heads }: Cell): Tensor => multiply(add(sum(multiply(W, W)), sum(heads[1])), 0.5);

test('optimisers and copies pass over nothings in parameters and gradients', () => {
  const before = held();
  for (const make of [() => sgd({ rate: 1 }), () => sgd({ rate: 1, momentum: 0.5 })]) {
    const optimiser = make();
    tidy(() => {
      const parameters = cell();
      const was = copyTree(parameters);
      optimiser.update(parameters, new Tape().gradient(loss, parameters).gradient);
      expect(numbersOf(was)).toEqual([[3, 4], null, undefined, [5]]);
      expect(numbersOf(parameters)).toEqual([[0, 0], null, undefined, [4.5]]);
    });
    optimiser.dispose();
  }
  expect(held()).toEqual(before);
});

test('adam steps by its rate, whatever stands beside the tensors', () => {
  const before = held();
  const optimiser = adam({ rate: 0.5, epsilon: 0 });
  tidy(() => {
    const parameters = cell();
    optimiser.update(parameters, new Tape().gradient(loss, parameters).gradient);
    // g / √(g²), both moments corrected: the first step is the rate, to three roundings of float32 or so.
    const [W, bias, none, head] = numbersOf(parameters);
    expect([bias, none]).toEqual([null, undefined]);
    for (const [found, expected] of [
      [W, [2.5, 3.5]],
      [head, [4.5]],
    ] as const) {
      for (const [place, entry] of (found as number[]).entries())
        expect(Math.abs(entry - expected[place]!)).toBeLessThan(2 ** -20);
    }
  });
  optimiser.dispose();
  expect(held()).toEqual(before);
});

test('a gradient may leave out the names that have nothing', () => {
  tidy(() => {
    const parameters = { W: tensor([3]), bias: null };
    sgd({ rate: 1 }).update<{ W: Tensor; bias?: null }>(parameters, { W: tensor([1]) });
    expect([...parameters.W.toArray()]).toEqual([2]);
  });
});

test('a gradient is clipped over the tensors that there are', () => {
  tidy(() => {
    const gradient = { W: tensor([3, 4]), bias: null, none: [undefined] };
    expect(clipByGlobalNorm(gradient, 2.5)).toBe(5);
    expect([...gradient.W.toArray()]).toEqual([1.5, 2]);
  });
});

test('estimates come in the form of the parameters, nothings included', () => {
  tidy(() => {
    const { parameters } = estimateVariance(loss, cell(), storeAll(), { draws: 2 });
    expect([parameters.bias, parameters.heads[0]]).toEqual([null, undefined]);
    expect([...parameters.W.exact]).toEqual([3, 4]);
    expect([...(parameters.heads[1]?.exact ?? [])]).toEqual([0.5]);
  });
});
