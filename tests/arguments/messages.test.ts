import { afterAll, expect, test } from 'vitest';
import * as all from '../../src/index.js';
import { bauer, scalarGraph } from '../../src/randomized/index.js';

const { adam, checkpoint, matmul, revolve, scan, sum, Tape, tensor } = all;
const x = tensor([
  [1, 2],
  [5, 9],
]);

afterAll(() => x.dispose());

/** A call as somebody without types writes it. */
const loose = (f: (...args: never) => unknown, ...args: readonly unknown[]): unknown =>
  Reflect.apply(f, undefined, args);
const made = (of: new (...args: never) => object, ...args: readonly unknown[]): object =>
  Reflect.construct(of, args);
const chain = { parameters: [], state: x, inputs: { extent: 1, at: () => [] } };

test.each<readonly [call: () => unknown, message: string]>([
  // Names that other libraries have.
  [
    () => loose(all.mean, x, { axis: 1, keepDims: true }),
    "mean: there is no option 'keepDims'; did you mean 'keepAxis'? axis and keepAxis are known",
  ],
  [
    () => loose(sum, x, { dim: 0 }),
    "sum: there is no option 'dim'; did you mean 'axis'? axis and keepAxis are known",
  ],
  [
    () => loose(matmul, x, x, { transpose_b: true }),
    "matmul: there is no option 'transpose_b'; did you mean 'transposeB'? transposeA and transposeB are known",
  ],
  [
    () => loose(adam, { lr: 0.1 }),
    "adam: there is no option 'lr'; did you mean 'rate'? rate, decay and epsilon are known",
  ],
  [
    () => loose(adam, { rate: 0.1, beta1: 2 }),
    "adam: there is no option 'beta1'; did you mean 'decay'? rate, decay and epsilon are known",
  ],
  // Names that are misspelt.
  [
    () => loose(scan, () => ({}), { ...chain, strateg: revolve({ slots: 2 }) }),
    "scan: there is no option 'strateg'; did you mean 'strategy'? parameters, state, inputs, outputs, until and strategy " +
      'are known',
  ],
  [
    () => made(Tape, { limitByte: 1 }),
    "tape: there is no option 'limitByte'; did you mean 'limitBytes'? strategy, limitBytes, seed, check, gradientSums, predict and " +
      'compile are known',
  ],
  // Names that are like none.
  [
    () => loose(checkpoint, () => x, { policy: 'dots' }),
    "checkpoint: there is no option 'policy'; it takes none",
  ],
  [() => loose(all.storeAll, { slots: 3 }), "storeAll: there is no option 'slots'; it takes none"],
  [() => loose(revolve, { constructor: 3 }), "revolve: there is no option 'constructor'; slots is known"],
  // What is no object of options.
  [() => loose(sum, x, 0), 'sum: options are 0; an object with axis or keepAxis is needed'],
  [() => loose(sum, x, new Date(0)), 'sum: options are a Date; an object with axis or keepAxis is needed'],
  [
    () => loose(sum, x, x),
    'sum: options are a tensor float32 [2, 2]; an object with axis or keepAxis is needed',
  ],
  [() => made(Tape, revolve({ slots: 3 })), 'tape: options are a strategy; write { strategy: it }'],
  [
    () => made(Tape, null),
    'tape: options are null; an object with strategy, limitBytes, seed, check, gradientSums, predict or compile is needed',
  ],
  [
    () => loose(scan),
    'scan: options are undefined; an object with parameters, state, inputs, outputs, until or strategy is needed',
  ],
  // Options of another kind.
  [() => loose(sum, x, { keepAxis: 'yes' }), "sum: keepAxis is 'yes'; true or false is needed"],
  [
    () => made(Tape, { strategy: revolve }),
    'tape: strategy is a function: call it; one is needed, such as revolve({ slots: 8 })',
  ],
  [() => made(all.Arena, { backend: 'gpu' }), "arena: backend is 'gpu'; 'wasm' or 'reference' is needed"],
  [
    () => loose(adam, { rate: 0.1, decay: 0.9 }),
    'adam: decay is 0.9; a pair of numbers is needed, such as [0.9, 0.999]',
  ],
  // What is no tensor.
  [() => loose(sum, 5), 'sum: x is 5; a tensor is needed'],
  [() => loose(all.tanh, [1, 2]), 'tanh: its operand is a list of 2; a tensor is needed'],
  [() => loose(all.add, x, '1'), "add: an operand is '1'; a tensor or a number is needed"],
  [() => loose(all.add, 1, 2), 'add: a is 1 and b is 2; at least one tensor is needed'],
  [() => loose(all.lstmGates, x, undefined, x), 'lstmGates: operand 1 is undefined; a tensor is needed'],
  [() => loose(all.where, 1, x, 1), 'where: condition is 1; a tensor is needed'],
  [() => loose(all.stack, x), 'stack: parts is a tensor float32 [2, 2]; a list of tensors is needed'],
  [() => loose(all.stack, [x, 5]), 'stack: part 1 is 5; a tensor is needed'],
  // What is no list, function or number.
  [() => loose(all.zeros, 3), 'zeros: shape is 3; a list of lengths is needed, such as [2, 3]'],
  [() => loose(all.full, [2]), 'full: value is undefined; a number is needed'],
  [() => loose(all.slice, x), 'slice: options are undefined; an object with axis, start or end is needed'],
  [() => loose(all.tidy), 'tidy: body is undefined; a function () => tensors is needed'],
  [
    () => Reflect.apply(new Tape().gradient, new Tape(), [5, x]),
    'tape: the loss is 5; a function from parameters to a tensor is needed',
  ],
  [
    () => made(all.Driver),
    'driver: the chain is undefined; an object with advance, record, sweep, keep, free and discard is needed',
  ],
  [() => loose(all.sgd), 'sgd: options are undefined; an object with rate or momentum is needed'],
  [
    () => loose(all.useArena, {}),
    'useArena: the arena is an object; one is needed, such as new Arena({ limitBytes: 2 ** 20 })',
  ],
  [
    () => loose(bauer, { edges: [] }),
    "bauer: the graph's inputs is undefined; what scalarGraph has made is needed",
  ],
  // Numbers that mean nothing.
  [
    () => all.optimalAdvances(5, 0),
    'optimalAdvances: slots is 0; at least 1 is needed, for the initial state',
  ],
  [() => all.optimalSnapshots(5, Number.NaN), 'optimalSnapshots: slots is NaN; a whole number is needed'],
  [() => loose(all.keyOf), 'keyOf: seed is undefined; a finite number or a text is needed'],
  [() => all.keyAt([1, 2], -1), 'keyAt: place is -1; a whole number from 0 to 4294967295 is needed'],
  [
    () => all.keyAt([1, 2], 2 ** 32),
    'keyAt: place is 4294967296; a whole number from 0 to 4294967295 is needed',
  ],
  [() => adam({ rate: 0.1, decay: [2, 0.9] }), 'adam: decay is 2; a number below 1 is needed'],
])('call %#: $1', (call, message) => {
  expect(refusal(call)).toBe(message);
});

test('a figure of a profile that is misspelt is no figure left out', () => {
  expect(refusal(() => loose(all.plan, { extent: 3, stateByte: 8 }))).toContain(
    "plan: profile: there is no option 'stateByte'; did you mean 'stateBytes'? extent, ends, stateBytes,",
  );
});

test('a loss of whole numbers has no derivative', () => {
  const labels = tensor(1, { dtype: 'int32' });
  const tape = new Tape();
  expect(refusal(() => tape.gradient(() => labels, { x }))).toBe(
    'tape: the loss is int32 []; float32 or float64 is needed, for its derivative',
  );
  labels.dispose();
});

test('what is plain is taken: options of another realm or without a prototype, undefined ones, and inherited ones', () => {
  const bare = Object.assign(Object.create(null), { axis: 0 });
  const inherited = Object.assign(Object.create({ keepAxis: false }), { axis: 0 });
  all.tidy(() => {
    for (const options of [bare, inherited, { axis: 0, keepAxis: undefined }, {}, undefined])
      expect(Array.from(sum(x, options).toArray()).length).toBe(options?.axis === 0 ? 2 : 1);
  });
});

test('a list of functions may be mapped over tensors: what comes after the last argument is left alone', () => {
  all.tidy(() => {
    expect([x, x].map(all.tanh).map(({ shape }) => shape)).toEqual([
      [2, 2],
      [2, 2],
    ]);
  });
});

test('a number of a scalar program may be read only as one', () => {
  expect(refusal(() => scalarGraph((g) => Reflect.apply(g.sin, g, ['1']), [1]))).toBe(
    "scalarGraph: an operand is '1'; a number of the program, or a constant, is needed",
  );
});

function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return 'nothing was refused';
}
