import {
  type Account,
  mean,
  normal,
  type Report,
  randomStream,
  type Strategy,
  scan,
  square,
  storeAll,
  Tape,
  tidy,
  withinBudget,
} from 'sublinear';
import { lstm } from '../experiments/models/lstm.js';
import { interleaved, median, ratio } from './interleaved.js';

const sizes = { steps: 1000, batch: 16, hidden: 64, inputs: 16 };
const kept: readonly Account[] = ['residual', 'state', 'snapshot'];

/** What the run's states and records took at its peak. */
const keptBytes = (report: Report): number =>
  kept.reduce((bytes, account) => bytes + report.peakByAccount[account], 0);

/**
 * The headline of Gruslys et al. (2016): an LSTM of 1000 steps in 5% of the bytes that store-all keeps, for about a third
 * more time. Bytes by the ledger, in one process, gradients compared first.
 */
export async function mixedBudget(): Promise<void> {
  const { steps, batch, hidden, inputs } = sizes;
  const stream = randomStream('mixed budget');
  const x = normal([steps, batch, inputs], { key: stream.key() });
  const parameters = lstm.parameters(stream, { inputs, hidden });
  const state = lstm.initialState(batch, { inputs, hidden });
  const loss = (p: typeof parameters) =>
    mean(square(scan(lstm.step, { parameters: p, state, inputs: x }).state.h));
  const run = (strategy: Strategy, predict = true) => {
    const tape = new Tape({ strategy, predict });
    return (): { report: Report; gradient: number[] } =>
      tidy(() => {
        const { gradient, report } = tape.gradient(loss, parameters);
        return { report, gradient: Array.from(gradient.W.toArray()) };
      });
  };
  const all = run(storeAll())();
  const allowed = 0.05 * keptBytes(all.report);
  const budget = all.report.peakBytes - keptBytes(all.report) + Math.floor(allowed);
  const planned = withinBudget({ bytes: budget });
  const started = performance.now();
  const few = run(planned)();
  const firstMs = performance.now() - started;
  if (!few.gradient.every((value, place) => Object.is(value, all.gradient[place]))) {
    throw new Error('the gradients differ');
  }
  const share = keptBytes(few.report) / keptBytes(all.report);
  const forwards = (few.report.advancedSteps + few.report.recordedSteps) / steps;
  console.log(
    `LSTM T=${steps} B=${batch} H=${hidden} D=${inputs} float32, store-all against ${planned.name}`,
  );
  console.log(
    `  states and records  ${keptBytes(few.report).toLocaleString('en')} of ${keptBytes(all.report).toLocaleString('en')} bytes: ${(100 * share).toFixed(2)} %`,
  );
  console.log(
    `  whole peak          ${few.report.peakBytes.toLocaleString('en')} of ${all.report.peakBytes.toLocaleString('en')} bytes`,
  );
  console.log(`  forward runs        ${forwards.toFixed(3)} a step; ${few.report.remarks.join('; ')}`);
  const tasks = { 'store all': run(storeAll(), false), 'in 5 %': run(planned, false) };
  const [one, other] = await interleaved(tasks, { rounds: 7 });
  if (one === undefined || other === undefined) return;
  const { median: middle, low, high } = ratio(other, one);
  console.log(
    `  time                ${median(other).toFixed(0)} ms over ${median(one).toFixed(0)} ms: ${middle.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}); planned once in ${firstMs.toFixed(0)} ms with the first run`,
  );
}
