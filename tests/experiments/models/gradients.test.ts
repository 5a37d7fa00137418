import { describe, expect, test } from 'vitest';
import type { Cell } from '../../../experiments/models/cell.js';
import { models } from '../../../experiments/models/index.js';
import { classification, languageModel, readOut } from '../../../experiments/models/readOut.js';
import {
  type FullTree,
  leavesOf,
  mapTree,
  normal,
  randomStream,
  revolve,
  Tape,
  type Tensor,
  type Tree,
  tensor,
  tidy,
} from '../../../src/index.js';

const dtype = 'float64';
const batch = 2;
const sizes = { inputs: 2, hidden: 3, dtype } as const;
const classes = 4;
const ids = (steps: number, values: number[]): Tensor =>
  tensor(values, { shape: [steps, batch], dtype: 'int32' });

/** A loss of numbers, with the point at which it is differentiated. */
interface Problem {
  readonly parameters: Tree;
  readonly loss: (parameters: Tree) => Tensor;
}

/** Every parameter drawn from the normal distribution, so that no gate sits at its starting value. */
function disturbed<P extends Tree>(parameters: P): P {
  const stream = randomStream('disturbed');
  return mapTree(parameters, (leaf) => normal(leaf.shape, { key: stream.key(), deviation: 0.7, dtype }));
}

function classifier<P extends Tree, S extends FullTree>(cell: Cell<P, S>): Problem {
  const stream = randomStream('classifier');
  const data = {
    inputs: normal([5, batch, sizes.inputs], { key: stream.key(), dtype }),
    labels: tensor([3, 1], { dtype: 'int32' }),
  };
  const parameters = disturbed({
    cell: cell.parameters(stream, sizes),
    readOut: readOut(stream, { hidden: sizes.hidden, classes, dtype }),
  });
  return { parameters, loss: classification(cell, sizes, data) as (parameters: Tree) => Tensor };
}

function language<P extends Tree, S extends FullTree>(cell: Cell<P, S>): Problem {
  const stream = randomStream('language');
  const data = {
    inputs: ids(4, [0, 3, 1, 1, 2, 0, 3, 3]),
    targets: ids(4, [1, 1, 2, 0, 3, 3, 0, 2]),
  };
  const parameters = disturbed({
    cell: cell.parameters(stream, sizes),
    readOut: readOut(stream, { hidden: sizes.hidden, classes, dtype }),
    embedding: normal([classes, sizes.inputs], { key: stream.key(), dtype }),
  });
  return { parameters, loss: languageModel(cell, sizes, data) as (parameters: Tree) => Tensor };
}

const problems: [string, () => Problem][] = Object.values(models).flatMap((model) => {
  const cell = model as unknown as Cell<Tree, FullTree>;
  return [
    [`${cell.name}, the class of a sequence`, () => classifier(cell)],
    [`${cell.name}, the next character at every step`, () => language(cell)],
  ];
});

const flat = (tree: Tree): number[] => leavesOf(tree).flatMap((leaf) => Array.from(leaf.toArray()));

/** The loss at `parameters` moved by `by` along `direction`. */
function lossAt({ parameters, loss }: Problem, direction: readonly number[], by: number): number {
  return tidy(() => {
    let place = 0;
    const moved = mapTree(parameters, (leaf) => {
      const entries = Array.from(leaf.toArray(), (entry) => entry + by * direction[place++]!);
      return tensor(entries, { shape: leaf.shape, dtype });
    });
    return loss(moved).item();
  });
}

const gradientOf = ({ parameters, loss }: Problem): number[] =>
  flat(new Tape({ strategy: revolve({ slots: 2 }) }).gradient(loss, parameters).gradient);

describe.each(problems)('%s', (_name, make) => {
  test('every entry of the gradient is a central difference', () => {
    tidy(() => {
      const problem = make();
      const gradient = gradientOf(problem);
      const largest = Math.max(...gradient.map(Math.abs));
      // A central difference errs by h²/6 times a third derivative, about 1e-11, and by ε / h = 1e-11 from rounding.
      // A hundred times their sum is allowed, of the largest entry, which is above 0.01.
      const h = 1e-5;
      expect(largest).toBeGreaterThan(0.01);
      gradient.forEach((entry, place) => {
        const direction = gradient.map((_, other) => (other === place ? 1 : 0));
        const measured = (lossAt(problem, direction, h) - lossAt(problem, direction, -h)) / (2 * h);
        expect(Math.abs(entry - measured) / largest).toBeLessThan(2e-7);
      });
    });
  });

  test('what the gradient leaves of a Taylor expansion is of second order', () => {
    tidy(() => {
      const problem = make();
      const gradient = gradientOf(problem);
      const size = Math.hypot(...gradient);
      // Along the gradient, so that the second order does not happen to vanish.
      const direction = gradient.map((entry) => entry / size);
      const start = lossAt(problem, direction, 0);
      const remainder = (h: number): number => lossAt(problem, direction, h) - start - h * size;
      // R(h) = a h² + b h³ + …, so R(h) / R(h / 2) = 4 + 2 (b / a) h + …; where b / a is below 20, that is within 4 ± 0.04
      // at h = 2^-10. Rounding adds ε / (a h²) = 1e-10 / a.
      for (const h of [2 ** -10, 2 ** -11]) {
        expect(Math.abs(remainder(h) / remainder(h / 2) - 4)).toBeLessThan(0.04);
      }
    });
  });
});
