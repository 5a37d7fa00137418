import type { Cell, CellSizes } from '../../experiments/models/cell.js';
import { models } from '../../experiments/models/index.js';
import { classification, languageModel, readOut } from '../../experiments/models/readOut.js';
import {
  add,
  checkpoint,
  definePrimitive,
  dropout,
  estimable,
  exactly,
  type FloatType,
  type FullTree,
  gather,
  leavesOf,
  matmul,
  maximum,
  mean,
  multiply,
  normal,
  randomStream,
  reshape,
  scan,
  sequential,
  sign,
  square,
  sum,
  type Tensor,
  type Tree,
  tanh,
  tensor,
  zeros,
} from '../../src/index.js';
import type { One, Two } from '../../src/tape/primitive.js';

/** A loss with its parameters, ready to be differentiated. What it makes belongs to the open scope. */
export interface Program {
  readonly parameters: Tree;
  readonly loss: (parameters: never) => Tensor;
}

export interface ProgramOptions {
  readonly steps: number;
  readonly dtype: FloatType;
}

type Make = (options: ProgramOptions) => Program;

const batch = 3;
const hidden = 4;
const inputs = 2;

/** The last state of a chain of one cell, as a class's cross entropy. */
function classifier<P extends Tree, S extends FullTree>(cell: Cell<P, S>): Make {
  return ({ steps, dtype }) => {
    const stream = randomStream(cell.name);
    const sizes: CellSizes = { inputs, hidden, dtype };
    const parameters = {
      cell: cell.parameters(stream, sizes),
      readOut: readOut(stream, { hidden, classes: 3, dtype }),
    };
    const data = {
      inputs: normal([steps, batch, inputs], { key: stream.key(), dtype }),
      labels: tensor([2, 0, 1], { dtype: 'int32' }),
    };
    return { parameters, loss: classification(cell, sizes, data) };
  };
}

/** A loss at every step, and indices as inputs. */
function language<P extends Tree, S extends FullTree>(cell: Cell<P, S>): Make {
  return ({ steps, dtype }) => {
    const stream = randomStream(cell.name);
    const sizes: CellSizes = { inputs, hidden, dtype };
    const characters = 5;
    const parameters = {
      cell: cell.parameters(stream, sizes),
      readOut: readOut(stream, { hidden, classes: characters, dtype }),
      embedding: normal([characters, inputs], { key: stream.key(), dtype }),
    };
    const ids = (shift: number): Tensor => {
      const values = Int32Array.from(
        { length: steps * batch },
        (_, place) => (place * place + shift) % characters,
      );
      return tensor(values, { shape: [steps, batch] });
    };
    return { parameters, loss: languageModel(cell, sizes, { inputs: ids(0), targets: ids(1) }) };
  };
}

interface Weights {
  readonly [name: string]: Tensor;
  readonly W: Tensor;
  readonly U: Tensor;
}

function weights({ dtype }: ProgramOptions): { parameters: Weights; data: (...shape: number[]) => Tensor } {
  const stream = randomStream('weights');
  const data = (...shape: number[]): Tensor => normal(shape, { key: stream.key(), dtype });
  return { parameters: { W: multiply(data(hidden, hidden), 0.5), U: data(inputs, hidden) }, data };
}

const withDropout: Make = (options) => {
  const { parameters, data } = weights(options);
  const x = data(options.steps, batch, inputs);
  const step = ({ W, U }: Weights, h: Tensor, input: Tensor) => {
    const dropped = dropout(h, { rate: 0.3 });
    return { state: tanh(add(matmul(dropped, W), matmul(dropout(input, { rate: 0.2 }), U))) };
  };
  const state = zeros([batch, hidden], { dtype: options.dtype });
  return {
    parameters,
    loss: (p: Weights) => mean(square(scan(step, { parameters: p, state, inputs: x }).state)),
  };
};

/** A scan in every step of a scan, both with outputs added up. */
const nested: Make = (options) => {
  const { parameters, data } = weights(options);
  const x = data(options.steps, 3, batch, inputs);
  const inner = ({ W, U }: Weights, h: Tensor, input: Tensor) => {
    const state = tanh(add(matmul(dropout(h, { rate: 0.1 }), W), matmul(input, U)));
    return { state, output: mean(square(state)) };
  };
  const outer = (p: Weights, h: Tensor, input: Tensor) => {
    const { state, outputs } = scan(inner, { parameters: p, state: h, inputs: input, outputs: 'sum' });
    return { state, output: outputs };
  };
  const state = zeros([batch, hidden], { dtype: options.dtype });
  return {
    parameters,
    loss: (p: Weights) => scan(outer, { parameters: p, state, inputs: x, outputs: 'sum' }).outputs,
  };
};

const withCheckpoint: Make = (options) => {
  const { parameters, data } = weights(options);
  const x = data(options.steps, batch, inputs);
  const layer = checkpoint((h: Tensor, W: Tensor) => tanh(matmul(tanh(matmul(h, W)), W)));
  const step = ({ W, U }: Weights, h: Tensor, input: Tensor) => ({
    state: add(layer(h, W), multiply(matmul(input, U), 0.1)),
  });
  const state = zeros([batch, hidden], { dtype: options.dtype });
  return {
    parameters,
    loss: (p: Weights) => sum(square(scan(step, { parameters: p, state, inputs: x }).state)),
  };
};

/** Outputs side by side, read by a second scan as inputs that have a gradient. */
const stacked: Make = (options) => {
  const { parameters, data } = weights(options);
  const x = data(options.steps, batch, inputs);
  const state = zeros([batch, hidden], { dtype: options.dtype });
  const lower = ({ W, U }: Weights, h: Tensor, input: Tensor) => {
    const next = tanh(add(matmul(h, W), matmul(input, U)));
    return { state: next, output: next };
  };
  const upper = ({ W }: Weights, h: Tensor, below: Tensor) => ({ state: tanh(add(matmul(h, W), below)) });
  const loss = (p: Weights): Tensor => {
    const below = scan(lower, { parameters: p, state, inputs: x, outputs: 'stack' }).outputs;
    return mean(square(scan(upper, { parameters: p, state, inputs: below }).state));
  };
  return { parameters, loss };
};

/** A state of which parts are passed on, shared and learnt, in a tree with a list. */
const passedOn: Make = (options) => {
  const { parameters, data } = weights(options);
  const x = data(options.steps, batch, inputs);
  type State = { readonly now: Tensor; readonly past: readonly [Tensor, Tensor]; readonly fixed: Tensor };
  const step = ({ W, U }: Weights, { now, past, fixed }: State, input: Tensor) => {
    const next = tanh(add(add(matmul(now, W), matmul(input, U)), multiply(past[1], fixed)));
    return { state: { fixed, past: [now, past[0]] as const, now: next } };
  };
  const loss = (p: Weights): Tensor => {
    const start = reshape(gather(p.U, tensor([0, 1, 0], { dtype: 'int32' })), [batch, hidden]);
    const state: State = { now: start, past: [start, start], fixed: mean(p.W) };
    const last = scan(step, { parameters: p, state, inputs: x }).state;
    return add(sum(square(last.now)), sum(multiply(last.past[1], last.fixed)));
  };
  return { parameters, loss };
};

/** A chain of unequal steps: layers of different widths and costs, with dropout, a checkpoint and a scan among them. */
const layers: Make = ({ steps, dtype }) => {
  const stream = randomStream('layers');
  const widths = Array.from({ length: steps + 1 }, (_, place) => 2 + ((5 * place) % 7));
  const parameters = widths.slice(1).map((width, place) => ({
    W: normal([widths[place]!, width], { key: stream.key(), deviation: 0.5, dtype }),
  }));
  const x = normal([batch, widths[0]!], { key: stream.key(), dtype });
  type Layer = (p: { readonly W: Tensor }, x: Tensor) => Tensor;
  const dense: Layer = ({ W }, h) => tanh(matmul(h, W));
  const noisy: Layer = ({ W }, h) => add(matmul(dropout(h, { rate: 0.2 }), W), 0.1);
  const inside = checkpoint((h: Tensor, W: Tensor) => tanh(tanh(matmul(h, W))));
  const again: Layer = ({ W }, h) => inside(h, W);
  const scanned: Layer = ({ W }, h) =>
    scan((_: Tree, s: Tensor) => ({ state: tanh(multiply(s, 0.9)) }), {
      parameters: [],
      state: matmul(h, W),
      inputs: { extent: 3, at: () => [] },
    }).state;
  const kinds = [dense, noisy, again, scanned];
  const network = sequential(parameters.map((_, place) => kinds[place % kinds.length]!));
  return { parameters, loss: (p: typeof parameters) => mean(square(network(p, x))) };
};

const product = definePrimitive({
  name: 'product',
  primal: ([h, W]: Two) => matmul(h, W),
  save: ([h, W]: Two) => [estimable(h, [1]), exactly(W)],
  vjp: (g: Tensor, [h, W]: Two) => [matmul(g, W, { transposeB: true }), matmul(h, g, { transposeA: true })],
});

const leaky = definePrimitive({
  name: 'leaky',
  primal: ([x]: One, { slope }: { slope: number }) => maximum(x, multiply(x, slope)),
  save: ([x]: One) => [exactly(multiply(add(sign(x), 1), 0.5))],
  vjp: (g: Tensor, [sides]: One, { options: { slope } }: { options: { slope: number } }) => [
    multiply(g, add(multiply(sides, 1 - slope), slope)),
  ],
});

/** Primitives of one's own, in steps of three kinds and in a checkpoint. */
const ownPrimitives: Make = (options) => {
  const { parameters, data } = weights(options);
  const x = data(options.steps, batch, inputs);
  const bent = checkpoint((h: Tensor) => leaky([h], { slope: 0.1 }));
  const step = ({ W, U }: Weights, h: Tensor, input: Tensor, index: number) => {
    const next = add(product([leaky([h], { slope: (index % 3) / 4 }), W]), product([input, U]));
    return { state: tanh(next), output: mean(square(bent(next))) };
  };
  const state = zeros([batch, hidden], { dtype: options.dtype });
  return {
    parameters,
    loss: (p: Weights) => scan(step, { parameters: p, state, inputs: x, outputs: 'sum' }).outputs,
  };
};

/** Values that several later ones read, so that cotangents meet, and are passed to two inputs at once. */
const fanOut: Make = (options) => {
  const { parameters, data } = weights(options);
  const x = data(options.steps, batch, inputs);
  const step = ({ W, U }: Weights, h: Tensor, input: Tensor) => {
    const a = matmul(h, W);
    const b = matmul(input, U);
    const early = multiply(a, b);
    const late = add(a, b);
    return { state: tanh(add(add(late, early), multiply(late, late))) };
  };
  const state = zeros([batch, hidden], { dtype: options.dtype });
  return {
    parameters,
    loss: (p: Weights) => sum(square(scan(step, { parameters: p, state, inputs: x }).state)),
  };
};

/** Programs of every kind that a strategy must not change a bit of. */
export const programs: Readonly<Record<string, Make>> = {
  Elman: classifier(models.elman),
  IRNN: classifier(models.irnn),
  GRU: classifier(models.gru),
  LSTM: classifier(models.lstm),
  'LSTM, a loss at every step': language(models.lstm),
  dropout: withDropout,
  'nested scans': nested,
  'checkpoint in a step': withCheckpoint,
  'stacked outputs': stacked,
  'states passed on': passedOn,
  'fan-out': fanOut,
  'layers of different sizes': layers,
  "primitives of one's own": ownPrimitives,
};

/** The entries of the gradient and the loss, as plain numbers. */
export function numbersOf(tree: Tree): readonly number[] {
  return leavesOf(tree).flatMap((leaf) => Array.from(leaf.toArray()));
}
