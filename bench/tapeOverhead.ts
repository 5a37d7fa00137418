import {
  add,
  leavesOf,
  matmul,
  mean,
  normal,
  randomStream,
  scan,
  square,
  Tape,
  type Tensor,
  tanh,
  tidy,
  zeros,
} from 'sublinear';
import { HandWrittenElman, type RnnSizes } from './handWritten.js';
import { interleaved, median, ratio } from './interleaved.js';

interface Weights {
  readonly [name: string]: Tensor;
  readonly U: Tensor;
  readonly W: Tensor;
  readonly b: Tensor;
}

const sizes: RnnSizes = { steps: 256, batch: 16, hidden: 128, inputs: 32 };

/** What the tape costs over the same work written by hand on the same kernels. */
export async function tapeOverhead(): Promise<void> {
  const { steps, batch, hidden, inputs } = sizes;
  const stream = randomStream('tape overhead');
  const x = normal([steps, batch, inputs], { key: stream.key() });
  const parameters = {
    U: normal([inputs, hidden], { key: stream.key(), deviation: 0.02 }),
    W: normal([hidden, hidden], { key: stream.key(), deviation: 1 / Math.sqrt(hidden) }),
    b: normal([hidden], { key: stream.key(), deviation: 0.01 }),
  };
  const state = zeros([batch, hidden]);
  const loss = (p: Weights): Tensor => {
    const step = ({ U, W, b }: Weights, h: Tensor, input: Tensor) => ({
      state: tanh(add(add(matmul(h, W), matmul(input, U)), b)),
    });
    return mean(square(scan(step, { parameters: p, state, inputs: x }).state));
  };
  const byHand = new HandWrittenElman(sizes, {
    x: floats(x),
    U: floats(parameters.U),
    W: floats(parameters.W),
    b: floats(parameters.b),
  });
  const taped = (options: { predict: boolean }) => {
    const tape = new Tape(options);
    return (): number[] => tidy(() => Array.from(tape.gradient(loss, parameters).gradient.W.toArray()));
  };
  compare(byHand.gradient(), taped({ predict: true })());
  const tasks = {
    hand: () => byHand.gradient(),
    tape: taped({ predict: false }),
    'tape, predicted': taped({ predict: true }),
  };
  const [hand, ...tapes] = await interleaved(tasks, { rounds: 10 });
  if (hand === undefined) return;
  console.log(`RNN T=${steps} B=${batch} H=${hidden} D=${inputs} float32, forward and backward`);
  console.log(`${hand.name.padEnd(18)} ${median(hand).toFixed(2)} ms`);
  for (const tape of tapes) {
    const { median: middle, low, high } = ratio(tape, hand);
    const spread = `${low.toFixed(2)} to ${high.toFixed(2)}`;
    console.log(
      `${tape.name.padEnd(18)} ${median(tape).toFixed(2)} ms, ${middle.toFixed(2)} x hand (${spread})`,
    );
  }
  for (const leaf of [x, state, ...leavesOf(parameters)]) leaf.dispose();
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
