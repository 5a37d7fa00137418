import {
  mean,
  normal,
  randomStream,
  recomputeAll,
  revolve,
  type Strategy,
  scan,
  square,
  storeAll,
  Tape,
  tidy,
} from 'sublinear';
import { lstm } from '../experiments/models/lstm.js';
import { interleaved, median } from './interleaved.js';

const sizes = { batch: 16, hidden: 128, inputs: 32 };
const [steps, fewSteps] = [256, 64];

/**
 * Whether a schedule costs what its counts say: the time under revolve over the time of store-all and that of its advances.
 * What an advance takes is found on a shorter chain: recomputing everything there, less storing everything.
 */
export async function revolveTime(): Promise<void> {
  const slots = [2, 4, 8, 16];
  const tasks = {
    all: gradientOf(storeAll(), steps),
    'all, few': gradientOf(storeAll(), fewSteps),
    'none, few': gradientOf(recomputeAll(), fewSteps),
    ...Object.fromEntries(slots.map((count) => [`${count}`, gradientOf(revolve({ slots: count }), steps)])),
  };
  const timings = await interleaved(tasks, { rounds: 7, iterations: 2 });
  const timeOf = (name: string): number => median(timings.find((timing) => timing.name === name)!);
  const advanceMs = (timeOf('none, few') - timeOf('all, few')) / ((fewSteps * (fewSteps - 1)) / 2);
  console.log(
    `LSTM T=${steps} B=16 H=128 D=32 float32: an advance takes ${(1000 * advanceMs).toFixed(0)} µs`,
  );
  for (const count of slots) {
    const { advancedSteps } = gradientOf(revolve({ slots: count }), steps)();
    const counted = timeOf('all') + advancedSteps * advanceMs;
    const taken = timeOf(`${count}`);
    const share = (taken / counted).toFixed(3);
    console.log(`revolve(${count})`.padEnd(12), `${taken.toFixed(1)} ms, ${share} x what its counts say`);
  }
}

function gradientOf(strategy: Strategy, extent: number) {
  const stream = randomStream('revolve time');
  const x = normal([extent, sizes.batch, sizes.inputs], { key: stream.key() });
  const parameters = lstm.parameters(stream, sizes);
  const state = lstm.initialState(sizes.batch, sizes);
  const loss = (p: typeof parameters) =>
    mean(square(scan(lstm.step, { parameters: p, state, inputs: x }).state.h));
  const tape = new Tape({ strategy, predict: false });
  return () => tidy(() => tape.gradient(loss, parameters).report);
}
