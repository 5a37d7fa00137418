import { Bench } from 'tinybench';

export interface Timing {
  readonly name: string;
  /** Milliseconds of every run. */
  readonly runs: readonly number[];
}

/**
 * Times tasks one after the other, again and again, so that a slow minute of the machine hits all of them. The first
 * round warms up and is not counted.
 */
export async function interleaved(
  tasks: Readonly<Record<string, () => void>>,
  options: { rounds: number; iterations?: number },
): Promise<readonly Timing[]> {
  const names = Object.keys(tasks);
  const runs = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round <= options.rounds; round += 1) {
    const bench = new Bench({
      time: 0,
      warmup: false,
      iterations: options.iterations ?? 3,
      retainSamples: true,
    });
    for (const [name, run] of Object.entries(tasks)) bench.add(name, run);
    await bench.run();
    if (round === 0) continue;
    for (const task of bench.tasks) {
      if (!('latency' in task.result)) throw new Error(`bench: '${task.name}' did not finish`);
      runs.get(task.name)?.push(...(task.result.latency.samples ?? []));
    }
  }
  return names.map((name) => ({ name, runs: runs.get(name) ?? [] }));
}

export interface Ratio {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The median and the quartiles of `a` over `b`, run by run. */
export function ratio(a: Timing, b: Timing): Ratio {
  const ratios = a.runs.map((run, place) => run / (b.runs[place] ?? Number.NaN)).sort((x, y) => x - y);
  const at = (share: number): number => ratios[Math.floor(share * (ratios.length - 1))] ?? Number.NaN;
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

export function median(timing: Timing): number {
  const sorted = [...timing.runs].sort((x, y) => x - y);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
