import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { adapt } from '../../src/adapters/tfjs.js';
import {
  ChainError,
  PurityError,
  recomputeAll,
  revolve,
  ShapeError,
  sample,
  TapeError,
} from '../../src/index.js';
import { announce } from './support/announce.js';
import { type Tensor, type TensorFlow, tensorFlow } from './support/tensorflow.js';

const tf = await tensorFlow('cpu');

announce(tf);

const needed =
  "TensorFlow.js 4.22 is needed: npm install @tensorflow/tfjs@4.22, import * as tf from '@tensorflow/tfjs'";

describe('what is adapted', () => {
  test.each([
    [undefined, 'what it was given is not TensorFlow.js'],
    [{ tensor: () => {} }, 'what it was given is not TensorFlow.js'],
    [{ version_core: '3.21.0', engine: () => ({}) }, 'this is TensorFlow.js 3.21.0'],
    [{ version_core: '4.21.0', engine: () => ({ state: {} }) }, 'this is TensorFlow.js 4.21.0'],
    [{ version_core: '5.0.0', engine: () => ({}) }, 'this is TensorFlow.js 5.0.0'],
  ])('is refused unless it is TensorFlow.js 4.22: %j', (given, found) => {
    expect(() => adapt(given as never)).toThrow(new TypeError(`adapt: ${found}; ${needed}`));
  });

  test.runIf(tf)('is refused if it has no gradients', () => {
    const core = { ...(tf as object), getGradient: () => undefined };
    const found = 'no gradients are registered, as where @tensorflow/tfjs-core is used alone';
    expect(() => adapt(core as never)).toThrow(new TypeError(`adapt: ${found}; ${needed}`));
  });
});

if (tf !== undefined) refusals(tf);

function refusals(tf: TensorFlow): void {
  const { scan, checkpoint } = adapt(tf);
  type Given = { readonly step?: unknown } & Record<string, unknown>;
  let before: object = {};

  beforeEach(() => {
    before = engine();
  });

  afterEach(() => {
    expect(engine()).toEqual(before);
  });

  /** What there is, and what the engine thinks that it is doing. */
  function engine(): object {
    const { gradientDepth, kernelDepth, scopeStack, activeScope } = tf.engine().state;
    const { numTensors, numBytes } = tf.memory();
    return {
      gradientDepth,
      kernelDepth,
      scopes: [...(scopeStack as [])],
      activeScope: activeScope ?? null,
      numTensors,
      numBytes,
    };
  }

  /** A gradient of a chain of three steps, with some of it given. */
  function gradient({ step, ...given }: Given): void {
    tf.tidy(() => {
      const [W, h, x] = [tf.ones([2, 2]), tf.ones([1, 2]), tf.ones([3, 1, 2])];
      const usual = (W: Tensor, h: Tensor, x: Tensor) => ({ state: tf.tanh(tf.add(tf.matMul(h, W), x)) });
      tf.grads((W, h) => {
        const options = { parameters: W, state: h, inputs: x, strategy: revolve({ slots: 1 }), ...given };
        const { state, outputs } = scan((step ?? usual) as typeof usual, options as never);
        return tf.sum((outputs ?? state) as Tensor);
      })([W, h]);
    });
  }

  function refuses(given: Given, error: Error): void {
    let found: unknown;
    try {
      gradient(given);
    } catch (thrown) {
      found = thrown;
    }
    expect(found).toEqual(error);
    expect(found).toBeInstanceOf(error.constructor);
  }

  describe('a step', () => {
    const returning = (state: (h: Tensor) => unknown) => (_: Tensor, h: Tensor) => ({ state: state(h) });

    test.each(['made', 'input'] as const)('that remembers a tensor of its own: %s', (what) => {
      let last: Tensor | undefined;
      const step = (W: Tensor, h: Tensor, x: Tensor): { state: Tensor } => {
        const made = tf.matMul(x, W);
        const state = tf.add(h, last ?? made);
        last = { made, input: x }[what];
        return { state };
      };
      const gone =
        'step 1 reads an array that is gone, such as one that it has kept in a variable since an earlier run; ' +
        'a step keeps nothing and may run again: return what is needed later in the state or the output';
      refuses({ step }, new ChainError(gone));
    });

    test.each<[string, Given, Error]>([
      [
        'another shape',
        { step: returning((h) => tf.reshape(h, [2])) },
        new ChainError(
          "step 0: its state is float32 [2] but was float32 [1, 2] before; a chain's state keeps its shape and dtype",
        ),
      ],
      [
        'another dtype',
        { step: returning((h) => tf.cast(h, 'int32')) },
        new ChainError(
          "step 0: its state is int32 [1, 2] but was float32 [1, 2] before; a chain's state keeps its shape and dtype",
        ),
      ],
      [
        'other names',
        { step: returning((h) => ({ h: tf.tanh(h) })) },
        new ChainError(
          "step 0: its state has 'h' but had one tensor before; a chain's state keeps its names",
        ),
      ],
      [
        'no state',
        { step: (_: Tensor, h: Tensor) => tf.tanh(h) },
        new ChainError(
          'step 0: it returned a tensor float32 [1, 2]; { state } or { state, output } is needed',
        ),
      ],
      [
        'nothing',
        { step: () => undefined },
        new ChainError('step 0: it returned nothing; { state } or { state, output } is needed'),
      ],
      [
        'a promise',
        { step: async (_: Tensor, h: Tensor) => ({ state: h }) },
        new ChainError(
          'step 0: it returned a promise (a step cannot be asynchronous); { state } or { state, output } is needed',
        ),
      ],
      [
        'a number for a state',
        { step: () => ({ state: 3 }) },
        new ChainError(
          'scan, step 0: state is 3; a tensor, or a plain object or list of tensors, is needed: make one of it',
        ),
      ],
      [
        'no output where one is needed',
        { outputs: 'sum' },
        new ChainError(
          "step 0: it returned no output, which 'sum' and 'stack' need; return { state, output }, or use outputs: 'none'",
        ),
      ],
      [
        'a tensor that it disposed of',
        {
          step: returning((h) => {
            const state = tf.tanh(h);
            state.dispose();
            return state;
          }),
        },
        new ChainError('step 0: what it returned was disposed of; a step returns tensors that are alive'),
      ],
    ])('may not return %s', (_, given, error) => {
      refuses(given, error);
    });

    test.each([
      ['parameter', 0, "''"],
      ['state', 1, "''"],
      ['input', 2, "''"],
    ])('may not dispose of its %s', (what, place, name) => {
      const step = (...given: Tensor[]) => {
        const state = tf.tanh(given[1]!);
        given[place]!.dispose();
        return { state };
      };
      const error = `step 0: it disposed of ${what} ${name}, which it was lent; a step disposes of nothing that it is given`;
      refuses({ step }, new ChainError(error));
    });

    test('may not read a variable that is no parameter', () => {
      const v = tf.tidy(() => tf.variable(tf.ones([1, 2]), true, 'the gain'));
      refuses(
        { step: (_: Tensor, h: Tensor) => ({ state: tf.mul(h, v) }) },
        new ChainError(
          "step 2: it reads the variable 'the gain' float32 [1, 2] from outside, which would get no gradient; pass it " +
            'in parameters (a constant costs nothing there), or in inputs, or make it in the step',
        ),
      );
      v.dispose();
    });

    test('may not read a tensor that is no parameter, but one that has no gradient', () => {
      const [mask, places] = [tf.ones([1, 2]), tf.tensor([1, 0], [2], 'int32')];
      refuses(
        { step: (_: Tensor, h: Tensor) => ({ state: tf.mul(h, mask) }) },
        new ChainError(
          'step 2: it reads a tensor float32 [1, 2] from outside, which would get no gradient; pass it in parameters ' +
            '(a constant costs nothing there), or in inputs, or make it in the step',
        ),
      );
      gradient({ step: (_: Tensor, h: Tensor) => ({ state: tf.mul(h, tf.cast(places, 'float32')) }) });
      tf.dispose([mask, places]);
    });

    test('that is not pure is found where boundaries are checked', () => {
      const impure = () => {
        let runs = 0;
        return (_: Tensor, h: Tensor) => {
          runs += 1;
          return { state: tf.add(h, runs) };
        };
      };
      const strategy = recomputeAll();
      gradient({ step: impure(), strategy });
      refuses(
        { step: impure(), strategy, check: 'boundaries' },
        new PurityError(
          'scan: step 0 is not a pure function: run again, it left another state than the first time. Usual causes: ' +
            'Math.random, Date or a dropout without a seed of the step in it, a counter outside that it changes, an input ' +
            'that was changed in place. Pass what changes as state or inputs',
        ),
      );
      gradient({ strategy, check: 'boundaries' });
    });
  });

  describe('options', () => {
    test.each<[string, Given, Error]>([
      [
        'a step that is no function',
        { step: 3 },
        new ChainError(
          'scan: step is 3; a function (parameters, state, input, index) => ({ state }) is needed',
        ),
      ],
      [
        'an unknown mode of outputs',
        { outputs: 'last' },
        new RangeError("scan: outputs is 'last'; 'sum', 'stack' or 'none' is needed"),
      ],
      [
        'a strategy that was not called',
        { strategy: revolve },
        new TypeError('scan: strategy is a function: call it; one is needed, such as revolve({ slots: 8 })'),
      ],
      [
        'a strategy of estimates',
        { strategy: { ...revolve({ slots: 1 }), keep: sample({ fraction: 0.5 }) } },
        new TypeError(
          'scan: revolve(1) keeps estimates (sample(0.5)), which are of tensors of our own; use it without keep',
        ),
      ],
      [
        'parameters that are no tensors',
        { parameters: { W: [1, 2] } },
        new ChainError(
          'scan: parameters.W.0 is 1; a tensor, or a plain object or list of tensors, is needed: make one of it',
        ),
      ],
      [
        'a state that is missing',
        { state: undefined },
        new ChainError('scan: state is undefined; a tensor, or a plain object or list of tensors, is needed'),
      ],
      [
        'on-demand inputs without an extent',
        { inputs: { at: () => [] } },
        new RangeError('scan: extent is undefined; a whole number of at least 0 is needed'),
      ],
      [
        'inputs that are none',
        { inputs: {} },
        new ShapeError('scan: inputs have no tensors; give tensors [steps, ...], or { extent, at(index) }'),
      ],
      [
        'outputs of no steps',
        { inputs: { extent: 0, at: () => [] }, outputs: 'stack' },
        new ChainError("scan: there are no steps, so there is no output to stack; use outputs: 'none'"),
      ],
    ])('%s', (_, given, error) => {
      refuses(given, error);
    });

    test('inputs of unequal lengths', () => {
      const inputs = { x: tf.ones([3, 1, 2]), y: tf.ones([1, 2]) };
      refuses(
        { inputs },
        new ShapeError(
          "scan: input 'y' is float32 [1, 2] and 'x' is float32 [3, 1, 2]; all need the same first axis, the steps",
        ),
      );
      tf.dispose(Object.values(inputs));
    });

    test('inputs on demand that would need a gradient', () => {
      const v = tf.tidy(() => tf.variable(tf.ones([1, 2])));
      const error = (index: number) =>
        new ChainError(
          `scan: input ${index} depends on float32 [1, 2] that is differentiated by, and inputs made on demand get no gradient; ` +
            'stack the inputs to one tensor [steps, ...], or pass it in parameters',
        );
      refuses({ inputs: { extent: 3, at: () => v } }, error(0));
      // What it was made of is known when a step is recorded: the last one is first.
      refuses({ inputs: { extent: 3, at: () => tf.mul(v, 2) } }, error(2));
      v.dispose();
    });

    test('a tensor that was disposed of before', () => {
      const gone = tf.ones([1, 2]);
      gone.dispose();
      const error = (what: string) =>
        new TapeError(`scan: ${what} was disposed of; keep it until the gradient was computed`);
      refuses({ state: { h: gone } }, error("state 'h'"));
      refuses({ parameters: [gone] }, error("parameters '0'"));
    });

    test('a parameter that is disposed of before the gradient is asked for', () => {
      const v = tf.tidy(() => tf.variable(tf.ones([2, 2])));
      const loss = () =>
        tf.tidy(() => {
          const step = (W: Tensor, h: Tensor) => ({ state: tf.tanh(tf.matMul(h, W)) });
          const inputs = { extent: 3, at: () => [] };
          const { state } = scan(step, { parameters: v, state: tf.ones([1, 2]), inputs });
          v.dispose();
          return tf.sum(state);
        });
      expect(() => tf.tidy(() => tf.variableGrads(loss, [v]))).toThrow(
        new TapeError("scan: parameters '' was disposed of; keep it until the gradient was computed"),
      );
      gradient({});
    });
  });

  test('a derivative of a derivative is refused', () => {
    tf.tidy(() => {
      const square = (x: Tensor) => checkpoint((x: Tensor) => tf.square(x))(x);
      expect(() => tf.grad((x) => tf.sum(tf.grad(square)(x)))(tf.ones([1]))).toThrow(
        new TapeError(
          'checkpoint: a derivative of a derivative through it is asked for, which is not supported; take the inner ' +
            'derivative of a program without it',
        ),
      );
    });
    // TensorFlow.js frees nothing of a loss that threw; the next chain does so.
    gradient({});
  });

  test('a loss that throws after a chain holds it until the next one begins, and no longer', () => {
    tf.tidy(() => {
      const [h, x] = [tf.ones([1, 2]), tf.ones([3, 1, 2])];
      const step = (W: Tensor, h: Tensor, x: Tensor) => ({ state: tf.tanh(tf.add(tf.matMul(h, W), x)) });
      const run = (isFailing: boolean) =>
        tf.grad((W) => {
          const { state } = scan(step, { parameters: tf.mul(W, 2), state: h, inputs: x });
          if (isFailing) throw new Error('planted');
          return tf.sum(state);
        })(tf.ones([2, 2]));
      const live = tf.memory().numTensors;
      for (let time = 0; time < 3; time += 1) expect(() => run(true)).toThrow('planted');
      tf.tidy(() => void run(false).dispose());
      // The tensors of the calls themselves belong to the scope here.
      expect(tf.memory().numTensors).toBe(live + 3);
    });
  });
}
