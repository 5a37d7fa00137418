import { describe, expect, test } from 'vitest';
import {
  add,
  empty,
  gather,
  mapTree,
  matmul,
  multiply,
  normal,
  ones,
  randomStream,
  recomputeAll,
  revolve,
  scan,
  square,
  stack,
  storeAll,
  sum,
  Tape,
  type Tensor,
  tanh,
  tensor,
  tidy,
  zeros,
} from '../../src/index.js';
import { held } from '../support/held.js';

type Weights = { readonly W: Tensor; readonly U: Tensor };

const steps = 5;

/** A cell whose output is its state squared. */
const step = ({ W, U }: Weights, h: Tensor, x: Tensor) => {
  const state = tanh(add(matmul(h, W), matmul(x, U)));
  return { state, output: square(state) };
};

function given(): { parameters: Weights; state: Tensor; inputs: Tensor } {
  const stream = randomStream('scan');
  const drawn = (...shape: number[]): Tensor => normal(shape, { key: stream.key() });
  return { parameters: { W: drawn(3, 3), U: drawn(2, 3) }, state: drawn(2, 3), inputs: drawn(steps, 2, 2) };
}

const rows = (x: Tensor): Tensor[] =>
  Array.from({ length: steps }, (_, t) => gather(x, tensor(t, { dtype: 'int32' })));

const numbers = (x: Tensor): number[] => Array.from(x.toArray());

describe('values', () => {
  test('are those of a loop, outside of any tape', () => {
    const before = held();
    tidy(() => {
      const { parameters, state, inputs } = given();
      const outputs: Tensor[] = [];
      let h = state;
      for (const x of rows(inputs)) {
        const result = step(parameters, h, x);
        h = result.state;
        outputs.push(result.output);
      }
      const total = outputs.reduce((a, b) => add(a, b), zeros([2, 3]));
      const all = { parameters, state, inputs };
      expect(numbers(scan(step, all).state)).toEqual(numbers(h));
      expect(scan(step, all).outputs).toBeUndefined();
      expect(numbers(scan(step, { ...all, outputs: 'sum' }).outputs)).toEqual(numbers(total));
      expect(numbers(scan(step, { ...all, outputs: 'stack' }).outputs)).toEqual(numbers(stack(outputs)));
    });
    expect(held()).toEqual(before);
  });

  test('are the same where inputs are made on demand', () => {
    tidy(() => {
      const { inputs, ...rest } = given();
      const all = rows(inputs);
      const onDemand = { extent: steps, at: (index: number): Tensor => all[index]! };
      expect(numbers(scan(step, { ...rest, inputs: onDemand }).state)).toEqual(
        numbers(scan(step, { ...rest, inputs }).state),
      );
    });
  });

  test('of a chain of no steps are the initial state', () => {
    tidy(() => {
      const { inputs: _, ...rest } = given();
      const { state, outputs } = scan(step, { ...rest, inputs: zeros([0, 2, 2]) });
      expect(numbers(state)).toEqual(numbers(rest.state));
      expect(outputs).toBeUndefined();
    });
  });

  test('may be passed on untouched, be whole numbers, and come back under names in another order', () => {
    tidy(() => {
      const state = { count: tensor(3, { dtype: 'int32' }), h: ones([2]) };
      const pass = (_: object, { count, h }: typeof state) => ({ state: { h: add(h, h), count } });
      const inputs = { extent: 4, at: () => empty };
      const last = scan(pass, { parameters: empty, state, inputs }).state;
      expect(Object.keys(last)).toEqual(['count', 'h']);
      expect(last.count.item()).toBe(3);
      expect(numbers(last.h)).toEqual([16, 16]);
    });
  });

  test('get the index of their step', () => {
    tidy(() => {
      const inputs = { extent: 4, at: () => empty };
      const count = (_: object, h: Tensor, __: object, index: number) => ({
        state: add(multiply(h, 10), index),
      });
      expect(scan(count, { parameters: empty, state: zeros([]), inputs }).state.item()).toBe(123);
    });
  });
});

describe('gradients', () => {
  /** The gradient of a loss at a point, which outlives the run. */
  function gradientAt<P extends Readonly<Record<string, Tensor>>>(
    loss: (p: P) => Tensor,
    p: P,
  ): Record<string, number[]> {
    const { gradient } = new Tape({ strategy: revolve({ slots: 2 }) }).gradient(loss, p);
    return Object.fromEntries(Object.entries(gradient).map(([name, leaf]) => [name, numbers(leaf)]));
  }

  // In small whole numbers nothing is rounded, so the closed forms below hold to the bit.
  test('reach the initial state and every input', () => {
    tidy(() => {
      // h' = 2 h + x, from h: the last state is 8 h + 4 x0 + 2 x1 + x2.
      const double = (_: object, h: Tensor, x: Tensor) => ({ state: add(multiply(h, 2), x) });
      const found = gradientAt(
        ({ h, x }) => sum(scan(double, { parameters: empty, state: h, inputs: x }).state),
        {
          h: tensor([1, 2]),
          x: tensor([
            [1, 2],
            [3, 4],
            [5, 6],
          ]),
        },
      );
      expect(found).toEqual({ h: [8, 8], x: [4, 4, 2, 2, 1, 1] });
    });
  });

  test('reach what the inputs were computed from', () => {
    tidy(() => {
      const squares = (_: object, s: typeof empty, x: Tensor) => ({ state: s, output: sum(square(x)) });
      const found = gradientAt(
        ({ p }) =>
          scan(squares, { parameters: empty, state: empty, inputs: multiply(p, 3), outputs: 'sum' }).outputs,
        {
          p: tensor([
            [1, 2],
            [3, 4],
          ]),
        },
      );
      expect(found).toEqual({ p: [18, 36, 54, 72] });
    });
  });

  test('of stacked outputs are weighed entry by entry', () => {
    tidy(() => {
      const scale = ({ p }: { p: Tensor }, s: typeof empty, x: Tensor) => ({
        state: s,
        output: multiply(p, x),
      });
      const inputs = tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]);
      const weights = tensor([
        [1, 0],
        [0, 10],
        [100, 100],
      ]);
      const found = gradientAt(
        ({ p }) => {
          const options = { parameters: { p }, state: empty, inputs, outputs: 'stack' } as const;
          return sum(multiply(scan(scale, options).outputs, weights));
        },
        { p: tensor([1, 1]) },
      );
      expect(found).toEqual({ p: [1 + 500, 40 + 600] });
    });
  });

  test('of a parameter count every use: in a step, as the state, and beside the scan', () => {
    tidy(() => {
      // h' = h p from p, over 3 steps: p^4. With p² beside it the derivative is 4 p³ + 2 p.
      const power = (p: Tensor, h: Tensor) => ({ state: multiply(h, p) });
      const inputs = { extent: 3, at: () => empty };
      const found = gradientAt(
        ({ p }) => add(scan(power, { parameters: p, state: p, inputs }).state, square(p)),
        { p: tensor(3) },
      );
      expect(found).toEqual({ p: [4 * 27 + 6] });
    });
  });

  test('pass through a chain of no steps', () => {
    tidy(() => {
      const power = (p: Tensor, h: Tensor) => ({ state: multiply(h, p) });
      const inputs = { extent: 0, at: () => empty };
      const found = gradientAt(
        ({ p, h }) => sum(square(scan(power, { parameters: p, state: h, inputs }).state)),
        { p: tensor([7, 7]), h: tensor([1, 2]) },
      );
      expect(found).toEqual({ p: [0, 0], h: [2, 4] });
    });
  });

  test('of one step are those of the step alone', () => {
    tidy(() => {
      const { parameters, state, inputs } = given();
      const x = gather(inputs, tensor([0], { dtype: 'int32' }));
      const alone = gradientAt((p) => sum(square(step(p, state, rows(inputs)[0]!).state)), parameters);
      const found = gradientAt(
        (p) => sum(square(scan(step, { parameters: p, state, inputs: x }).state)),
        parameters,
      );
      expect(found).toEqual(alone);
    });
  });

  test('of a chain in a list of trees are in the form of the parameters', () => {
    tidy(() => {
      const parameters = [{ a: tensor([1, 2]) }, [tensor([3, 4])]] as const;
      const mix = ([{ a }, [b]]: typeof parameters, h: Tensor, x: Tensor) => ({
        state: add(h, multiply(multiply(a, b), x)),
      });
      const inputs = tensor([
        [1, 1],
        [2, 2],
      ]);
      const { gradient } = new Tape().gradient(
        (p: typeof parameters) => sum(scan(mix, { parameters: p, state: zeros([2]), inputs }).state),
        parameters,
      );
      const plain = mapTree(gradient, (leaf) => leaf);
      expect(numbers(plain[0].a)).toEqual([9, 12]);
      expect(numbers(plain[1][0])).toEqual([3, 6]);
    });
  });
});

describe('bytes', () => {
  test('are charged to the input where nothing is differentiated by them, whatever the step calls them', () => {
    tidy(() => {
      const [learnt, fixed] = [ones([64]), ones([256])];
      const mix = ({ p, c }: { p: Tensor; c: Tensor }, h: Tensor, x: Tensor) => ({
        state: add(multiply(h, p), multiply(sum(c), x)),
      });
      const inputs = ones([4, 64]);
      const loss = (p: Tensor): Tensor =>
        sum(scan(mix, { parameters: { p, c: fixed }, state: zeros([64]), inputs }).state);
      const { peakByAccount } = new Tape({ strategy: revolve({ slots: 2 }) }).gradient(loss, learnt).report;
      expect(peakByAccount).toMatchObject({ parameter: 64 * 4, input: (256 + 4 * 64) * 4 });
    });
  });
});

describe('strategies', () => {
  const report = (options: { tape?: ReturnType<typeof storeAll>; own?: ReturnType<typeof storeAll> }) =>
    tidy(() => {
      const { parameters, state, inputs } = given();
      const { tape, own } = options;
      const loss = (p: Weights): Tensor => {
        const all = { parameters: p, state, inputs, ...(own ? { strategy: own } : {}) };
        return sum(square(scan(step, all).state));
      };
      return new Tape({ ...(tape ? { strategy: tape } : {}) }).gradient(loss, parameters).report;
    });

  test('are the tape’s, or the scan’s own where it has one', () => {
    expect(report({}).advancedSteps).toBe(0);
    expect(report({ tape: recomputeAll() }).advancedSteps).toBe(10);
    expect(report({ tape: storeAll(), own: recomputeAll() }).advancedSteps).toBe(10);
    expect(report({ tape: recomputeAll(), own: storeAll() }).advancedSteps).toBe(0);
  });

  test('say so where a chain cannot use their slots', () => {
    const { remarks, peakSlots } = report({ tape: revolve({ slots: 40 }) });
    expect(remarks).toEqual([
      'revolve: 40 slots were asked for; a chain of 5 steps can use 4',
      'revolve(40): 1088 bytes at the peak and 4 extra steps, no fewer than the 1088 bytes of recording everything',
    ]);
    expect(peakSlots).toBe(4);
    expect(report({ tape: revolve({ slots: 4 }) }).remarks).toHaveLength(1);
    expect(report({ tape: storeAll() }).remarks).toEqual([]);
  });

  test('are not asked for a scan that nothing is differentiated through', () => {
    tidy(() => {
      const { parameters, state, inputs } = given();
      const constant = (p: Tensor): Tensor =>
        sum(multiply(p, sum(scan(step, { parameters, state, inputs }).state)));
      const { report } = new Tape({ strategy: recomputeAll() }).gradient(constant, ones([2]));
      expect(report).toMatchObject({ advancedSteps: steps, recordedSteps: 0, sweptSteps: 0 });
    });
  });
});
