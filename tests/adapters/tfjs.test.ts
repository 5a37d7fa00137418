import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { adapt, type Report } from '../../src/adapters/tfjs.js';
import { periodic, recomputeAll, revolve, storeAll } from '../../src/index.js';
import { announce } from './support/announce.js';
import { type Tensor, tensorFlow } from './support/tensorflow.js';

const backends = ['cpu', 'wasm'] as const;
const found = await tensorFlow('cpu');

announce(found);

for (const backend of found === undefined ? [] : backends) {
  const tf = found!;

  describe(`TensorFlow.js, ${backend}`, () => {
    const { scan, checkpoint } = adapt(tf);
    const [steps, batch, hidden, width] = [17, 3, 5, 4];
    let before: object = {};

    beforeEach(async () => {
      await tensorFlow(backend);
      before = counts();
    });

    afterEach(() => {
      expect(counts()).toEqual(before);
    });

    const counts = () => {
      const { numTensors, numBytes, numDataBuffers } = tf.memory();
      return { numTensors, numBytes, numDataBuffers };
    };
    const normal = (shape: readonly number[], seed: number) =>
      tf.randomNormal(shape, 0, 0.4, 'float32', seed);
    const numbers = (tensors: readonly Tensor[]) => tensors.map((each) => [...each.dataSync()]);
    const elman = ({ W, U, b }: Record<'W' | 'U' | 'b', Tensor>, h: Tensor, x: Tensor) =>
      tf.tanh(tf.add(tf.add(tf.matMul(h, W), tf.matMul(x, U)), b));
    const weights = () => [
      normal([hidden, hidden], 2),
      normal([width, hidden], 3),
      normal([hidden], 4),
      normal([batch, hidden], 1),
      normal([steps, batch, width], 5),
    ];
    const named = ([W, U, b, h, x]: readonly Tensor[]) => ({ W: W!, U: U!, b: b!, h: h!, x: x! });

    /** What `body` returns, and the most bytes that were live meanwhile beyond those before. */
    function peakOf<R>(body: () => R): [R, number] {
      const { state } = tf.engine();
      const before = state.numBytes;
      let [bytes, peak] = [before, before];
      const set = (next: number): void => {
        bytes = next;
        peak = Math.max(peak, next);
      };
      const value = { get: () => bytes, set, configurable: true, enumerable: true };
      Object.defineProperty(state, 'numBytes', value);
      const result = body();
      Object.defineProperty(state, 'numBytes', {
        value: bytes,
        writable: true,
        configurable: true,
        enumerable: true,
      });
      return [result, peak - before];
    }

    /** Both gradients, which have to be equal to the bit, but for the order in which `sums` contributions are added. */
    function compared(
      plain: (...leaves: Tensor[]) => Tensor,
      ours: (...leaves: Tensor[]) => Tensor,
      leaves: () => Tensor[],
      sums = 0,
    ): void {
      tf.tidy(() => {
        const given = leaves();
        const expected = numbers(tf.grads(plain)(given));
        expect(expected.flat().some((number) => number !== 0)).toBe(true);
        const found = numbers(tf.grads(ours)(given));
        if (sums === 0) expect(found).toEqual(expected);
        // Every addition is off by half a unit in the last place of 24 bits, of a sum that may be larger than what is left.
        const scale = Math.max(...expected.flat().map(Math.abs));
        found.flat().forEach((number, place) => {
          expect(Math.abs(number - expected.flat()[place]!)).toBeLessThanOrEqual(sums * 4 * 2 ** -24 * scale);
        });
      });
    }

    test('an Elman network has the gradients of the plain loop', () => {
      compared(
        (...leaves) => {
          const { h, x, ...parameters } = named(leaves);
          return tf.sum(tf.square(tf.unstack(x).reduce((state, row) => elman(parameters, state, row), h)));
        },
        (...leaves) => {
          const { h, x, ...parameters } = named(leaves);
          const step = (p: typeof parameters, h: Tensor, x: Tensor) => ({ state: elman(p, h, x) });
          const { state } = scan(step, { parameters, state: h, inputs: x, strategy: revolve({ slots: 3 }) });
          return tf.sum(tf.square(state));
        },
        weights,
      );
    });

    const lstm = (p: { W: Tensor; U: Tensor; b: Tensor }, { h, c }: { h: Tensor; c: Tensor }, x: Tensor) => {
      const [i, f, g, o] = tf.split(tf.add(tf.add(tf.matMul(h, p.W), tf.matMul(x, p.U)), p.b), 4, 1);
      const cell = tf.add(tf.mul(tf.sigmoid(f!), c), tf.mul(tf.sigmoid(i!), tf.tanh(g!)));
      return { h: tf.mul(tf.sigmoid(o!), tf.tanh(cell)), c: cell };
    };
    const lstmWeights = () => [
      normal([hidden, 4 * hidden], 2),
      normal([width, 4 * hidden], 3),
      normal([4 * hidden], 4),
      normal([batch, hidden], 1),
      normal([steps, batch, width], 5),
    ];

    test.each([storeAll(), recomputeAll(), periodic({ every: 5 })])(
      'an LSTM whose loss is that of every step has the gradients of the plain loop under $name',
      (strategy) => {
        compared(
          (...leaves) => {
            const { h, x, ...p } = named(leaves);
            let state = { h, c: h };
            const losses = tf.unstack(x).map((row) => {
              state = lstm(p, state, row);
              return tf.mean(tf.square(state.h));
            });
            return losses.reduce((sum, loss) => tf.add(sum, loss));
          },
          (...leaves) => {
            const { h, x, ...parameters } = named(leaves);
            const step = (p: typeof parameters, before: { h: Tensor; c: Tensor }, row: Tensor) => {
              const state = lstm(p, before, row);
              return { state, output: tf.mean(tf.square(state.h)) };
            };
            const state = { h, c: h };
            return scan(step, { parameters, state, inputs: x, outputs: 'sum', strategy }).outputs;
          },
          lstmWeights,
        );
      },
    );

    test('a step may return what it was given, and a tensor twice', () => {
      const shift = (W: Tensor, { a, b, c }: { a: Tensor; b: Tensor; c: Tensor }, x: Tensor) => {
        const next = tf.tanh(tf.add(tf.matMul(a, W), b));
        return { state: { a: next, b: x, c: tf.mul(c, 1) }, output: next, last: a };
      };
      compared(
        (W, h, x) => {
          let [state, total] = [{ a: h!, b: h!, c: h! }, tf.scalar(0)];
          tf.unstack(x!).forEach((row, t) => {
            const next = shift(W!, state, row);
            state = t % 2 === 0 ? next.state : { ...next.state, a: next.last, c: next.last };
            total = tf.add(total, tf.sum(next.output));
          });
          return tf.add(total, tf.add(tf.sum(tf.mul(state.a, state.b)), tf.sum(state.c)));
        },
        (W, h, x) => {
          const step = (W: Tensor, before: { a: Tensor; b: Tensor; c: Tensor }, row: Tensor, t: number) => {
            const { state, output, last } = shift(W, before, row);
            return { state: t % 2 === 0 ? state : { ...state, a: last, c: last }, output: tf.sum(output) };
          };
          const { state, outputs } = scan(step, {
            parameters: W!,
            state: { a: h!, b: h!, c: h! },
            inputs: x!,
            outputs: 'sum',
            strategy: revolve({ slots: 3 }),
          });
          return tf.add(outputs, tf.add(tf.sum(tf.mul(state.a, state.b)), tf.sum(state.c)));
        },
        () => [normal([hidden, hidden], 2), normal([batch, hidden], 1), normal([steps, batch, hidden], 5)],
        3 * steps,
      );
    });

    test('outputs that are stacked, and a last state beside them, have the gradients of the plain loop', () => {
      compared(
        (...leaves) => {
          const { h, x, ...p } = named(leaves);
          let state = h;
          const states = tf.unstack(x).map((row) => {
            state = elman(p, state, row);
            return tf.square(state);
          });
          return tf.add(tf.sum(tf.sigmoid(tf.stack(states))), tf.sum(state));
        },
        (...leaves) => {
          const { h, x, ...parameters } = named(leaves);
          const step = (p: typeof parameters, before: Tensor, row: Tensor) => {
            const state = elman(p, before, row);
            return { state, output: tf.square(state) };
          };
          const { state, outputs } = scan(step, {
            parameters,
            state: h,
            inputs: x,
            outputs: 'stack',
            strategy: revolve({ slots: 2 }),
          });
          return tf.add(tf.sum(tf.sigmoid(outputs)), tf.sum(state));
        },
        weights,
      );
    });

    test('ten steps of Adam over variables have the losses of the plain loop, and hold no more than one', () => {
      const losses = (ours: boolean): number[] =>
        tf.tidy(() => {
          const variables = weights()
            .slice(0, 3)
            .map((initial) => tf.variable(initial));
          const [W, U, b] = variables;
          const parameters = { W: W!, U: U!, b: b! };
          const [, , , h, x] = weights();
          const optimizer = tf.train.adam(0.01);
          const rows = tf.unstack(x!);
          const last = (): Tensor =>
            ours
              ? scan((p: typeof parameters, h: Tensor, x: Tensor) => ({ state: elman(p, h, x) }), {
                  parameters,
                  state: h!,
                  inputs: x!,
                  strategy: revolve({ slots: 4 }),
                }).state
              : rows.reduce((state, row) => elman(parameters, state, row), h!);
          const found: number[] = [];
          let live = 0;
          for (let epoch = 0; epoch < 10; epoch += 1) {
            const loss = optimizer.minimize(() => tf.mean(tf.square(last())), true, variables);
            found.push(loss.dataSync()[0]!);
            loss.dispose();
            if (epoch === 1) live = tf.memory().numTensors;
          }
          expect(tf.memory().numTensors).toBe(live);
          optimizer.dispose();
          for (const variable of variables) variable.dispose();
          return found;
        });
      const plain = losses(false);
      expect(plain[9]).toBeLessThan(plain[0]!);
      expect(losses(true)).toEqual(plain);
    });

    test('variables that a step reads from around it are found, if they are among the parameters', () => {
      const W = tf.tidy(() => tf.variable(normal([hidden, hidden], 2)));
      tf.tidy(() => {
        const h = normal([batch, hidden], 1);
        const loss = () => {
          const step = (_: Tensor, h: Tensor) => ({ state: tf.tanh(tf.matMul(h, W)) });
          const inputs = { extent: steps, at: () => [] };
          return tf.sum(
            scan(step, { parameters: W, state: h, inputs, strategy: revolve({ slots: 2 }) }).state,
          );
        };
        const plain = () => {
          let state = h;
          for (let t = 0; t < steps; t += 1) state = tf.tanh(tf.matMul(state, W));
          return tf.sum(state);
        };
        const { value, grads } = tf.variableGrads(loss, [W]);
        const expected = tf.variableGrads(plain, [W]);
        expect(numbers([value, ...Object.values(grads)])).toEqual(
          numbers([expected.value, ...Object.values(expected.grads)]),
        );
      });
      W.dispose();
    });

    test('a cell of tf.layers is a step, with its weights as parameters', () => {
      const cell = tf.layers.lstmCell({ units: hidden });
      cell.build([null, width]);
      const parameters = cell.trainableWeights.map(({ val }) => val);
      tf.tidy(() => {
        const [state, x] = [
          [tf.zeros([batch, hidden]), tf.zeros([batch, hidden])],
          normal([steps, batch, width], 5),
        ];
        const step = (_: readonly Tensor[], before: Tensor[], row: Tensor) => ({
          state: cell.call([row, ...before], {}).slice(1),
        });
        const plain = () => tf.unstack(x).reduce((before, row) => step([], before, row).state, state)[0]!;
        const ours = () =>
          scan(step, { parameters, state, inputs: x, strategy: revolve({ slots: 3 }) }).state[0]!;
        const [expected, found] = [plain, ours].map((last) =>
          tf.variableGrads(() => tf.sum(tf.square(last())), parameters),
        );
        const names = Object.keys(expected!.grads);
        expect(names.length).toBe(3);
        for (const name of names)
          expect(numbers([found!.grads[name]!])).toEqual(numbers([expected!.grads[name]!]));
      });
      tf.dispose(parameters);
    });

    test('inputs are made on demand, again for each run of a step, and disposed of', () => {
      compared(
        (W) => {
          let state = tf.zeros([batch, hidden]);
          for (let t = 0; t < steps; t += 1)
            state = tf.tanh(tf.add(tf.matMul(state, W!), normal([hidden], t + 1)));
          return tf.sum(state);
        },
        (W) => {
          const step = (W: Tensor, h: Tensor, x: Tensor) => ({ state: tf.tanh(tf.add(tf.matMul(h, W), x)) });
          const inputs = { extent: steps, at: (t: number) => normal([hidden], t + 1) };
          const state = tf.zeros([batch, hidden]);
          return tf.sum(scan(step, { parameters: W!, state, inputs, strategy: revolve({ slots: 2 }) }).state);
        },
        () => [normal([hidden, hidden], 2)],
      );
    });

    test('without a gradient it only runs, and what it returns belongs to the scope around it', () => {
      tf.tidy(() => {
        const { h, x, ...parameters } = named(weights());
        const live = tf.memory().numTensors;
        const step = (p: typeof parameters, h: Tensor, x: Tensor) => ({ state: elman(p, h, x), output: h });
        const { state, outputs } = scan(step, { parameters, state: h, inputs: x, outputs: 'stack' });
        expect(tf.memory().numTensors).toBe(live + 2);
        expect(outputs.shape).toEqual([steps, batch, hidden]);
        expect(numbers([state])).toEqual(
          numbers([tf.unstack(x).reduce((state, row) => elman(parameters, state, row), h)]),
        );
      });
    });

    test('the report has the exact counts, and the most bytes that were live', () => {
      tf.tidy(() => {
        const leaves = weights();
        const found: Report[] = [];
        const [, outer] = peakOf(() =>
          tf.grads((...given) => {
            const { h, x, ...parameters } = named(given);
            const step = (p: typeof parameters, h: Tensor, x: Tensor) => ({ state: elman(p, h, x) });
            const onReport = (report: Report) => void found.push(report);
            const options = { parameters, state: h, inputs: x, strategy: recomputeAll(), onReport };
            return tf.sum(scan(step, options).state);
          })(leaves),
        );
        const { peakBytes, strategy, advancedSteps, recordedSteps, sweptSteps } = found[0]!;
        expect({ peakBytes, strategy, advancedSteps, recordedSteps, sweptSteps }).toEqual({
          peakBytes: outer,
          strategy: 'recompute all',
          advancedSteps: (steps * (steps - 1)) / 2,
          recordedSteps: steps,
          sweptSteps: steps,
        });
      });
    });

    test('a checkpointed function has the same gradient, and runs again for it', () => {
      let runs = 0;
      const block = (W: Tensor, x: Tensor) => {
        runs += 1;
        let y = x;
        for (let layer = 0; layer < 4; layer += 1) y = tf.tanh(tf.matMul(y, W));
        return y;
      };
      compared(
        (V, W, x) => tf.sum(block(V!, block(W!, x!))),
        (V, W, x) => tf.sum(checkpoint(block)(V!, checkpoint(block)(W!, x!))),
        () => [normal([hidden, hidden], 2), normal([hidden, hidden], 3), normal([batch, hidden], 1)],
      );
      expect(runs).toBe(2 + 4);
    });

    test('a scan in a step of a scan, and a checkpoint in it, have the gradients of the plain loops', () => {
      const inner = (W: Tensor, h: Tensor) => tf.tanh(tf.matMul(h, W));
      compared(
        (W, h) => {
          let state = h!;
          for (let t = 0; t < 12; t += 1) state = inner(W!, state);
          return tf.sum(state);
        },
        (W, h) => {
          const inputs = (extent: number) => ({ extent, at: () => [] });
          const nested = (W: Tensor, state: Tensor) =>
            scan((W: Tensor, h: Tensor) => ({ state: checkpoint(inner)(W, h) }), {
              parameters: W,
              state,
              inputs: inputs(3),
              strategy: recomputeAll(),
            });
          const strategy = revolve({ slots: 2 });
          return tf.sum(scan(nested, { parameters: W!, state: h!, inputs: inputs(4), strategy }).state);
        },
        () => [normal([hidden, hidden], 2), normal([batch, hidden], 1)],
        12,
      );
    });
  });
}
