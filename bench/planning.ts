import { mixedForwards, plan, revolve, rotor, type StepFigures } from 'sublinear';
import { Bench } from 'tinybench';

/** How long planning takes: of mixed schedules, of unequal steps, of everything at once, and how soon a schedule streams. */
export async function planning(): Promise<void> {
  console.log('planning');
  for (const recordUnits of [1, 2, 5])
    await timed(`mixed, 1000 steps, 1000 units, a record of ${recordUnits}`, () =>
      mixedForwards(1000, 1000, recordUnits),
    );
  for (const extent of [50, 100, 200]) {
    const steps = unequalSteps(extent);
    const all = steps.reduce((sum, each) => sum + each.recordBytes + each.afterBytes, 0);
    // A new strategy each time: it remembers its last plan.
    for (const share of [0.1, 0.3, 0.6])
      await timed(`rotor, ${extent} steps, 500 units, ${100 * share} % of all bytes`, () =>
        rotor({ bytes: Math.floor(share * all), units: 500 }).schedule({ extent, steps }),
      );
  }
  const chain = { extent: 1000, stateBytes: 4096, recordBytes: 16_384 };
  await timed('plan of every strategy, 1000 steps in 1 MiB', () => plan(chain, { budgetBytes: '1 MiB' }));
  for (const slots of [2, 8, 100])
    await timed(`revolve(${slots}), 1000 million steps: its first action`, () =>
      revolve({ slots }).schedule({ extent: 1e9 })[Symbol.iterator]().next(),
    );
}

async function timed(name: string, body: () => unknown): Promise<void> {
  const bench = new Bench({ time: 0, iterations: 5, warmupTime: 0, warmupIterations: 1 });
  bench.add(name, () => void body());
  await bench.run();
  const result = bench.tasks[0]?.result;
  const ms = result !== undefined && 'latency' in result ? `${result.latency.p50.toFixed(3)} ms` : 'failed';
  console.log(`  ${name.padEnd(56)} ${ms.padStart(12)}`);
}

function unequalSteps(extent: number): readonly StepFigures[] {
  const size = (place: number): number => 1000 + ((place * 7919) % 5003);
  return Array.from({ length: extent }, (_, step) => ({
    beforeBytes: size(step),
    afterBytes: size(step + 1),
    recordBytes: 2 * size(7 * step),
    advanceCost: 1 + (step % 7),
    recordCost: 2 + (step % 7),
    sweepCost: 3,
  }));
}
