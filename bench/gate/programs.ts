import {
  add,
  type FullTree,
  leavesOf,
  matmul,
  mean,
  normal,
  type Report,
  randomStream,
  scan,
  sequential,
  square,
  Tape,
  type TapeOptions,
  type Tensor,
  type Tree,
  tanh,
  tidy,
  zeros,
} from 'sublinear';
import type { Cell } from '../../experiments/models/cell.js';

export interface Sizes {
  readonly steps: number;
  readonly batch: number;
  readonly hidden: number;
  readonly inputs: number;
}

/** A loss with its data and parameters, made once and disposed of once. */
export interface Program extends Disposable {
  readonly name: string;
  /** A tape for it: what is returned computes one gradient, disposes of it and reports. */
  taped(options: TapeOptions): () => Report;
}

/**
 * A network of one cell, with the mean square of its last state as the loss.
 *
 * @param options.isEndKnown - whether strategies are told how many steps there are; true if absent
 */
export function recurrent<P extends Tree, S extends FullTree>(
  cell: Cell<P, S>,
  { steps, batch, hidden, inputs }: Sizes,
  { isEndKnown = true }: { readonly isEndKnown?: boolean } = {},
): Program {
  const stream = randomStream(cell.name);
  const x = normal([steps, batch, inputs], { key: stream.key() });
  const parameters = cell.parameters(stream, { inputs, hidden });
  const state = cell.initialState(batch, { inputs, hidden });
  const ending = isEndKnown ? {} : { until: (_: S, step: number) => step === steps };
  const loss = (p: P): Tensor => {
    const last = scan(cell.step, { parameters: p, state, inputs: x, ...ending }).state;
    return mean(square(cell.hidden(last)));
  };
  return programOf(cell.name, loss, parameters, [x, state]);
}

type Dense = { readonly W: Tensor; readonly b: Tensor };

/** Dense layers of the widths given, one after another, as a chain of unequal steps. */
export function layered(batch: number, widths: readonly number[]): Program {
  const stream = randomStream('layers');
  const x = normal([batch, widths[0] ?? 1], { key: stream.key() });
  const parameters = widths.slice(1).map((width, layer): Dense => {
    const before = widths[layer] ?? 1;
    const W = normal([before, width], { key: stream.key(), deviation: 1 / Math.sqrt(before) });
    return { W, b: zeros([width]) };
  });
  const dense = ({ W, b }: Dense, y: Tensor): Tensor => tanh(add(matmul(y, W), b));
  const network = sequential<Dense[]>(parameters.map(() => dense));
  return programOf('layers', (p) => mean(square(network(p, x))), parameters, [x]);
}

function programOf<P extends Tree>(
  name: string,
  loss: (parameters: P) => Tensor,
  parameters: P,
  data: readonly Tree[],
): Program {
  return {
    name,
    taped: (options) => {
      const tape = new Tape(options);
      return () => tidy(() => tape.gradient(loss, parameters).report);
    },
    [Symbol.dispose]: () => {
      for (const leaf of leavesOf([parameters, ...data])) leaf.dispose();
    },
  };
}
