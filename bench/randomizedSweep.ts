import {
  mean,
  normal,
  type Report,
  randomStream,
  scan,
  square,
  storeAll,
  Tape,
  type Tensor,
  tidy,
} from 'sublinear';
import { combine, exact, type Keep, project, sample } from 'sublinear/randomized';
import { irnn } from '../experiments/models/irnn.js';
import { interleaved, ratio } from './interleaved.js';

const [steps, batch, hidden, inputs] = [196, 150, 100, 1];
const fraction = 0.1;

const keeps: Readonly<Record<string, Keep>> = {
  exact,
  sample: sample({ fraction }),
  'sample, replace': sample({ fraction, replace: true }),
  'sample, perExample': sample({ fraction, perExample: true }),
  project: project({ fraction }),
};

/** What estimates cost and save on an IRNN of the paper's sizes: time of the sweep, of the whole gradient, and bytes. */
export async function randomizedSweep(): Promise<void> {
  const stream = randomStream('randomized sweep');
  const sizes = { inputs, hidden };
  const parameters = irnn.parameters(stream, sizes);
  const x = normal([steps, batch, inputs], { key: stream.key() });
  const state = irnn.initialState(batch, sizes);
  const loss = (p: typeof parameters): Tensor =>
    mean(square(scan(irnn.step, { parameters: p, state, inputs: x }).state));
  const sweepMs: Record<string, number[]> = {};
  const reports: Record<string, Report> = {};
  const run = (name: string, keep: Keep) => {
    const tape = new Tape({ strategy: combine(storeAll(), keep), predict: false });
    return (): void =>
      tidy(() => {
        const { report } = tape.gradient(loss, parameters);
        sweepMs[name] = [...(sweepMs[name] ?? []), report.sweepMs];
        reports[name] = report;
      });
  };
  const tasks = Object.entries(keeps).map(([name, keep]) => [name, run(name, keep)] as const);
  const timings = await interleaved(Object.fromEntries(tasks), { rounds: 10 });
  const [whole] = timings;
  console.log(`estimates at ${fraction}, IRNN T=${steps} B=${batch} H=${hidden} float32, over exact`);
  for (const timing of timings) {
    const { name } = timing;
    const sweep = ratio({ name, runs: sweepMs[name]! }, { name, runs: sweepMs.exact! });
    const all = ratio(timing, whole!);
    const { peakBytes } = reports[name]!;
    console.log(
      `  ${name.padEnd(20)} sweep ${shown(sweep)}   gradient ${shown(all)}   peak ${peakBytes.toLocaleString('en')} bytes`,
    );
  }
}

function shown({ median, low, high }: ReturnType<typeof ratio>): string {
  return `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}
