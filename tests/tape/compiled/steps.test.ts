import { describe, expect, test } from 'vitest';
import { PurityError, revolve } from '../../../src/index.js';
import {
  add,
  dropout,
  gather,
  leavesOf,
  matmul,
  mean,
  multiply,
  normal,
  ones,
  reshape,
  scan,
  sequential,
  slice,
  square,
  stopGradient,
  sum,
  Tape,
  type Tensor,
  tanh,
  tensor,
  tidy,
  uniform,
  zeros,
} from '../../../src/tape/index.js';

const steps = 7;
const strategy = revolve({ slots: 3 });
type Step = (W: Tensor, h: Tensor, x: Tensor, index: number) => { state: Tensor };

/** A chain of one step, under a tape that compiles and one that does not. */
function both(step: Step, options: { predict?: boolean; check?: 'boundaries' } = {}) {
  return tidy(() => {
    const W = normal([3, 3], { key: [1, 1], deviation: 0.5 });
    const x = normal([steps, 2, 3], { key: [1, 2] });
    const loss = (w: Tensor): Tensor =>
      sum(square(scan(step, { parameters: w, state: ones([2, 3]), inputs: x }).state));
    return [true, false].map((compile) => {
      const tape = new Tape({ strategy, compile, seed: 5, ...options });
      const { value, gradient, report } = tape.gradient(loss, W);
      return { numbers: [value.item(), ...gradient.toArray()], report };
    });
  });
}

function remarksOf(step: Step, options = {}): readonly string[] {
  const [compiled, written] = both(step, options);
  expect(compiled?.numbers).toEqual(written?.numbers);
  expect(written?.report.remarks).toEqual([]);
  return compiled?.report.remarks ?? [];
}

const cell = (W: Tensor, h: Tensor, x: Tensor): Tensor => tanh(add(matmul(h, W), x));

describe('what a step does is found out every time that it runs first', () => {
  test('by its index', () => {
    const step: Step = (W, h, x, index) => ({ state: index % 3 === 0 ? cell(W, h, x) : multiply(h, 0.5) });
    expect(remarksOf(step)).toEqual([]);
  });

  test('with numbers that change from step to step, more than programs are kept for', () => {
    const [found] = tidy(() => {
      const W = normal([3, 3], { key: [1, 1], deviation: 0.5 });
      const step = (w: Tensor, h: Tensor, _: unknown, index: number) => ({
        state: tanh(multiply(matmul(h, w), 1 + index / 10)),
      });
      const inputs = { extent: 40, at: () => [] };
      const loss = (w: Tensor): Tensor =>
        sum(scan(step, { parameters: w, state: ones([2, 3]), inputs }).state);
      const runs = [true, false].map((compile) => new Tape({ strategy, compile }).gradient(loss, W));
      expect([...runs[0]!.gradient.toArray()]).toEqual([...runs[1]!.gradient.toArray()]);
      return [runs[0]!.report];
    });
    expect(found?.remarks).toEqual([
      'scan: a step is not compiled and runs as it is written: it does what 16 others do not, and no more are kept',
    ]);
    expect(found?.peakBytes).toBe(found?.predicted?.peakBytes);
  });

  test('with tensors made out of numbers, the same and others', () => {
    const same: Step = (W, h, x) => ({ state: add(cell(W, h, x), tensor([1, 2, 3])) });
    const other: Step = (W, h, x, index) => ({ state: add(cell(W, h, x), tensor([index, 2, 3])) });
    const eye: Step = (W, h, x) => ({ state: add(matmul(cell(W, h, x), zeros([3, 3])), ones([3])) });
    for (const step of [same, other, eye]) expect(remarksOf(step)).toEqual([]);
  });

  test('with tensors from outside, one for all steps, one for each, and one that every call makes anew', () => {
    tidy(() => {
      const one = normal([3], { key: [7, 1] });
      const each = Array.from({ length: steps }, (_, nth) => normal([3], { key: [7, nth] }));
      expect(remarksOf((W, h, x) => ({ state: multiply(cell(W, h, x), one) }))).toEqual([]);
      expect(remarksOf((W, h, x, index) => ({ state: multiply(cell(W, h, x), each[index]!) }))).toEqual([]);
      const W = normal([3, 3], { key: [1, 1], deviation: 0.5 });
      const loss =
        (scale: number) =>
        (w: Tensor): Tensor => {
          const made = stopGradient(multiply(one, scale));
          const step = (v: Tensor, h: Tensor) => ({ state: multiply(tanh(matmul(h, v)), made) });
          const inputs = { extent: steps, at: () => [] };
          return sum(scan(step, { parameters: w, state: ones([2, 3]), inputs }).state);
        };
      const [compiled, written] = [true, false].map((compile) => {
        const tape = new Tape({ strategy, compile });
        return [1, 2, 3].map((scale) => [...tape.gradient(loss(scale), W).gradient.toArray()]);
      });
      expect(compiled).toEqual(written);
    });
  });

  test('with randomness of its place, and of keys of its own', () => {
    expect(
      remarksOf((W, h, x) => ({ state: dropout(cell(W, dropout(h, { rate: 0.3 }), x), { rate: 0.3 }) })),
    ).toEqual([]);
    const own: Step = (W, h, x, index) => ({ state: dropout(cell(W, h, x), { rate: 0.3, key: [4, index] }) });
    expect(remarksOf(own)).toEqual([]);
    expect(remarksOf((W, h, x) => ({ state: add(cell(W, h, x), uniform([3], { key: [1, 2] })) }))).toEqual([
      "scan: a step is not compiled and runs as it is written: it holds 'uniform' outside of a primitive",
    ]);
  });
});

test('nothing is written over that is still to be read', () => {
  // A row of the very tensor that the sum could be written over.
  expect(
    remarksOf((W, h, x) => {
      const z = cell(W, h, x);
      return { state: tanh(add(z, slice(z, { start: 0, end: 1 }))) };
    }),
  ).toEqual([]);
  // A cotangent that is passed on, and read by another entry as well.
  tidy(() => {
    const W = normal([3], { key: [1, 1] });
    type State = { readonly a: Tensor; readonly b: Tensor };
    const step = (w: Tensor, { a, b }: State) => ({ state: { a: add(a, multiply(b, w)), b: tanh(b) } });
    const state = { a: ones([2, 3]), b: normal([2, 3], { key: [1, 2] }) };
    const inputs = { extent: steps, at: () => [] };
    const loss = (w: Tensor): Tensor => sum(square(scan(step, { parameters: w, state, inputs }).state.a));
    const [compiled, written] = [true, false].map((compile) => [
      ...new Tape({ strategy, compile }).gradient(loss, W).gradient.toArray(),
    ]);
    expect(compiled).toEqual(written);
  });
});

test('inputs that are made on demand may draw, too', () => {
  tidy(() => {
    const W = normal([3, 3], { key: [1, 1], deviation: 0.5 });
    const x = normal([2, 3], { key: [1, 2] });
    const inputs = { extent: steps, at: () => dropout(x, { rate: 0.3 }) };
    const step = (w: Tensor, h: Tensor, input: Tensor) => ({
      state: dropout(cell(w, h, input), { rate: 0.3 }),
    });
    const loss = (w: Tensor): Tensor => sum(scan(step, { parameters: w, state: ones([2, 3]), inputs }).state);
    const [compiled, written] = [true, false].map((compile) => [
      ...new Tape({ strategy, compile, seed: 3 }).gradient(loss, W).gradient.toArray(),
    ]);
    expect(compiled).toEqual(written);
  });
});

test('a step that reads values runs as it is written, and the report says so', () => {
  const step: Step = (W, h, x) => ({ state: mean(h).item() > 0.5 ? cell(W, h, x) : multiply(h, 1.1) });
  expect(remarksOf(step)).toEqual([
    'scan: a step is not compiled and runs as it is written: it reads values',
  ]);
});

test('a step with a scan or a tape in it runs as it is written, and what is inside is compiled', () => {
  const inner: Step = (W, h, x) => {
    const inputs = { extent: steps, at: () => [] };
    return scan((w: Tensor, g: Tensor) => ({ state: tanh(matmul(g, w)) }), {
      parameters: W,
      state: add(h, x),
      inputs,
    });
  };
  expect(remarksOf(inner)).toEqual([
    'scan: a step is not compiled and runs as it is written: it holds a scan',
  ]);
  const taped: Step = (W, h, x) => ({
    state: add(cell(W, h, x), new Tape().gradient((v) => sum(square(v)), stopGradient(h)).gradient),
  });
  expect(remarksOf(taped)).toEqual([
    'scan: a step is not compiled and runs as it is written: it holds a tape',
  ]);
});

test('an index that is out of range is refused as in a step that is not compiled', () => {
  const run = (compile: boolean) => (): unknown =>
    tidy(() => {
      const table = normal([4, 3], { key: [1, 1] });
      const ids = tensor([0, 3, 1, 4], { shape: [4, 1], dtype: 'int32' });
      const step = (t: Tensor, h: Tensor, id: Tensor) => ({ state: tanh(add(h, gather(t, id))) });
      const loss = (t: Tensor): Tensor =>
        sum(scan(step, { parameters: t, state: ones([1, 3]), inputs: ids }).state);
      return new Tape({ compile, strategy }).gradient(loss, table);
    });
  const message = 'gather: index 4 at place 0 is out of range; there are 4 rows, so 0 to 3 are needed';
  for (const compile of [true, false]) expect(run(compile)).toThrow(new RangeError(message));
});

test('a step that changes its mind when its values are checked is named', () => {
  let isOver = false;
  const step: Step = (W, h, x, index) => {
    const state = multiply(cell(W, h, x), isOver && index < steps - 1 ? 2 : 1);
    isOver ||= index === steps - 1;
    return { state };
  };
  expect(() => both(step, { check: 'boundaries', predict: false })).toThrow(PurityError);
});

test('layers that differ have a program each, and are traced once for all calls of a tape', () => {
  tidy(() => {
    const parameters = [3, 5, 2, 4].map((width, nth) =>
      normal([width, [5, 2, 4, 1][nth]!], { key: [2, nth] }),
    );
    let calls = 0;
    const dense = (W: Tensor, h: Tensor): Tensor => {
      calls += 1;
      return tanh(matmul(h, W));
    };
    const network = sequential(parameters.map(() => dense));
    const x = normal([2, 3], { key: [2, 9] });
    const loss = (p: Tensor[]): Tensor => sum(network(p, x));
    const tape = new Tape({ strategy });
    const numbers = (t: Tape) =>
      leavesOf(t.gradient(loss, parameters).gradient).map((leaf) => [...leaf.toArray()]);
    const first = numbers(tape);
    calls = 0;
    expect(numbers(tape)).toEqual(first);
    // Asked once when it is measured and once when it is run.
    expect(calls).toBe(2 * parameters.length);
    expect(numbers(new Tape({ strategy, compile: false }))).toEqual(first);
  });
});

test('other shapes in the next call are traced anew', () => {
  tidy(() => {
    const W = normal([3, 3], { key: [1, 1] });
    const run = (compile: boolean): number[][] => {
      const tape = new Tape({ strategy, compile });
      return [1, 4, 2].map((batch) => {
        const x = normal([steps, batch, 3], { key: [8, batch] });
        const step: Step = (w, h, input) => ({ state: cell(w, h, input) });
        const state = reshape(slice(normal([9, 3], { key: [3, 3] }), { start: 0, end: batch }), [batch, 3]);
        const loss = (w: Tensor): Tensor => sum(scan(step, { parameters: w, state, inputs: x }).state);
        return [...tape.gradient(loss, W).gradient.toArray()];
      });
    };
    expect(run(true)).toEqual(run(false));
  });
});
