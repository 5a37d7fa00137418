import {
  concatenate,
  type FullTree,
  full,
  leavesOf,
  mean,
  normal,
  randomStream,
  scan,
  square,
  Tape,
  type Tensor,
  tidy,
  zeros,
} from 'sublinear';
import type { Cell } from '../experiments/models/cell.js';
import { elman } from '../experiments/models/elman.js';
import { lstm } from '../experiments/models/lstm.js';
import { HandWrittenElman, type RnnSizes } from './handWritten.js';
import { HandWrittenLstm } from './handWrittenLstm.js';
import { interleaved, median, ratio } from './interleaved.js';

interface ByHand {
  gradient(): Float32Array;
}

interface Weights {
  readonly [name: string]: Tensor;
  readonly U: Tensor;
  readonly W: Tensor;
  readonly b: Tensor;
}

type Values = Readonly<Record<'x' | 'U' | 'W' | 'b', Float32Array>>;

const sizes: RnnSizes = { steps: 256, batch: 16, hidden: 128, inputs: 32 };

/** What the tape costs over the same work written by hand on the same kernels. */
export async function tapeOverhead(): Promise<void> {
  await overhead(elman, (values) => new HandWrittenElman(sizes, values));
  await overhead(remembering, (values) => new HandWrittenLstm(sizes, values));
}

/** An LSTM that forgets little: σ(4) is 0.98. */
const remembering: typeof lstm = {
  ...lstm,
  parameters: (stream, own) => {
    const { b, ...weights } = lstm.parameters(stream, own);
    const { hidden } = own;
    b.dispose();
    return {
      ...weights,
      b: tidy(() => concatenate([zeros([hidden]), full([hidden], 4), zeros([2 * hidden])])),
    };
  },
};

async function overhead<P extends Weights, S extends FullTree>(
  cell: Cell<P, S>,
  writtenByHand: (values: Values) => ByHand,
): Promise<void> {
  const { steps, batch, hidden, inputs } = sizes;
  const stream = randomStream('tape overhead');
  // Small, and with states that are forgotten slowly: cotangents that vanish become denormal numbers, which are slow.
  const x = normal([steps, batch, inputs], { key: stream.key(), deviation: 0.1 });
  const parameters = cell.parameters(stream, { inputs, hidden });
  const state = cell.initialState(batch, { inputs, hidden });
  const loss = (p: P): Tensor =>
    mean(square(cell.hidden(scan(cell.step, { parameters: p, state, inputs: x }).state)));
  const { U, W, b } = parameters;
  const byHand = writtenByHand({ x: floats(x), U: floats(U), W: floats(W), b: floats(b) });
  const taped = (options: { predict: boolean }) => {
    const tape = new Tape(options);
    return (): Float32Array => {
      const found: { W?: Float32Array } = {};
      tidy(() => {
        found.W = floats(tape.gradient(loss, parameters).gradient.W);
      });
      return found.W ?? new Float32Array();
    };
  };
  compare(byHand.gradient(), taped({ predict: true })());
  const tasks = {
    hand: () => byHand.gradient(),
    tape: taped({ predict: false }),
    'tape, predicted': taped({ predict: true }),
  };
  const [hand, ...tapes] = await interleaved(tasks, { rounds: 10 });
  if (hand === undefined) return;
  console.log(`${cell.name} T=${steps} B=${batch} H=${hidden} D=${inputs} float32, forward and backward`);
  console.log(`${hand.name.padEnd(18)} ${median(hand).toFixed(2)} ms`);
  for (const tape of tapes) {
    const { median: middle, low, high } = ratio(tape, hand);
    const spread = `${low.toFixed(2)} to ${high.toFixed(2)}`;
    console.log(
      `${tape.name.padEnd(18)} ${median(tape).toFixed(2)} ms, ${middle.toFixed(2)} x hand (${spread})`,
    );
  }
  for (const leaf of leavesOf([x, state, parameters])) leaf.dispose();
}

function floats(x: Tensor): Float32Array {
  return Float32Array.from(x.toArray());
}

function compare(a: ArrayLike<number>, b: ArrayLike<number>): void {
  let largest = 0;
  let difference = 0;
  for (let place = 0; place < a.length; place += 1) {
    largest = Math.max(largest, Math.abs(a[place]!));
    difference = Math.max(difference, Math.abs(a[place]! - b[place]!));
  }
  if (difference > 1e-4 * largest) throw new Error(`the gradients differ by ${difference} of ${largest}`);
}
