import {
  add,
  bisect,
  matmul,
  mean,
  normal,
  randomStream,
  revolve,
  scan,
  sqrt,
  square,
  Tape,
  type Tensor,
  tanh,
  tidy,
  zeros,
} from 'sublinear';
import { interleaved, ratio } from './interleaved.js';

const [steps, batch, hidden, inputs] = [256, 16, 128, 32];

/** What it costs to compare the values of every step that runs again with those of the first time. */
export async function checkCost(): Promise<void> {
  const stream = randomStream('check cost');
  const x = normal([steps, batch, inputs], { key: stream.key() });
  const weights = {
    U: normal([inputs, hidden], { key: stream.key(), deviation: 0.1 }),
    W: normal([hidden, hidden], { key: stream.key(), deviation: 1 / Math.sqrt(hidden) }),
  };
  const step = ({ U, W }: typeof weights, h: Tensor, input: Tensor) => ({
    state: tanh(add(matmul(h, W), matmul(input, U))),
  });
  const loss = (parameters: typeof weights): Tensor =>
    mean(square(scan(step, { parameters, state: zeros([batch, hidden]), inputs: x }).state));
  console.log(`checking values, RNN T=${steps} B=${batch} H=${hidden} D=${inputs} float32`);
  for (const strategy of [revolve({ slots: 8 }), sqrt(), bisect()]) {
    const run = (check: 'off' | 'boundaries') => {
      const tape = new Tape({ strategy, check, predict: false });
      return (): void => tidy(() => void tape.gradient(loss, weights));
    };
    const [off, on] = await interleaved({ off: run('off'), on: run('boundaries') }, { rounds: 15 });
    if (off === undefined || on === undefined) return;
    const { median, low, high } = ratio(on, off);
    const percent = (value: number): string => `${(100 * (value - 1)).toFixed(1)} %`;
    console.log(`  ${strategy.name.padEnd(12)} ${percent(median)} (${percent(low)} to ${percent(high)})`);
  }
}
