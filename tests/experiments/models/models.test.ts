import { describe, expect, test } from 'vitest';
import type { Cell } from '../../../experiments/models/cell.js';
import { models } from '../../../experiments/models/index.js';
import {
  type FullTree,
  leavesOf,
  randomStream,
  scan,
  type Tensor,
  type Tree,
  tensor,
  tidy,
} from '../../../src/index.js';

const sizes = { inputs: 2, hidden: 3 };
const batch = 2;
const stream = () => randomStream('models');
const cells = Object.values(models).map((model): [string, Cell<Tree, FullTree>] => [
  model.name,
  model as unknown as Cell<Tree, FullTree>,
]);

const numbers = (x: Tensor): number[] => Array.from(x.toArray());
const shapes = (tree: Tree): string[] => leavesOf(tree).map(String);

describe.each(cells)('%s', (_name, cell) => {
  test.each(['float32', 'float64'] as const)('keeps its state in %s, as its parameters are', (dtype) => {
    tidy(() => {
      const options = { ...sizes, dtype };
      const parameters = cell.parameters(stream(), options);
      const state = cell.initialState(batch, options);
      const inputs = tensor(
        [
          [
            [1, 2],
            [3, 4],
          ],
          [
            [5, 6],
            [7, 8],
          ],
        ],
        { dtype },
      );
      const last = scan(cell.step, { parameters, state, inputs }).state;
      expect(shapes(last)).toEqual(shapes(state));
      expect(shapes(state)).toEqual(leavesOf(state).map(() => `${dtype} [2, 3]`));
      expect(cell.hidden(last).shape).toEqual([batch, sizes.hidden]);
      for (const leaf of leavesOf(parameters)) expect(leaf.dtype).toBe(dtype);
      expect(
        leavesOf(state)
          .flatMap(numbers)
          .every((entry) => entry === 0),
      ).toBe(true);
    });
  });

  test('takes the same parameters from the same stream, and others from the next place of it', () => {
    tidy(() => {
      const one = stream();
      const first = leavesOf(cell.parameters(one, sizes)).flatMap(numbers);
      expect(leavesOf(cell.parameters(stream(), sizes)).flatMap(numbers)).toEqual(first);
      expect(leavesOf(cell.parameters(one, sizes)).flatMap(numbers)).not.toEqual(first);
    });
  });
});

test('the IRNN starts with the identity as its recurrent matrix, no bias, and inputs of deviation 0.001', () => {
  tidy(() => {
    const { W, U, b } = models.irnn.parameters(stream(), { inputs: 100, hidden: 100 });
    expect(numbers(W)).toEqual(Array.from({ length: 10_000 }, (_, place) => (place % 101 === 0 ? 1 : 0)));
    expect(numbers(b)).toEqual(new Array(100).fill(0));
    // Of 10,000 normal entries the deviation found is off by σ / √20,000 = 0.7 %; five times that is allowed.
    const deviation = Math.hypot(...numbers(U)) / 100;
    expect(Math.abs(deviation / 0.001 - 1)).toBeLessThan(5 / Math.sqrt(20_000));
  });
});

test('the LSTM starts with a bias of 1 at its forget gate and of 0 at the others', () => {
  tidy(() => {
    const { b } = models.lstm.parameters(stream(), sizes);
    expect(numbers(b)).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
  });
});
