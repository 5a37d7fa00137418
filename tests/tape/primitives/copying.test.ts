import { expect, test } from 'vitest';
import {
  copy,
  copyTree,
  defaultArena,
  scan,
  slice,
  square,
  sum,
  Tape,
  type Tensor,
  tensor,
  tidy,
} from '../../../src/tape/index.js';
import { sgd } from '../../../src/train/index.js';

test.each(['float32', 'float64', 'int32', 'uint8'] as const)(
  'copies a tensor of %s into bytes of its own',
  (dtype) => {
    tidy(() => {
      const x = tensor([[1, 2, 3]], { dtype });
      const y = copy(x);
      expect(y.block).not.toBe(x.block);
      x.dispose();
      expect(String(y)).toBe(`${dtype} [1, 3]`);
      expect([...y.toArray()]).toEqual([1, 2, 3]);
    });
  },
);

test('copies a window, and a loss, which is in no arena, without leaving anything behind', () => {
  const before = defaultArena().liveBytes;
  const x = tensor([1, 2, 3]);
  const window = slice(x, { start: 1, end: 3 });
  const { value, gradient } = new Tape().gradient((p: Tensor) => sum(p), x);
  const copies = [copy(window), copy(value)];
  expect(copies.map((each) => [...each.toArray()])).toEqual([[2, 3], [6]]);
  for (const each of [x, window, gradient, ...copies]) each.dispose();
  expect(defaultArena().liveBytes).toBe(before);
});

test('a copy of parameters stays as it was while an optimiser updates them', () => {
  tidy(() => {
    const parameters = { W: tensor([1, 2]), layers: [{ b: tensor(3) }] };
    const best = copyTree(parameters);
    sgd({ rate: 1 }).update(parameters, { W: tensor([1, 1]), layers: [{ b: tensor(1) }] });
    expect([...parameters.W.toArray()]).toEqual([0, 1]);
    expect([...best.W.toArray()]).toEqual([1, 2]);
    expect(best.layers[0]?.b.item()).toBe(3);
  });
});

test.each([true, false])('a derivative passes through a copy in a step, compiled or not: %s', (compile) => {
  tidy(() => {
    const step = (p: Tensor, state: Tensor) => ({ state: copy(square(sum(copy(p)))), output: state });
    const loss = (p: Tensor): Tensor =>
      scan(step, { parameters: p, state: tensor(0), inputs: { extent: 3, at: () => [] } }).state;
    const { gradient } = new Tape({ compile }).gradient(loss, tensor([1, 2]));
    expect([...gradient.toArray()]).toEqual([6, 6]);
  });
});

test('refuses what is no tensor', () => {
  expect(() => copy([1] as never)).toThrow(new TypeError('copy: x is a list of 1; a tensor is needed'));
});
