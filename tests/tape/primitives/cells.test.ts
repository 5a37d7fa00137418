import { describe, expect, test } from 'vitest';
import {
  type Activation,
  add,
  biasActivation,
  defaultArena,
  gruCell,
  gruGates,
  lstmCell,
  lstmGates,
  multiply,
  normal,
  relu,
  ShapeError,
  sigmoid,
  sum,
  Tape,
  type Tensor,
  tanh,
  tidy,
  zeros,
} from '../../../src/tape/index.js';

const z = (...shape: number[]): Tensor => zeros(shape);
const wide = (...shape: number[]): Tensor => zeros(shape, { dtype: 'float64' });

const mistakes: readonly [string, () => unknown, string][] = [
  [
    'a bias of another width',
    () => biasActivation(z(2, 3), z(4), 'tanh'),
    'biasActivation: given are p float32 [2, 3], b float32 [4]; p [..., H] and b [H] of one dtype are needed',
  ],
  [
    'terms of different shapes',
    () => biasActivation([z(2, 3), z(1, 3)], z(3), 'relu'),
    'biasActivation: given are p float32 [2, 3], q float32 [1, 3], b float32 [3]; ' +
      'p and q [..., H] and b [H] of one dtype are needed',
  ],
  [
    'a bias of another dtype',
    () => biasActivation(z(2, 3), wide(3), 'sigmoid'),
    'biasActivation: given are p float32 [2, 3], b float64 [3]; p [..., H] and b [H] of one dtype are needed',
  ],
  [
    'an unknown activation',
    () => biasActivation(z(2, 3), z(3), 'gelu' as Activation),
    "biasActivation: the activation is 'gelu'; 'tanh', 'sigmoid' or 'relu' is needed",
  ],
  [
    'gates of an LSTM that are no four',
    () => lstmGates(z(2, 6), z(2, 6), z(6)),
    'lstmGates: given are p float32 [2, 6], q float32 [2, 6], b float32 [6]; ' +
      'p and q [R, 4 H] and b [4 H] of one dtype are needed',
  ],
  [
    'an LSTM state of another width',
    () => lstmCell(z(2, 12), z(2, 4)),
    'lstmCell: given are gates float32 [2, 12], c float32 [2, 4]; ' +
      'gates [R, 4 H] and c [R, H] of one dtype are needed',
  ],
  [
    'gates of a GRU that are no three',
    () => gruGates(z(2, 4), z(2, 4), z(4), z(4)),
    'gruGates: given are p float32 [2, 4], q float32 [2, 4], b float32 [4], c float32 [4]; ' +
      'p and q [R, 3 H], b and c [3 H] of one dtype are needed',
  ],
  [
    'a GRU state of other rows',
    () => gruCell(z(2, 12), z(1, 3)),
    'gruCell: given are gates float32 [2, 12], h float32 [1, 3]; ' +
      'gates [R, 4 H] and h [R, H] of one dtype are needed',
  ],
];

describe('a fused primitive refuses', () => {
  test.each(mistakes)('%s', (_title, call, message) => {
    tidy(() => {
      expect(call).toThrow(new ShapeError(message));
    });
  });
});

test('no rows give no rows', () => {
  tidy(() => {
    expect(biasActivation(z(0, 3), z(3), 'tanh').shape).toEqual([0, 3]);
    const { h, c } = lstmCell(lstmGates(z(0, 12), z(0, 12), z(12)), z(0, 3));
    expect([h.shape, c.shape]).toEqual([
      [0, 3],
      [0, 3],
    ]);
    expect(gruCell(gruGates(z(0, 9), z(0, 9), z(9), z(9)), z(0, 3)).shape).toEqual([0, 3]);
  });
});

test('the parts of an LSTM state outlive everything else that its step made, outside of any scope', () => {
  const before = defaultArena().ledger.outsideBytes;
  const [gates, c] = [z(1, 4), z(1, 1)];
  const state = lstmCell(gates, c);
  gates.dispose();
  c.dispose();
  // All gates are 0 here: c' = 0 c + 0 · 0 = 0 and h = 0 tanh 0.
  expect([...state.h.toArray(), ...state.c.toArray()]).toEqual([0, 0]);
  state.h.dispose();
  expect([...state.c.toArray()]).toEqual([0]);
  state.c.dispose();
  expect(defaultArena().ledger.outsideBytes).toBe(before);
});

describe.each(['float32', 'float64'] as const)('in %s', (dtype) => {
  test.each([
    ['tanh', tanh],
    ['sigmoid', sigmoid],
    ['relu', relu],
  ] as const)('an activation of sums has the bits of %s after additions, and its gradient too', (name, f) => {
    tidy(() => {
      const [p, q, b] = [[4, 7], [4, 7], [7]].map((shape, i) => normal(shape, { key: [5, i], dtype }));
      const of = (y: Tensor): Tensor => sum(multiply(y, y));
      const point = { p: p!, q: q!, b: b! };
      const bits = (loss: (at: typeof point) => Tensor): number[] => {
        const { value, gradient } = new Tape().gradient(loss, point);
        return [value, gradient.p, gradient.q, gradient.b].flatMap((x) => Array.from(x.toArray()));
      };
      expect(bits(({ p, q, b }) => of(biasActivation([p, q], b, name)))).toEqual(
        bits(({ p, q, b }) => of(f(add(add(p, q), b)))),
      );
      expect(bits(({ p, q, b }) => add(of(biasActivation(p, b, name)), of(q)))).toEqual(
        bits(({ p, q, b }) => add(of(f(add(p, b))), of(q))),
      );
    });
  });
});
