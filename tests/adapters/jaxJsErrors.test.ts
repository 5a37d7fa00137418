import { describe, expect, test } from 'vitest';
import { refuseFloat64 } from '../../src/adapters/jaxJs/engine.js';
import { adapt } from '../../src/adapters/jaxJs.js';
import { ChainError, combine, revolve, sample, storeAll } from '../../src/index.js';
import { type Arr, type Jax, jaxJs, type Memory } from './jaxJsSupport.js';

test('a module that is no jax-js, or too old, is refused with the command that installs one', () => {
  const install =
    "jax-js 0.1.25 or later is needed: npm install @jax-js/jax@0.1.25, then adapt(jax) with import * as jax from '@jax-js/jax'";
  for (const [given, what] of [
    [undefined, 'nothing without Array'],
    [{}, 'an object without Array'],
    [{ Array: class {}, numpy: {}, jit: () => {} }, 'an object without vjp'],
  ] as const)
    expect(() => adapt(given as never)).toThrow(new TypeError(`adapt: jax is ${what}; ${install}`));
});

test('float64 is refused on a device that has none', () => {
  expect(() => refuseFloat64({ dtype: 'float64', device: 'webgl' }, "scan: state 'h'")).toThrow(
    new ChainError(
      "scan: state 'h' is of float64, which webgl does not have; use float32, or the device wasm",
    ),
  );
  refuseFloat64({ dtype: 'float64', device: 'wasm' }, 'scan: state');
  refuseFloat64({ dtype: 'float32', device: 'webgpu' }, 'scan: state');
});

const found = await jaxJs();

describe.runIf(found !== undefined)('what scan refuses in jax-js', () => {
  if (found === undefined) return;
  const { jax, memory }: { jax: Jax; memory: Memory } = found;
  const { numpy: np } = jax;
  const { scan } = adapt(jax);

  type Pair = (p: Arr, s: Arr, x: Arr) => { state: Arr; output?: Arr };
  const good: Pair = (p, s, x) => ({ state: s.mul(p).add(x) });
  /** Not all the same number: jax-js has no memory for such an array. */
  const some = (...shape: number[]): Arr => {
    const size = shape.reduce((product, length) => product * length, 1);
    return np.array(
      Float32Array.from({ length: size }, (_, place) => place / 8),
      { shape },
    );
  };
  const arrays = () => ({ parameters: some(2), state: some(2), inputs: some(3, 2) });

  /** What a call throws; jax-js has to be left as it was, apart from what was not taken. */
  const refusal = (call: () => unknown, left: readonly (() => Arr)[] = []): string => {
    const before = [memory.bytes, memory.count];
    let message = 'nothing was thrown';
    try {
      call();
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
      message = String(error);
    }
    for (const each of left) each().dispose();
    expect([memory.bytes, memory.count]).toEqual(before);
    return message;
  };

  const steps: Readonly<Record<string, readonly [step: unknown, message: string]>> = {
    'returns another shape': [
      (p: Arr, s: Arr, x: Arr) => ({ state: good(p, s, x).state.sum() }),
      "ChainError: step 0: its state is float32 [] but was float32 [2] before; a chain's state keeps its shape and dtype",
    ],
    'returns another dtype': [
      (p: Arr, s: Arr, x: Arr) => ({ state: good(p, s, x).state.astype('int32') }),
      "ChainError: step 0: its state is int32 [2] but was float32 [2] before; a chain's state keeps its shape and dtype",
    ],
    'returns nothing': [
      () => undefined,
      'ChainError: step 0: it returned nothing; { state } or { state, output } is needed',
    ],
    'is asynchronous': [
      async () => ({}),
      'ChainError: step 0: it returned a promise (a step cannot be asynchronous); { state } or { state, output } is needed',
    ],
    'forgets .ref': [
      (p: Arr, s: Arr, x: Arr) => ({ state: s.mul(s).mul(p).add(x) }),
      'ChainError: scan: the step uses an array that is used up: functions of jax-js use up their arguments; write x.ref at ' +
        'every use of x but the last (jax-js: Referenced tracer JaxprTracer(float32[2]) freed, please use .ref move semantics)',
    ],
    throws: [
      () => {
        throw new Error('mine');
      },
      'Error: mine',
    ],
  };

  test.each(Object.entries(steps))('a step that %s', (_name, [step, message]) => {
    expect(refusal(() => scan(step as Pair, arrays()))).toBe(message);
  });

  test.each(['made', 'state', 'input'] as const)('a step that remembers an array of its own: %s', (what) => {
    let last: Arr | undefined;
    const step: Pair = (p, s, x) => {
      const made = x.ref.mul(p);
      const state = s.ref.add(last ?? made.ref);
      last = { made, state: s, input: x }[what];
      return { state };
    };
    expect(() => scan(step, arrays())).toThrow(
      'scan: the step reads an array that is gone, such as one that it has kept in a variable since an earlier run; ' +
        'a step keeps nothing and may run again: return what is needed later in the state or the output',
    );
  });

  test('a step that reads an array from outside', () => {
    const outside = some(2);
    outside.ref.dataSync();
    const step: Pair = (p, s, x) => ({ state: s.mul(p).add(x).mul(outside.ref) });
    expect(refusal(() => scan(step, arrays()))).toBe(
      'ChainError: scan: the step reads an array from outside (float32 [2]), which would get no gradient; ' +
        'pass it among the parameters, and dispose of arrays that the step makes and does not use up',
    );
    expect(outside.refCount).toBe(1);
    outside.dispose();
  });

  test('arrays that are used up, or given more often than there are references, are left as they are', () => {
    const all = arrays();
    const left = [() => all.parameters, () => all.inputs];
    all.state.dispose();
    expect(refusal(() => scan(good, all))).toBe(
      'ChainError: scan: state is used up or disposed of; write .ref where it was used before',
    );
    const twice = { ...all, state: all.parameters };
    expect(refusal(() => scan(good, twice), [])).toBe(
      'ChainError: scan: an array (float32 [2]) is given 2 times, but only 1 can be used up; ' +
        'write .ref wherever it is given but the last time',
    );
    for (const each of left) each().dispose();
  });

  test('a scan inside of grad is refused, since jax-js has no way to extend it', () => {
    const [parameters, initial] = [some(2), some(2)];
    const inputs = { extent: 2, at: () => some(2) };
    const loss = (s: Arr): Arr => scan(good, { parameters, state: s, inputs }).state.sum();
    const message = refusal(() => jax.grad(loss, { argnums: [0] })(initial));
    parameters.dispose();
    expect(message).toBe(
      'ChainError: scan: state is only traced: this is inside of grad, vjp, vmap or jit, which jax-js lets nobody extend; ' +
        'call it outside of them, and use the pullback that it returns',
    );
  });

  test('an input made on demand that changes its shape, or its numbers where that is checked', () => {
    const at = (index: number): Arr => some(index < 2 ? 2 : 1);
    expect(refusal(() => scan(good, { ...pair(), inputs: { extent: 3, at } }))).toBe(
      'ChainError: scan: the input of step 2 is float32 [1] but was float32 [2] before; inputs keep their names, shapes and dtypes',
    );
    let calls = 0;
    const changing = (): Arr => {
      calls += 1;
      return np.array([calls, calls], { shape: [2] });
    };
    const checked = {
      inputs: { extent: 6, at: changing },
      strategy: revolve({ slots: 1 }),
      check: 'boundaries',
    } as const;
    const message = refusal(() => {
      const { state, pullback } = scan(good, { ...pair(), ...checked });
      pullback({ state });
    });
    expect(message).toMatch(
      /^PurityError: scan: step \d is not a pure function: run again, it left another state/,
    );
  });

  test('cotangents of another shape, of other names, or of outputs that there are not', () => {
    const { state, pullback } = scan(good, { ...pair(), inputs: some(3, 2), strategy: storeAll() });
    const wrong = some(3);
    expect(() => pullback({ state: wrong })).toThrow(
      new ChainError(
        'pullback: the cotangent of the state is float32 [3]; float32 [2] is needed, as in the state',
      ),
    );
    expect(() => pullback({ state: { h: wrong } as never })).toThrow(
      new ChainError("pullback: the cotangent of the state has 'h'; one array is needed, as in the state"),
    );
    expect(() => pullback({ outputs: wrong as never })).toThrow(
      new ChainError("pullback: there is a cotangent of outputs, but outputs is 'none'; leave it out"),
    );
    // It can still be used.
    const { parameters, state: initial } = pullback({ state });
    for (const each of [parameters, initial, wrong]) each.dispose();
  });

  test('options that no framework takes', () => {
    const options: readonly (readonly [object, string])[] = [
      [
        { strategy: revolve },
        'TypeError: scan: strategy is a function: call it; one is needed, such as revolve({ slots: 8 })',
      ],
      [{ outputs: 'all' }, "RangeError: scan: outputs is 'all'; 'sum', 'stack' or 'none' is needed"],
      [
        { inputs: some(3, 2), strategy: combine(storeAll(), sample({ fraction: 0.5 })) },
        'TypeError: scan: store all',
      ],
    ];
    for (const [option, message] of options) {
      const all = { parameters: [], state: [], inputs: { extent: 1, at: () => [] }, ...option };
      expect(refusal(() => scan(good as never, all as never))).toContain(message);
    }
  });

  function pair() {
    return { parameters: some(2), state: some(2) };
  }
});
