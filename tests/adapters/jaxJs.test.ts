import { describe, expect, test } from 'vitest';
import { adapt, type Report } from '../../src/adapters/jaxJs.js';
import { periodic, revolve, storeAll, withinBudget } from '../../src/index.js';
import { type Arr, type Jax, jaxJs, type Memory } from './jaxJsSupport.js';

const found = await jaxJs();

describe.runIf(found !== undefined)('scan in jax-js', () => {
  if (found === undefined) return;
  const { jax, memory }: { jax: Jax; memory: Memory } = found;
  const { numpy: np, nn, tree } = jax;
  const { scan, checkpoint } = adapt(jax);

  type LstmState = { h: Arr; c: Arr };
  type LstmParameters = { W: Arr; U: Arr };

  const lstm = ({ W, U }: LstmParameters, { h, c }: LstmState, x: Arr): LstmState => {
    const [i, f, g, o] = np.split(np.matmul(h, W).add(np.matmul(x, U)), 4, 1) as [Arr, Arr, Arr, Arr];
    const next = nn
      .sigmoid(f)
      .mul(c)
      .add(nn.sigmoid(i).mul(np.tanh(g)));
    return { h: nn.sigmoid(o).mul(np.tanh(next.ref)), c: next };
  };

  const wave = (shape: readonly number[], key: number): Arr => {
    const size = shape.reduce((product, length) => product * length, 1);
    const values = Float32Array.from({ length: size }, (_, place) => Math.sin(1.7 * place + key) / 2);
    return np.array(values, { shape });
  };

  const given = (extent: number) => ({
    parameters: { W: wave([3, 12], 1), U: wave([2, 12], 2) },
    state: { h: wave([2, 3], 3), c: wave([2, 3], 4) },
    inputs: wave([extent, 2, 2], 5),
  });

  /** Runs a body that has to leave jax-js as it found it. */
  const leavesNothing = <R>(body: () => R): R => {
    const before = [memory.bytes, memory.count];
    try {
      return body();
    } finally {
      expect([memory.bytes, memory.count]).toEqual(before);
    }
  };

  const numbersOf = (...arrays: readonly Arr[]): number[] => arrays.flatMap((each) => [...each.dataSync()]);

  const close = (found: readonly number[], expected: readonly number[]): void => {
    expect(found.length).toBe(expected.length);
    // A few tens of float32 roundings of numbers of at most 10.
    for (const [place, number] of expected.entries())
      expect(Math.abs(found[place]! - number)).toBeLessThan(1e-5);
  };

  test('the LSTM of two arrays, with losses of every step, has the gradient of jax.grad', () => {
    const plain = jax.grad(
      (W: Arr, U: Arr, h: Arr, c: Arr, x: Arr) => {
        let state = { h, c };
        let sum = np.zeros([]);
        for (let index = 0; index < 7; index += 1) {
          // A product with 1: jax-js cannot differentiate an output that is used inside, too.
          const next = lstm({ W: W.ref, U: U.ref }, state, x.ref.slice(index));
          state = { h: next.h, c: next.c.mul(1) };
          sum = sum.add(np.square(state.h.ref).sum());
        }
        for (const each of [W, U, x]) each.dispose();
        return sum.add(np.square(state.c).sum()).add(np.square(state.h).sum());
      },
      { argnums: [0, 1, 2, 3, 4] },
    );
    const one = given(7);
    const expected = numbersOf(
      ...plain(one.parameters.W, one.parameters.U, one.state.h, one.state.c, one.inputs),
    );
    // jax-js itself keeps some arrays of its eager gradient.
    leavesNothing(() => {
      const step = (p: LstmParameters, s: LstmState, x: Arr) => {
        const state = lstm(p, s, x);
        return { state, output: np.square(state.h.ref).sum() };
      };
      const all = { ...given(7), strategy: revolve({ slots: 2 }), inputGradient: true } as const;
      const { state, outputs, pullback } = scan(step, { ...all, outputs: 'sum' });
      const { h, c } = state;
      expect(outputs.shape).toEqual([]);
      outputs.dispose();
      const found = pullback({ state: { h: h.mul(2), c: c.mul(2) }, outputs: np.ones([]) });
      close(
        numbersOf(found.parameters.W, found.parameters.U, found.state.h, found.state.c, found.inputs),
        expected,
      );
    });
  });

  test('stacked outputs are the states of the plain loop, and their cotangents go to their steps', () => {
    leavesNothing(() => {
      const double = (p: Arr, s: Arr, x: Arr) => {
        const state = s.mul(p).add(x);
        return { state, output: state.ref.mul(3) };
      };
      const { state, outputs, pullback } = scan(double, {
        parameters: np.array([2], { shape: [1] }),
        state: np.array([1], { shape: [1] }),
        inputs: np.array([1, 1, 1], { shape: [3, 1] }),
        outputs: 'stack',
        strategy: periodic({ every: 2 }),
      });
      // States 3, 7, 15.
      expect(numbersOf(state, outputs)).toEqual([15, 9, 21, 45]);
      const { parameters, state: initial } = pullback({ outputs: np.array([0, 1, 0], { shape: [3, 1] }) });
      // Output 1 is 3 (p (p s + 1) + 1): by p, 3 (2 p s + 1); by s, 3 p².
      expect(numbersOf(parameters, initial)).toEqual([15, 12]);
    });
  });

  test('a step is traced once to look at it, once forward and once backward, whatever the length', () => {
    let traces = 0;
    const step = (p: Arr, s: Arr, x: Arr) => {
      traces += 1;
      return { state: np.tanh(s.mul(p).add(x)) };
    };
    for (const extent of [5, 40, 5]) {
      const state = np.ones([2]);
      const inputs = wave([extent, 2], 1);
      const strategy = revolve({ slots: 3 });
      const scanned = scan(step, { parameters: np.ones([2]), state, inputs, strategy });
      tree.dispose([scanned.pullback({ state: scanned.state }).parameters]);
    }
    expect(traces).toBe(3);
  });

  test('a state may hold counters, which have no gradient, and a step may read its index', () => {
    leavesNothing(() => {
      const step = (p: Arr, { n, s }: { n: Arr; s: Arr }, _x: readonly Arr[], index: Arr) => ({
        state: { n: n.add(1), s: s.mul(p).add(index.astype('float32')) },
      });
      const { state, pullback } = scan(step, {
        parameters: np.array([2], { shape: [1] }),
        state: { n: np.array([0], { shape: [1], dtype: 'int32' }), s: np.array([1], { shape: [1] }) },
        inputs: { extent: 3, at: () => [] as readonly Arr[] },
      });
      // 2 (2 (2 + 0) + 1) + 2
      expect(numbersOf(state.n.ref, state.s)).toEqual([3, 12]);
      const gradients = pullback({ state: { n: state.n, s: np.ones([1]) } });
      expect(numbersOf(gradients.parameters, gradients.state.n, gradients.state.s)).toEqual([13, 0, 8]);
    });
  });

  test('withinBudget keeps the arrays of a chain within its bytes, and says so when it cannot', () => {
    const step = (p: Arr, s: Arr, x: Arr) => ({ state: np.tanh(np.matmul(s, p).add(x)) });
    const gradient = (bytes: number): Report => {
      const reports: Report[] = [];
      const inputs = { extent: 64, at: (index: number) => wave([8, 16], index) };
      const { state, pullback } = scan(step, {
        ...{ parameters: wave([16, 16], 1), state: wave([8, 16], 2), inputs },
        ...{ strategy: withinBudget({ bytes }), onReport: (report: Report) => reports.push(report) },
      });
      const { parameters, state: initial } = pullback({ state });
      tree.dispose([parameters, initial]);
      return reports[0]!;
    };
    leavesNothing(() => {
      const reports = [6_144, 8_192, 16_384, 65_536].map(gradient);
      for (const [place, bytes] of [6_144, 8_192, 16_384, 65_536].entries())
        expect(reports[place]!.peakBytes).toBeLessThanOrEqual(bytes);
      const advanced = reports.map(({ advancedSteps }) => advancedSteps);
      expect(advanced).toEqual([...advanced].sort((a, b) => b - a));
      expect(advanced.at(-1)).toBe(0);
    });
    leavesNothing(() =>
      expect(() => gradient(1_000)).toThrow(
        /^withinBudget: 1000 bytes are too few for this run; at least 5632 are needed/,
      ),
    );
  });

  test('a checkpoint is the same function, and runs again for its gradient', () => {
    leavesNothing(() => {
      const f = checkpoint((x: Arr, w: Arr) => np.sin(x.mul(w)).sum());
      const [value, pullback] = f(np.array([1, 2], { shape: [2] }), np.array([3, 4], { shape: [2] }));
      close(numbersOf(value), [Math.sin(3) + Math.sin(8)]);
      const [byX, byW] = pullback(np.ones([])) as [Arr, Arr];
      const [a, b] = [Math.cos(3), Math.cos(8)];
      close(numbersOf(byX, byW), [3 * a, 4 * b, a, 2 * b]);
    });
  });

  test('a pullback that is not used is disposed of, and leaves nothing', () => {
    leavesNothing(() => {
      const { state, pullback } = scan(
        (p: LstmParameters, s: LstmState, x: Arr) => ({ state: lstm(p, s, x) }),
        {
          ...given(9),
          strategy: storeAll(),
        },
      );
      tree.dispose(state);
      pullback.dispose();
      pullback.dispose();
      expect(() => pullback({})).toThrow(
        'pullback: it was used or disposed of before; it can be used once, so call scan again',
      );
    });
  });
});
