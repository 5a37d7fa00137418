import { describe, expect, test } from 'vitest';
import { map } from '../../src/array/elementwise.js';
import {
  add,
  apply,
  checkpoint,
  estimable,
  exactly,
  formatReport,
  type Keep,
  matmul,
  mean,
  multiply,
  normal,
  type Primitive,
  type Report,
  randomStream,
  relu,
  scan,
  sequential,
  square,
  storeAll,
  Tape,
  TapeError,
  type Tensor,
  type Tree,
  tanh,
  tensor,
  tidy,
  zeros,
} from '../../src/index.js';
import { combine } from '../../src/randomized/index.js';
import type { One } from '../../src/tape/primitive.js';
import { leadingHalf } from '../support/leading.js';
import { numbersOf } from '../support/programs.js';

// Rows of 32 numbers and halves of 16 are whole blocks of 128 and 64 bytes: sizes below are without padding.
const [batch, hidden, steps] = [2, 32, 5];
const stateBytes = batch * hidden * 4;
const inSteps = (bytes: number): number => bytes * steps;

/** A report of a loss under half of every residual that may be estimated; every test is of compiled steps and of others. */
function reported<P extends Tree>(
  make: () => { parameters: P; loss: (p: P) => Tensor },
  signal = false,
): Report {
  const both = [true, false].map((compile) =>
    tidy(() => {
      const { parameters, loss } = make();
      const tape = new Tape({ strategy: combine(storeAll(), leadingHalf({ signal })), compile });
      const { gradient, report } = tape.gradient(loss, parameters);
      expect(report.peakBytes).toBe(report.predicted?.peakBytes);
      return { numbers: numbersOf(gradient), report };
    }),
  );
  const [compiled, asWritten] = both;
  expect(compiled?.numbers).toEqual(asWritten?.numbers);
  expect(compiled?.report.residuals).toEqual(asWritten?.report.residuals);
  return compiled!.report;
}

const row = (report: Report, primitive: string) =>
  report.residuals.find((each) => each.primitive === primitive);
const skip = (reason: string, bytes = 0) => ({ reason, bytes });

const isParameter = skip('it is a parameter');
const isInput = skip('it is an input, which is held for the whole run');

/** A recurrent network, with tanh an Elman network and with relu an IRNN. */
function recurrent(activation: (x: Tensor) => Tensor) {
  return () => {
    const stream = randomStream('recurrent');
    const parameters = {
      W: normal([hidden, hidden], { key: stream.key(), deviation: 0.1 }),
      U: normal([1, hidden], { key: stream.key() }),
    };
    const inputs = normal([steps, batch, 1], { key: stream.key() });
    const state = zeros([batch, hidden]);
    const step = ({ W, U }: typeof parameters, h: Tensor, x: Tensor) => ({
      state: activation(add(matmul(h, W), matmul(x, U))),
    });
    return {
      parameters,
      loss: (p: typeof parameters) => mean(scan(step, { parameters: p, state, inputs }).state),
    };
  };
}

type Layer = (parameters: { readonly W: Tensor }, x: Tensor) => Tensor;

function layered(layers: readonly Layer[]) {
  return () => {
    const stream = randomStream('layers');
    const parameters = layers.map(() => ({ W: normal([hidden, hidden], { key: stream.key() }) }));
    const x = normal([batch, hidden], { key: stream.key() });
    const network = sequential(layers);
    return { parameters, loss: (p: typeof parameters) => mean(network(p, x)) };
  };
}

/** A chain of one kind of step on a state h, with a matrix W. */
function chained(body: (h: Tensor, W: Tensor) => Tensor) {
  return () => {
    const stream = randomStream('chain');
    const parameters = { W: normal([hidden, hidden], { key: stream.key(), deviation: 0.1 }) };
    const state = normal([batch, hidden], { key: stream.key() });
    const inputs = { extent: steps, at: () => [] };
    const step = ({ W }: typeof parameters, h: Tensor) => ({ state: body(h, W) });
    return {
      parameters,
      loss: (p: typeof parameters) => mean(scan(step, { parameters: p, state, inputs }).state),
    };
  };
}

describe('what is estimated', () => {
  test('of an IRNN, the state that the recurrent product reads, and nothing else', () => {
    const report = reported(recurrent(relu));
    expect(report.residuals).toMatchObject([
      {
        primitive: 'matmul',
        exactBytes: 0,
        estimatedBytes: inSteps(stateBytes),
        keptBytes: inSteps(stateBytes / 2),
      },
      // One bit an entry, which are 8 bytes, in a block of 64.
      { primitive: 'relu', exactBytes: inSteps(64), estimatedBytes: 0 },
    ]);
    expect(row(report, 'matmul')?.skipped).toEqual([isParameter, isInput]);
    expect(report.remarks).toEqual([]);
  });

  test('of an Elman network nothing, and it says so and why', () => {
    const report = reported(recurrent(tanh));
    expect(row(report, 'matmul')?.skipped).toEqual([
      isParameter,
      isInput,
      skip('the step before keeps it exactly'),
    ]);
    expect(row(report, 'tanh')?.exactBytes).toBe(inSteps(stateBytes));
    expect(report.remarks).toEqual([
      'no residual was estimated, and the gradient is exact: of matmul, it is a parameter, or it is an input, ' +
        'which is held for the whole run, or the step before keeps it exactly; of tanh, its derivative needs it exactly',
    ]);
  });

  test('not what another primitive of the step keeps exactly', () => {
    const report = reported(chained((h, W) => matmul(tanh(matmul(h, W)), W)));
    expect(row(report, 'matmul')?.skipped).toContainEqual(skip('tanh keeps it exactly'));
    expect(row(report, 'matmul')?.estimatedBytes).toBe(inSteps(stateBytes));
  });

  test('nothing on the signal path, unless that is asked for', () => {
    const gated = chained((h, W) => multiply(matmul(h, W), add(h, 1)));
    expect(row(reported(gated), 'multiply')?.skipped).toEqual([
      skip('it is on the signal path', inSteps(2 * stateBytes)),
    ]);
    expect(row(reported(gated, true), 'multiply')?.estimatedBytes).toBe(inSteps(2 * stateBytes));
  });

  test('not what so many read that their estimates would take as many bytes', () => {
    const twice = chained((h, W) => relu(add(matmul(h, W), matmul(h, W))));
    expect(row(reported(twice), 'matmul')?.skipped).toEqual([
      isParameter,
      skip('its estimates would take as many bytes', inSteps(stateBytes)),
    ]);
    const once = chained((h, W) => relu(matmul(h, W)));
    expect(row(reported(once), 'matmul')?.estimatedBytes).toBe(inSteps(stateBytes));
  });

  test('not what was made outside of the step', () => {
    const make = () => {
      const constant = tensor(Array(hidden).fill(0.5), { shape: [1, hidden] });
      const parameters = { W: tensor(Array(hidden * hidden).fill(0.01), { shape: [hidden, hidden] }) };
      const inputs = { extent: steps, at: () => [] };
      const step = ({ W }: typeof parameters, h: Tensor) => ({ state: add(h, matmul(constant, W)) });
      const state = zeros([1, hidden]);
      return {
        parameters,
        loss: (p: typeof parameters) => mean(scan(step, { parameters: p, state, inputs }).state),
      };
    };
    expect(row(reported(make), 'matmul')?.skipped).toEqual([skip('it was made outside of the step')]);
  });

  test('nothing of the loss itself, whose values all live until it is done', () => {
    const report = reported(() => {
      const W = normal([hidden, hidden], { key: [1, 2] });
      const x = normal([batch, hidden], { key: [3, 4] });
      return { parameters: { W }, loss: (p: { W: Tensor }) => mean(matmul(relu(matmul(x, p.W)), p.W)) };
    });
    const reason =
      "it is the loss's own, which lives until the loss is done; what a step of a chain leaves behind goes sooner";
    expect(row(report, 'matmul')?.skipped).toContainEqual(skip(reason, stateBytes));
    expect(row(report, 'matmul')?.estimatedBytes).toBe(0);
  });

  test('of a checkpoint what its parameters read, and not what its other arguments do', () => {
    const inside = checkpoint((x: Tensor, W: Tensor) => matmul(relu(matmul(x, W)), W));
    const products = checkpoint((x: Tensor, y: Tensor) => multiply(relu(x), relu(y)));
    const make = (f: (h: Tensor, W: Tensor) => Tensor) => () => {
      const parameters = { W: normal([hidden, hidden], { key: [1, 2] }) };
      const x = normal([batch, hidden], { key: [3, 4] });
      return { parameters, loss: (p: typeof parameters) => mean(f(x, p.W)) };
    };
    expect(row(reported(make(inside)), 'matmul')?.estimatedBytes).toBe(stateBytes);
    const ofActivations = reported(make((x, W) => products(matmul(x, W), matmul(x, W))));
    expect(row(ofActivations, 'multiply')?.skipped).toContainEqual(
      skip('it is on the signal path', 2 * stateBytes),
    );
  });
});

describe('in a chain of unequal steps', () => {
  const dense: Layer = ({ W }, x) => matmul(x, W);
  const smooth: Layer = (_, x) => tanh(x);
  const bent: Layer = (_, x) => relu(x);

  test('a state is not estimated that the step before keeps exactly', () => {
    const report = reported(layered([dense, smooth, dense]));
    expect(row(report, 'matmul')?.skipped).toEqual([isParameter, skip('the step before keeps it exactly')]);
  });

  test('one that it does not keep is', () => {
    const report = reported(layered([dense, bent, dense]));
    expect(row(report, 'matmul')?.estimatedBytes).toBe(stateBytes);
  });
});

test('a keep hears by which parameters of the step a residual is read', () => {
  const heard = new Set<string>();
  const keep: Keep = {
    ...leadingHalf(),
    sketchOf: ({ primitive, parameters }) => {
      heard.add(`${primitive} for ${parameters.join(' and ')}`);
      return 'it was looked at';
    },
  };
  const make = () => {
    const W = (key: number) => normal([hidden, hidden], { key: [key, 0], deviation: 0.1 });
    const parameters = { cell: { W: W(1) }, V: W(2) };
    const state = normal([batch, hidden], { key: [3, 0] });
    const step = ({ cell, V }: typeof parameters, h: Tensor) => ({
      state: relu(matmul(relu(matmul(h, cell.W)), multiply(V, 2))),
    });
    const inputs = { extent: steps, at: () => [] };
    return {
      parameters,
      loss: (p: typeof parameters) => mean(scan(step, { parameters: p, state, inputs }).state),
    };
  };
  for (const compile of [true, false]) {
    heard.clear();
    tidy(() => {
      const { parameters, loss } = make();
      new Tape({ strategy: combine(storeAll(), keep), compile }).gradient(loss, parameters);
    });
    // The second product's factor is no parameter itself, but computed from one.
    expect([...heard].sort()).toEqual(['matmul for ', 'matmul for cell.W']);
  }
});

test('a report shows what became of residuals', () => {
  const text = formatReport(reported(recurrent(relu)));
  expect(text).toContain('\nresiduals, bytes of all steps that were recorded\n');
  expect(text).toContain('  of matmul                640 kept of 1,280, estimated\n');
  expect(text).toContain('  of relu                  320 kept exactly: its derivative needs it');
  const exactly = tidy(() => {
    const { parameters, loss } = recurrent(relu)();
    return new Tape().gradient(loss, parameters).report;
  });
  expect(exactly.residuals).toEqual([]);
});

test('values are exact, and what is estimated depends on nothing that a schedule decides', () => {
  const loss = (keep: boolean) =>
    tidy(() => {
      const { parameters, loss } = recurrent(relu)();
      const strategy = keep ? combine(storeAll(), leadingHalf()) : storeAll();
      return new Tape({ strategy })
        .gradient((p: typeof parameters) => square(loss(p)), parameters)
        .value.item();
    });
  expect(loss(true)).toBe(loss(false));
});

describe('a primitive of the user', () => {
  const cube = (residual: typeof estimable): Primitive<One, One, undefined> => ({
    name: 'cube',
    primal: ([x]) => map('square', x),
    save: ([x]) => [residual(x)],
    vjp: (g, [x]) => [multiply(multiply(g, square(x)), 3)],
  });
  const twice: Primitive<One, One, undefined> = {
    name: 'twice',
    primal: ([x]) => map('square', x),
    save: ([x]) => [estimable(x)],
    vjp: (g, [x]) => [multiply(multiply(g, x), 2)],
  };
  const using = (primitive: Primitive<One, One, undefined>) =>
    chained((h, W) => matmul(relu(h), add(W, apply(primitive, [multiply(W, 0.5)], undefined))));

  test('is refused if its cotangents are not affine in what it marks estimable', () => {
    expect(() => reported(using(cube(estimable)))).toThrow(
      new TapeError(
        'cube: a residual of it is marked estimable, but its cotangents are not affine in it: an estimate would give ' +
          'them a wrong mean. Mark it with exactly instead of estimable',
      ),
    );
    expect(() => reported(using(cube(exactly)))).not.toThrow();
  });

  test('is estimated if they are', () => {
    expect(row(reported(using(twice)), 'twice')?.estimatedBytes).toBe(inSteps(hidden * hidden * 4));
  });
});
