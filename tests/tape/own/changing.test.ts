import { describe, expect, test } from 'vitest';
import {
  apply,
  checkpoint,
  definePrimitive,
  exactly,
  matmul,
  multiply,
  type PrimitiveDefinition,
  PurityError,
  primitives,
  type Row,
  recomputeAll,
  revolve,
  type Strategy,
  scan,
  sequential,
  square,
  storeAll,
  sum,
  Tape,
  type TapeOptions,
  type Tensor,
  tensor,
  tidy,
  transpose,
} from '../../../src/index.js';
import type { None, One } from '../../../src/tape/primitive.js';

type Plain = PrimitiveDefinition<One, None, void>;

const options: readonly TapeOptions[] = [
  { compile: true },
  { compile: false },
  { compile: true, strategy: revolve({ slots: 2 }) },
  { compile: false, strategy: revolve({ slots: 2 }) },
];

/** Loss and gradient of h_n² by a, h multiplied by a and given to the primitive in each of n steps, one tape for all calls. */
function chain(n: number, primitive: () => Plain, tapeOptions: TapeOptions) {
  const tape = new Tape(tapeOptions);
  return () =>
    tidy(() => {
      const step = (a: Tensor, h: Tensor) => ({ state: apply(primitive(), [multiply(h, a)], undefined) });
      const loss = (a: Tensor): Tensor =>
        square(scan(step, { parameters: a, state: tensor(1), inputs: { extent: n, at: () => [] } }).state);
      const { value, gradient, report } = tape.gradient(loss, tensor(3));
      // Not what a strategy says of its slots.
      const remarks = report.remarks.filter((remark) => remark.startsWith('scan'));
      return { value: value.item(), gradient: gradient.item(), predicted: report.predicted, remarks };
    });
}

describe.each(options)('%j', (tapeOptions) => {
  test('a number that the vjp reads counts as it is at each gradient', () => {
    let slope = 1;
    const surrogate: Plain = {
      name: 'surrogate',
      primal: ([x]) => multiply(x, 1),
      vjp: (g) => [multiply(g, slope)],
    };
    const call = chain(1, () => surrogate, tapeOptions);
    expect(call().gradient).toBe(6);
    slope = 10;
    expect(call().gradient).toBe(60);
    slope = 1;
    expect(call()).toMatchObject({ gradient: 6, remarks: [] });
  });

  test('a number that the primal reads', () => {
    let factor = 2;
    const scaled: Plain = {
      name: 'scaled',
      primal: ([x]) => multiply(x, factor),
      vjp: (g) => [multiply(g, factor)],
    };
    const call = chain(3, () => scaled, tapeOptions);
    const right = (by: number) => ({ value: (3 * by) ** 6, gradient: 2 * by ** 6 * 3 ** 6 });
    expect(call()).toMatchObject(right(2));
    factor = 3;
    expect(call()).toMatchObject(right(3));
  });

  test('a branch, a number of a closure, and options', () => {
    let isSteep = false;
    const make = (slope: number): Plain => ({
      name: 'surrogate',
      primal: ([x]) => multiply(x, 1),
      vjp: (g) => [isSteep ? multiply(multiply(g, slope), slope) : multiply(g, slope)],
    });
    let slope = 2;
    const call = chain(1, () => make(slope), tapeOptions);
    expect(call().gradient).toBe(12);
    isSteep = true;
    expect(call().gradient).toBe(24);
    slope = 3;
    expect(call()).toMatchObject({ gradient: 54, remarks: [] });
  });

  test('options that are changed in place', () => {
    const setting = { slope: 1 };
    const surrogate = definePrimitive({
      name: 'surrogate',
      primal: ([x]: One) => multiply(x, 1),
      vjp: (g: Tensor, _: readonly [], { options }: { options: typeof setting }) => [
        multiply(g, options.slope),
      ],
    });
    const tape = new Tape(tapeOptions);
    const gradient = (): number =>
      tidy(() => {
        const step = (a: Tensor, h: Tensor) => ({ state: surrogate([multiply(h, a)], setting) });
        const loss = (a: Tensor): Tensor =>
          square(scan(step, { parameters: a, state: tensor(1), inputs: tensor([0]) }).state);
        return tape.gradient(loss, tensor(3)).gradient.item();
      });
    expect(gradient()).toBe(6);
    setting.slope = 10;
    expect(gradient()).toBe(60);
  });

  test('a primitive of values runs with the values that there are, and the report says so', () => {
    let factor = 1;
    const rounded: Plain = {
      name: 'rounded',
      primal: ([x]) => tensor(Math.round(x.item() * factor)),
      vjp: (g) => [multiply(g, factor)],
    };
    const call = chain(2, () => rounded, tapeOptions);
    expect(call()).toMatchObject({ value: 81, gradient: 108 });
    factor = 2;
    const { value, gradient, predicted, remarks } = call();
    expect([value, gradient]).toEqual([36 ** 2, 2 * 36 * (2 * 6 + 2 * 2 * 3)]);
    expect(predicted).toBeUndefined();
    expect(remarks).toEqual(
      tapeOptions.compile
        ? ['scan: a step is not compiled and runs as it is written: it applies rounded, which reads values']
        : [],
    );
  });

  test('a vjp of values', () => {
    let factor = 1;
    const read: Plain = {
      name: 'read',
      primal: ([x]) => multiply(x, 1),
      vjp: (g) => [tensor(g.item() * factor)],
    };
    const call = chain(1, () => read, tapeOptions);
    expect(call().gradient).toBe(6);
    factor = 10;
    expect(call().gradient).toBe(60);
  });

  test('in checkpoint and sequential', () => {
    let slope = 1;
    const surrogate: Plain = {
      name: 'surrogate',
      primal: ([x]) => multiply(x, 1),
      vjp: (g) => [multiply(g, slope)],
    };
    const act = (h: Tensor): Tensor => apply(surrogate, [square(h)], undefined);
    const tape = new Tape(tapeOptions);
    const once = checkpoint(act);
    const layer = (_: readonly [], h: Tensor): Tensor => act(h);
    const twice = sequential([layer, layer]);
    const losses = [(a: Tensor): Tensor => once(a), (a: Tensor): Tensor => twice([[], []], a)];
    const gradients = () => losses.map((loss) => tidy(() => tape.gradient(loss, tensor(3)).gradient.item()));
    expect(gradients()).toEqual([6, 108]);
    slope = 10;
    expect(gradients()).toEqual([60, 10800]);
  });

  test('a variable that the step sets is refused in the sweep where another step has set it since', () => {
    let slope = 1;
    const surrogate: Plain = {
      name: 'surrogate',
      primal: ([x]) => multiply(x, 1),
      vjp: (g) => [multiply(g, slope)],
    };
    const run = (strategy: Strategy): number =>
      tidy(() => {
        const step = (a: Tensor, h: Tensor, _: unknown, index: number) => {
          slope = index + 1;
          return { state: apply(surrogate, [multiply(h, a)], undefined) };
        };
        const loss = (a: Tensor): Tensor =>
          scan(step, { parameters: a, state: tensor(1), inputs: { extent: 4, at: () => [] } }).state;
        return new Tape({ ...tapeOptions, strategy }).gradient(loss, tensor(3)).gradient.item();
      });
    expect(() => run(storeAll())).toThrow(
      new PurityError(
        'surrogate: its vjp does something else in the sweep than it did when the primitive was applied. Usual cause: a ' +
          'variable that it reads has changed in between. Pass what changes as an input, or in new options',
      ),
    );
  });
});

test('a step with a primitive of its own is asked whenever it runs, as one that is not compiled', () => {
  const [compiled, written] = [true, false].map((compile) => {
    let slope = 1;
    const asked: number[] = [];
    const surrogate: Plain = {
      name: 'surrogate',
      primal: ([x]) => multiply(x, 1),
      vjp: (g) => [multiply(g, slope)],
    };
    const step = (a: Tensor, h: Tensor, _: unknown, index: number) => {
      slope = index + 1;
      if (asked.at(-1) !== index) asked.push(index);
      return { state: apply(surrogate, [multiply(h, a)], undefined) };
    };
    const loss = (a: Tensor): Tensor =>
      scan(step, { parameters: a, state: tensor(1), inputs: { extent: 4, at: () => [] } }).state;
    const tape = new Tape({ compile, predict: false, strategy: recomputeAll() });
    return { gradient: tidy(() => tape.gradient(loss, tensor(3)).gradient.item()), asked };
  });
  // Every step is recorded right before it is swept, so that what it has set is still so: 3³ times the sum over t of
  // what the slopes from t on multiply to.
  expect(written?.gradient).toBe(27 * (24 + 24 + 12 + 4));
  expect(written?.asked).toEqual([0, 1, 2, 3, 0, 1, 2, 0, 1, 0]);
  expect(compiled).toEqual(written);
});

test('steps that pass what changes as options have programs of their own', () => {
  const surrogate = definePrimitive({
    name: 'surrogate',
    primal: ([x]: One, { factor }: { factor: number }) => multiply(x, factor),
    save: ([x]: One) => [exactly(x)],
    vjp: (g: Tensor, [x]: One, { options }: { options: { factor: number } }) => [
      multiply(multiply(g, options.factor), square(square(multiply(x, 0.5)))),
    ],
  });
  const found = options.map((tapeOptions) =>
    tidy(() => {
      const step = (a: Tensor, h: Tensor, _: unknown, index: number) => ({
        state: surrogate([multiply(h, a)], { factor: 1 + (index % 3) / 8 }),
      });
      const loss = (a: Tensor): Tensor =>
        sum(scan(step, { parameters: a, state: tensor([1, 2]), inputs: { extent: 7, at: () => [] } }).state);
      const { value, gradient, report } = new Tape(tapeOptions).gradient(loss, tensor(1.25));
      expect(report.peakBytes).toBe(report.predicted?.peakBytes);
      expect(report.remarks).toEqual([]);
      return [value.item(), gradient.item()];
    }),
  );
  for (const each of found) expect(each).toEqual(found[0]);
});

describe('a list or a record of options that is changed in place, given to functions of the library', () => {
  const axes = [1, 0];
  const flags = { transposeB: true };
  const functions: Readonly<Record<string, (h: Tensor) => Tensor>> = {
    transpose: (h) => transpose(h, axes),
    matmul: (h) => matmul(h, h, flags),
    apply: (h) => apply(primitiveNamed('transpose'), [h], axes),
  };
  test.each(Object.entries(functions))('%s does what they say at each gradient', (_, f) => {
    const found = [true, false].map((compile) => {
      const tape = new Tape({ compile });
      return [0, 1].map((first) => {
        axes.splice(0, 2, first, 1 - first);
        flags.transposeB = first === 0;
        return tidy(() => {
          const step = (a: Tensor, h: Tensor) => ({ state: multiply(f(h), a) });
          const state = tensor([
            [1, 2],
            [3, 4],
          ]);
          const weights = tensor([
            [1, 10],
            [100, 1000],
          ]);
          const inputs = { extent: 3, at: () => [] };
          const loss = (a: Tensor): Tensor =>
            sum(multiply(weights, scan(step, { parameters: a, state, inputs }).state));
          const { value, gradient } = tape.gradient(loss, tensor(2));
          return [value.item(), gradient.item()];
        });
      });
    });
    expect(found[0]).toEqual(found[1]);
    expect(found[0]?.[0]).not.toEqual(found[0]?.[1]);
  });
});

function primitiveNamed(name: string): Row {
  const row = primitives.find((each) => each.name === name);
  if (row === undefined) throw new Error(`there is no ${name}`);
  return row;
}
