import { bisect, periodic, revolve, type Strategy, tally, treeverse } from 'sublinear';
import { Bench } from 'tinybench';

const extent = 1_000_000;

/** Actions per second of the schedules of a long chain: streamed alone, and checked by `tally`. */
export async function scheduleStreams(): Promise<void> {
  const strategies = [revolve({ slots: 12 }), treeverse({ slots: 12 }), bisect(), periodic({ every: 1000 })];
  console.log(`schedules of ${extent.toLocaleString('en')} steps`);
  for (const strategy of strategies) {
    const actions = streamed(strategy);
    const bench = new Bench({ time: 0, iterations: 7, warmupTime: 0, warmupIterations: 2 });
    bench.add('streamed', () => void streamed(strategy));
    bench.add('tallied', () => void tally(strategy.schedule({ extent }), extent));
    await bench.run();
    const rates = bench.tasks.map(({ name, result }) =>
      'latency' in result ? `${name} ${rate(actions, result.latency.p50)}` : `${name} ${result.state}`,
    );
    console.log(
      `${strategy.name.padEnd(16)} ${actions.toLocaleString('en').padStart(9)} actions  ${rates.join('  ')}`,
    );
  }
}

function streamed(strategy: Strategy): number {
  let actions = 0;
  for (const _ of strategy.schedule({ extent })) actions += 1;
  return actions;
}

const rate = (actions: number, ms: number): string => `${(actions / ms / 1000).toFixed(1)} million/s`;
