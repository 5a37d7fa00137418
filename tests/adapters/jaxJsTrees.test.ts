import { describe, expect, test } from 'vitest';
import { adapt } from '../../src/adapters/jaxJs.js';
import { recomputeAll, revolve, storeAll } from '../../src/index.js';
import { type Arr, type Jax, jaxJs, type Memory } from './jaxJsSupport.js';

const found = await jaxJs();

class Cell {
  readonly w: number = 3;
}

describe.runIf(found !== undefined)('trees of jax-js', () => {
  if (found === undefined) return;
  const { jax, memory }: { jax: Jax; memory: Memory } = found;
  const { numpy: np } = jax;
  const { scan, checkpoint } = adapt(jax);
  const loose = scan as unknown as (step: unknown, options: unknown) => { pullback: { dispose(): void } };

  const some = (...shape: number[]): Arr => {
    const size = shape.reduce((product, length) => product * length, 1);
    return np.array(
      Float32Array.from({ length: size }, (_, place) => place / 8),
      { shape },
    );
  };

  /** Runs a body that has to leave jax-js as it found it. */
  const leavesNothing = <R>(body: () => R): R => {
    const before = [memory.bytes, memory.count];
    const result = body();
    expect([memory.bytes, memory.count]).toEqual(before);
    return result;
  };

  const numbersOf = (...arrays: readonly Arr[]): number[] => arrays.flatMap((each) => [...each.dataSync()]);

  describe('null and undefined', () => {
    test('reach a step as they are, change no number and come back in gradients and outputs', () => {
      const bare = (): number[] => {
        const step = (p: Arr, h: Arr, x: Arr) => ({ state: np.tanh(h.ref.mul(p).add(x)), output: h });
        const { state, outputs, pullback } = scan(step, {
          parameters: some(2),
          state: some(2),
          inputs: some(5, 2),
          outputs: 'stack',
        });
        const gradients = pullback({ state: state.ref, outputs: outputs.ref });
        return numbersOf(state, outputs, gradients.parameters, gradients.state);
      };
      const expected = leavesNothing(bare);
      type P = { p: Arr; none: readonly [null, undefined] };
      const step = ({ p, none }: P, h: Arr, { x, mask }: { x: Arr; mask: null }) => {
        expect([none, mask]).toEqual([[null, undefined], null]);
        return { state: np.tanh(h.ref.mul(p).add(x)), output: { y: h, more: undefined } };
      };
      for (const strategy of [storeAll(), revolve({ slots: 1 }), recomputeAll()]) {
        const numbers = leavesNothing(() => {
          const { state, outputs, pullback } = scan(step, {
            parameters: { p: some(2), none: [null, undefined] as const },
            state: some(2),
            inputs: { x: some(5, 2), mask: null },
            outputs: 'stack',
            strategy,
          });
          expect('more' in outputs).toBe(true);
          const gradients = pullback({ state: state.ref, outputs: { y: outputs.y.ref, more: undefined } });
          expect(gradients.parameters.none).toEqual([null, undefined]);
          return numbersOf(state, outputs.y, gradients.parameters.p, gradients.state);
        });
        expect(numbers).toEqual(expected);
      }
    });

    test('are part of what a compiled step is recognised by', () => {
      const step = (p: { p: Arr; flag?: null | undefined }, h: Arr) => {
        const scale = 'flag' in p ? (p.flag === null ? 2 : 3) : 5;
        return { state: h.mul(p.p).mul(scale) };
      };
      const last = (p: object): number[] => {
        const parameters = { p: np.array([1, 1]), ...p };
        const inputs = { extent: 1, at: () => null as never };
        const { state, pullback } = scan(step, { parameters, state: np.array([1, 2]), inputs });
        pullback.dispose();
        return numbersOf(state);
      };
      leavesNothing(() => {
        for (const _ of [0, 1]) {
          expect(last({ flag: null })).toEqual([2, 4]);
          expect(last({ flag: undefined })).toEqual([3, 6]);
          expect(last({})).toEqual([5, 10]);
        }
      });
    });

    test('may be arguments of a function that runs again', () => {
      const f = checkpoint((x: Arr, none: null) => {
        expect(none).toBeNull();
        return { y: np.square(x), none };
      });
      leavesNothing(() => {
        const [{ y, none }, pullback] = f(np.array([3, 4]), null);
        expect(none).toBeNull();
        const [x, nothing] = pullback({ y, none: null });
        // The cotangent is x², so the gradient is 2 x³.
        expect([numbersOf(x), nothing]).toEqual([[54, 128], null]);
      });
    });
  });

  const is = 'a tensor, or a plain object or list of tensors, is needed';
  const state = 'a state has a tensor at every place: give zeros, or leave the name out';
  const which =
    'is a list of 2, which could be one entry for each step or one for each sequence; for steps give np.stack(list), or ' +
    '{ extent: list.length, at: (t) => list[t] }; for sequences [steps, ...] give them under names, such as { x, y }';

  const refused: Readonly<Record<string, readonly [given: (h: Arr) => object, message: string]>> = {
    'a flag': [
      (h) => ({ parameters: { h, train: true } }),
      `scan: parameters.train is true; ${is}: keep what is none out of the tree`,
    ],
    'an instance': [
      (h) => ({ parameters: [h, new Cell()] }),
      `scan: parameters.1 is a Cell; ${is}: collect its tensors in one, such as { w: cell.w }`,
    ],
    'nothing in a state': [(h) => ({ state: { h, c: null } }), `scan: state.c is null; ${state}`],
    'a list of inputs': [(h) => ({ inputs: [h, h] }), `scan: inputs ${which}`],
    'a list among inputs': [(h) => ({ inputs: { x: [h, h] } }), `scan: inputs.x ${which}`],
    'an iterable of inputs': [
      (h) => ({ inputs: new Set([h]) }),
      'scan: inputs is an iterable, and a chain of an adapter has to know its number of steps; give tensors [steps, ...], ' +
        'or { extent, at(index) }',
    ],
    'a rule to stop': [
      (h) => ({ parameters: h, until: () => true }),
      'scan: until is given, and a chain of an adapter runs as many steps as its inputs say; leave until out and give ' +
        "the number of steps, or use the scan of 'sublinear' itself, which ends where until says",
    ],
  };

  test.each(Object.entries(refused))(
    '%s is refused before anything is used up',
    (_name, [given, message]) => {
      leavesNothing(() => {
        const all = { parameters: some(2), state: some(2), inputs: some(2, 2) };
        const h = some(2);
        const options = { ...all, ...given(h) };
        expect(() => loose((_: Arr, h: Arr) => ({ state: h }), options)).toThrow(
          expect.objectContaining({ name: 'ChainError', message }),
        );
        for (const each of [h, ...Object.values(all)]) each.dispose();
      });
    },
  );

  const inSteps: Readonly<Record<string, readonly [given: object, message: string]>> = {
    'nothing in a state': [
      { step: (p: Arr, h: Arr) => ({ state: { h: h.mul(p), c: undefined } }) },
      `scan, step 0: state.c is undefined; ${state}`,
    ],
    'a number in an output': [
      { step: (p: Arr, h: Arr) => ({ state: h.mul(p), output: { n: 3 } }), outputs: 'sum' },
      `scan, step 0: output.n is 3; ${is}: make one of it`,
    ],
    'a number in an input': [
      { inputs: { extent: 2, at: (index: number) => ({ x: some(2), t: index === 1 ? 4 : null }) } },
      `scan: inputs.at(1).t is 4; ${is}: make one of it`,
    ],
  };

  test.each(Object.entries(inSteps))('%s is refused, and nothing is left', (_name, [given, message]) => {
    leavesNothing(() => {
      const step = (p: Arr, h: Arr) => ({ state: h.mul(p) });
      const all = {
        step,
        parameters: some(2),
        state: some(2),
        inputs: { extent: 2, at: () => [] },
        ...given,
      };
      const { step: chosen, ...options } = all;
      expect(() => loose(chosen, options)).toThrow(expect.objectContaining({ name: 'ChainError', message }));
    });
  });
});
