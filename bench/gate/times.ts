import type { Samples } from './samples.js';
import { Yardstick } from './yardstick.js';

export type Tasks = Readonly<Record<string, () => void>>;

/** Rounds that are not counted: in them the engine still compiles what it finds to run often. */
const warming = 25;

/**
 * How many yardsticks each task took, in every round. A task runs between two yardsticks: what slows all three down is not
 * seen in the ratio. Processor time is counted and not what passes on the wall, since on a machine with other work a long
 * task is interrupted more often than a short one.
 */
export function timesInYardsticks(
  tasks: Tasks,
  options: { readonly rounds: number; readonly warming?: number },
): Samples {
  const ratios = Object.keys(tasks).map((name): [string, number[]] => [name, []]);
  const yardstick = new Yardstick();
  const unit = (): void => yardstick.run();
  for (let round = -(options.warming ?? warming); round < options.rounds; round += 1) {
    for (const [name, measured] of ratios) {
      const before = processorMs(unit);
      const ms = processorMs(tasks[name]!);
      const after = processorMs(unit);
      if (round >= 0) measured.push((2 * ms) / (before + after));
    }
  }
  return Object.fromEntries(ratios);
}

/** Milliseconds that all threads of this process spent on a task. */
function processorMs(task: () => void): number {
  const before = process.cpuUsage();
  task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
