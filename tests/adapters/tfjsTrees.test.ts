import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { adapt } from '../../src/adapters/tfjs.js';
import { ChainError, recomputeAll, revolve, type Strategy, storeAll } from '../../src/index.js';
import { announce } from './support/announce.js';
import { type Tensor, type TensorFlow, tensorFlow } from './support/tensorflow.js';

const tf = await tensorFlow('cpu');

announce(tf);

class Cell {
  readonly w: number = 3;
}

if (tf !== undefined) trees(tf);

function trees(tf: TensorFlow): void {
  const { scan, checkpoint } = adapt(tf);
  type Loose = (...given: readonly unknown[]) => { state: Tensor; outputs: { y: Tensor } };
  const loose = scan as unknown as Loose;
  let before: object = {};

  beforeEach(() => {
    before = tf.memory();
  });

  afterEach(() => {
    expect(tf.memory()).toEqual(before);
  });

  /** The gradient by a weight [2, 2], a state [1, 2] and inputs [4, 1, 2] of a sum. */
  function gradient(loss: (W: Tensor, h: Tensor, x: Tensor) => Tensor): number[][] {
    return tf.tidy(() => {
      const given = [tf.fill([2, 2], 0.3), tf.fill([1, 2], 0.7), tf.fill([4, 1, 2], 0.2)];
      return tf
        .grads(loss)(given)
        .map((each) => [...each.dataSync()]);
    });
  }

  const next = (W: Tensor, h: Tensor, x: Tensor): Tensor => tf.tanh(tf.add(tf.matMul(h, W), x));
  const strategies: readonly Strategy[] = [storeAll(), revolve({ slots: 1 }), recomputeAll()];

  describe('null and undefined', () => {
    test('reach a step as they are, change no number and come back in outputs', () => {
      const bare = (W: Tensor, h: Tensor, x: Tensor) => {
        const step = (W: Tensor, h: Tensor, x: Tensor) => ({ state: next(W, h, x), output: h });
        const { state, outputs } = scan(step, { parameters: W, state: h, inputs: x, outputs: 'stack' });
        return tf.add(tf.sum(state), tf.sum(outputs));
      };
      const sparse = (strategy: Strategy) => (W: Tensor, h: Tensor, x: Tensor) => {
        const step = (p: { W: Tensor; b: null }, h: Tensor, { x, mask }: { x: Tensor; mask: undefined }) => {
          expect([p.b, mask]).toEqual([null, undefined]);
          return { state: next(p.W, h, x), output: { y: h, more: [null, undefined] } };
        };
        const options = { parameters: { W, b: null }, state: h, inputs: { x, mask: undefined }, strategy };
        const { state, outputs } = scan(step, { ...options, outputs: 'stack' });
        expect(outputs.more).toEqual([null, undefined]);
        return tf.add(tf.sum(state), tf.sum(outputs.y));
      };
      const expected = gradient(bare);
      for (const strategy of strategies) expect(gradient(sparse(strategy))).toEqual(expected);
    });

    test('may be all that a step is given, or some of what a function is', () => {
      const f = checkpoint((h: Tensor, none: null, { W }: { W: Tensor; b: undefined }) => {
        expect(none).toBeNull();
        return { y: next(W, h, h), none };
      });
      const sparse = (W: Tensor, h: Tensor, x: Tensor) => {
        const step = (W: Tensor, h: Tensor, none: unknown) => {
          expect(none).toBeUndefined();
          return { state: next(W, h, h) };
        };
        const inputs = { extent: 2, at: () => undefined as never };
        const { state } = scan(step, { parameters: W, state: h, inputs });
        return tf.add(tf.sum(f(state, null, { W, b: undefined }).y), tf.sum(x));
      };
      const g = checkpoint((h: Tensor, W: Tensor) => next(W, h, h));
      const bare = (W: Tensor, h: Tensor, x: Tensor) => {
        const step = (W: Tensor, h: Tensor) => ({ state: next(W, h, h) });
        const { state } = scan(step, { parameters: W, state: h, inputs: { extent: 2, at: () => [] } });
        return tf.add(tf.sum(g(state, W)), tf.sum(x));
      };
      expect(gradient(sparse)).toEqual(gradient(bare));
    });
  });

  describe('what is refused, with the path to it', () => {
    const is = 'a tensor, or a plain object or list of tensors, is needed';
    const state = 'a state has a tensor at every place: give zeros, or leave the name out';
    const returned = (result: (h: Tensor) => object) => (_: Tensor, h: Tensor) => result(h);

    test.each<[string, (h: Tensor) => { step?: unknown } & Record<string, unknown>, string]>([
      [
        'a flag',
        () => ({ parameters: { cell: [{ train: true }] } }),
        `scan: parameters.cell.0.train is true; ${is}: keep what is none out of the tree`,
      ],
      [
        'an instance',
        () => ({ parameters: new Cell() }),
        `scan: parameters is a Cell; ${is}: collect its tensors in one, such as { w: cell.w }`,
      ],
      ['nothing in a state', (h) => ({ state: { h, c: null } }), `scan: state.c is null; ${state}`],
      [
        'nothing in a state that a step left',
        () => ({ step: returned((h) => ({ state: [h, undefined] })) }),
        `scan, step 0: state.1 is undefined; ${state}`,
      ],
      [
        'a number in an output',
        () => ({ step: returned((h) => ({ state: h, output: { loss: 3 } })), outputs: 'sum' }),
        `scan, step 0: output.loss is 3; ${is}: make one of it`,
      ],
      [
        'a number in an input',
        () => ({ inputs: { extent: 2, at: () => ({ t: 0 }) } }),
        `scan: inputs.at(0).t is 0; ${is}: make one of it`,
      ],
      [
        'a text among inputs',
        (h) => ({ inputs: { x: h, kind: 'train' } }),
        `scan: inputs.kind is 'train'; ${is}: keep what is none out of the tree`,
      ],
    ])('%s', (_, given, message) => {
      const loss = (W: Tensor, h: Tensor, x: Tensor) => {
        const { step = next, ...options } = given(h);
        return loose(step, { parameters: W, state: h, inputs: x, ...options }).state;
      };
      expect(() => gradient(loss)).toThrow(new ChainError(message));
      tf.tidy(() => {
        expect(() => loss(tf.ones([2, 2]), tf.ones([1, 2]), tf.ones([4, 1, 2]))).toThrow(message);
      });
      gradient((W, h, x) =>
        tf.sum(
          scan((W: Tensor, h: Tensor, x: Tensor) => ({ state: next(W, h, x) }), {
            parameters: W,
            state: h,
            inputs: x,
          }).state,
        ),
      );
    });

    test('an argument and a result of a function that runs again', () => {
      const f = checkpoint as unknown as (f: unknown) => (...args: readonly unknown[]) => Tensor;
      const sum = (y: unknown) => tf.sum(y as Tensor);
      expect(() => gradient((W) => sum(f((x: Tensor) => x)(W, { rate: 0.1 })))).toThrow(
        new ChainError(`checkpoint: argument 1.rate is 0.1; ${is}: make one of it`),
      );
      expect(() => gradient((W) => sum(f((x: Tensor) => ({ x, n: 1 }))(W)))).toThrow(
        new ChainError(`checkpoint: result.n is 1; ${is}: make one of it`),
      );
      expect(() => gradient((W) => sum(f(() => undefined)(W)))).toThrow(
        new ChainError(`checkpoint: result is undefined; ${is}`),
      );
      gradient((W, h, x) => tf.add(tf.sum(W), tf.add(tf.sum(h), tf.sum(checkpoint((x: Tensor) => x)(x)))));
    });
  });

  describe('inputs', () => {
    /** As many rows as there are entries in one: nothing else would tell a list of steps from a list of sequences. */
    const unstacked = (): Tensor[] => [0, 1, 2].map((i) => tf.fill([3], i));
    const step = (a: Tensor, h: Tensor, x: Tensor) => ({ state: tf.add(tf.mul(h, a), x) });
    const value = (inputs: unknown): number[] => {
      const { state } = loose(step, { parameters: tf.fill([], 0.5), state: tf.ones([3]), inputs });
      return [...state.dataSync()];
    };

    test('that are a list are refused, with the ways to write them', () => {
      const which =
        'scan: inputs is a list of 3, which could be one entry for each step or one for each sequence; for steps give ' +
        'tf.stack(list), or { extent: list.length, at: (t) => list[t] }; for sequences [steps, ...] give them under names, ' +
        'such as { x, y }';
      tf.tidy(() => {
        const list = unstacked();
        expect(() => value(list)).toThrow(new ChainError(which));
        expect(() => value({ x: list })).toThrow(/^scan: inputs\.x is a list of 3, /);
        // ((1 w + 0) w + 1) w + 2 at 1/2.
        expect(value(tf.stack(list))).toEqual([2.625, 2.625, 2.625]);
        expect(value({ extent: 3, at: (t: number) => list[t] })).toEqual([2.625, 2.625, 2.625]);
      });
    });

    test('that come one after another, and a rule to stop, are refused: the number of steps is known here', () => {
      const message =
        'scan: inputs is an iterable, and a chain of an adapter has to know its number of steps; give tensors [steps, ...], ' +
        'or { extent, at(index) }';
      tf.tidy(() => {
        const list = unstacked();
        expect(() => value(list.values())).toThrow(new ChainError(message));
        expect(() => value(new Set(list))).toThrow(new ChainError(message));
        const options = {
          parameters: tf.ones([]),
          state: tf.ones([3]),
          inputs: { extent: 2, at: () => list[0] },
        };
        expect(() => loose(step, { ...options, until: () => true })).toThrow(
          new ChainError(
            'scan: until is given, and a chain of an adapter runs as many steps as its inputs say; leave until out and give ' +
              "the number of steps, or use the scan of 'sublinear' itself, which ends where until says",
          ),
        );
      });
    });
  });
}
