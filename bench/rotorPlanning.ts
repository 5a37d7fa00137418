import type { StepFigures } from 'sublinear';
import { Bench } from 'tinybench';
import { rotor } from '../src/checkpoint/rotor.js';

/** Milliseconds for which `rotor` plans unequal steps, in its usual units of memory. */
export async function rotorPlanning(): Promise<void> {
  console.log('plans of unequal steps, in 500 units');
  for (const extent of [50, 100, 200]) {
    const steps = unequalSteps(extent);
    const all = steps.reduce((sum, each) => sum + each.recordBytes + each.afterBytes, 0);
    for (const share of [0.1, 0.3, 0.6]) {
      const bench = new Bench({ time: 0, iterations: 5, warmupTime: 0, warmupIterations: 1 });
      const bytes = Math.floor(share * all);
      // A new strategy each time: it remembers its last plan.
      bench.add('planned', () => void rotor({ bytes, units: 500 }).schedule({ extent, steps }));
      await bench.run();
      const [task] = bench.tasks;
      const result = task?.result;
      const ms =
        result !== undefined && 'latency' in result ? `${result.latency.p50.toFixed(0)} ms` : 'failed';
      console.log(
        `${String(extent).padStart(4)} steps in ${(100 * share).toFixed(0).padStart(2)} % of all bytes  ${ms.padStart(8)}`,
      );
    }
  }
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
