import { describe, expect, test } from 'vitest';
import { Arena, defaultArena, ShapeError, TapeError, tensor, tidy, useArena } from '../../src/tape/index.js';
import { sgd } from '../../src/train/index.js';
import { disordered } from '../support/samples.js';

const size = 37;
const start = disordered(size);
const gradientAt = (update: number): number[] => disordered(size + update).slice(update);

describe.each([
  ['float32', Math.fround],
  ['float64', (x: number) => x],
] as const)('sgd in %s', (dtype, round) => {
  test('does what the formula says, to the bit', () => {
    const p = start.map(round);
    const parameter = tensor(start, { dtype });
    const optimiser = sgd({ rate: 0.1 });
    for (let update = 0; update < 5; update += 1) {
      const g = gradientAt(update).map(round);
      g.forEach((value, i) => {
        p[i] = round(p[i]! - round(round(0.1) * value));
      });
      optimiser.update(parameter, tensor(g, { dtype }));
    }
    expect([...parameter.toArray()]).toEqual(p);
    parameter.dispose();
  });

  test('with momentum does what the formula says, to the bit', () => {
    const [p, v] = [start.map(round), start.map(() => 0)];
    const parameter = tensor(start, { dtype });
    using optimiser = disposable(sgd({ rate: 0.1, momentum: 0.9 }));
    for (let update = 0; update < 5; update += 1) {
      const g = gradientAt(update).map(round);
      g.forEach((value, i) => {
        v[i] = round(round(round(0.9) * v[i]!) + value);
        p[i] = round(p[i]! - round(round(0.1) * v[i]!));
      });
      optimiser.update(parameter, tensor(g, { dtype }));
    }
    expect([...parameter.toArray()]).toEqual(p);
    parameter.dispose();
  });
});

test('an update makes velocities once and consumes its gradient, for ten thousand updates', () => {
  const parameters = { W: tensor(start), b: tensor([1]) };
  const optimiser = sgd({ rate: 1e-3, momentum: 0.9 });
  const makeGradient = () => ({ W: tensor(start), b: tensor([1]) });
  optimiser.update(parameters, makeGradient());
  const { liveBytes } = defaultArena();
  for (let update = 0; update < 10_000; update += 1) optimiser.update(parameters, makeGradient());
  expect(defaultArena().liveBytes).toBe(liveBytes);
  optimiser.dispose();
  // 37 float32 entries occupy 192 bytes, and one entry 64.
  expect(defaultArena().liveBytes).toBe(liveBytes - 192 - 64);
  for (const leaf of Object.values(parameters)) leaf.dispose();
});

test('velocities that are made in a tidy survive it', () => {
  const parameter = tensor([1, 1], { dtype: 'float64' });
  using optimiser = disposable(sgd({ rate: 1, momentum: 0.5 }));
  for (let update = 0; update < 2; update += 1)
    tidy(() => optimiser.update(parameter, tensor([1, 1], { dtype: 'float64' })));
  expect([...parameter.toArray()]).toEqual([-1.5, -1.5]);
  parameter.dispose();
});

test('gradients go by their names and not by their order', () => {
  const [a, b] = [tensor([0]), tensor([0])];
  sgd({ rate: 1 }).update({ a, b }, { b: tensor([2]), a: tensor([1]) });
  expect([a.item(), b.item()]).toEqual([-1, -2]);
  for (const leaf of [a, b]) leaf.dispose();
});

describe('sgd refuses, and frees the gradient all the same,', () => {
  test('a gradient that was used', () => {
    const [parameter, gradient] = [tensor([1]), tensor([1])];
    const optimiser = sgd({ rate: 1 });
    optimiser.update({ W: parameter }, { W: gradient });
    expect(() => optimiser.update({ W: parameter }, { W: gradient })).toThrow(
      new TapeError(
        "sgd: gradient 'W' was disposed; an update consumes its gradient, so a new one is needed for each",
      ),
    );
    expect(parameter.item()).toBe(0);
    parameter.dispose();
  });

  test('a parameter that was disposed of', () => {
    const parameter = tensor([1]);
    parameter.dispose();
    expectRefusal({ W: parameter }, { W: tensor([1]) }, "sgd: parameter 'W' was disposed; ");
  });

  test('a gradient of another shape or dtype', () => {
    tidy(() => {
      const parameter = tensor([1, 2]);
      const alike = (found: string): string =>
        `sgd: parameter 'W' is float32 [2] and its gradient ${found}; they must be alike`;
      expectRefusal({ W: parameter }, { W: tensor([1]) }, alike('float32 [1]'));
      expectRefusal({ W: parameter }, { W: tensor([1, 2], { dtype: 'float64' }) }, alike('float64 [2]'));
      expect([...parameter.toArray()]).toEqual([1, 2]);
    });
  });

  test('a gradient from another arena', () => {
    const parameter = tensor([1]);
    const before = useArena(new Arena());
    const gradient = tensor([1]);
    useArena(before);
    const message = "sgd: parameter 'W' and its gradient are in two arenas; make both in the same one";
    expectRefusal({ W: parameter }, { W: gradient }, message);
    parameter.dispose();
  });

  test('gradients under other names', () => {
    tidy(() => {
      const parameters = { W: tensor([1]), b: tensor([2]) };
      expect(() =>
        sgd({ rate: 1 }).update<Record<string, typeof parameters.W>>(parameters, { W: tensor([1]) }),
      ).toThrow(
        new ShapeError(
          "sgd: the parameters are 'W', 'b' and the gradients 'W'; a gradient for each parameter is needed, under " +
            'the same name',
        ),
      );
    });
  });

  test.each([-1, NaN, Infinity])('a rate or momentum of %d', (value) => {
    const needed = 'a finite number of at least 0 is needed';
    expect(() => sgd({ rate: value })).toThrow(new RangeError(`sgd: rate is ${value}; ${needed}`));
    expect(() => sgd({ rate: 1, momentum: value })).toThrow(
      new RangeError(`sgd: momentum is ${value}; ${needed}`),
    );
  });
});

type Named = Record<string, ReturnType<typeof tensor>>;

function expectRefusal(parameters: Named, gradient: Named, message: string): void {
  expect(() => sgd({ rate: 1 }).update(parameters, gradient)).toThrow(message);
  for (const leaf of Object.values(gradient)) expect(leaf.fate).toBe('disposed');
}

function disposable<T extends { dispose(): void }>(optimiser: T): T & Disposable {
  return Object.assign(optimiser, { [Symbol.dispose]: () => optimiser.dispose() });
}
