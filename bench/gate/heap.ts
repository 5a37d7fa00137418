import type { Strategy } from 'sublinear';
import type { Program } from './programs.js';

const roomMiB = 512;

/** What node has to be started with, so that a run leaves everything in the young generation and nothing is collected. */
export const heapFlags: readonly string[] = [
  '--expose-gc',
  `--min-semi-space-size=${roomMiB}`,
  `--max-semi-space-size=${roomMiB}`,
];

/** Rounds that are not counted: in them code is compiled, which then takes less. */
const warming = 2;

/**
 * Bytes that one step of a run takes from JavaScript's heap, in a process with `heapFlags`. What every run costs once is not
 * counted: only the steps are that a longer run has more.
 *
 * @param made - the program for so many steps
 * @param options.steps - over how many steps to measure
 * @returns one number for every round
 */
export function heapBytesPerStep(
  made: (steps: number) => Program,
  strategy: Strategy,
  { steps, rounds }: { readonly steps: number; readonly rounds: number },
): readonly number[] {
  const few = Math.ceil(steps / 10);
  using short = made(few);
  using long = made(few + steps);
  const [runFew, runMany] = [short, long].map((program) => program.taped({ strategy, predict: false }));
  const measured: number[] = [];
  for (let round = -warming; round < rounds; round += 1) {
    const ofFew = taken(runFew!);
    checkRoom((ofFew * (few + steps)) / few);
    const bytes = (taken(runMany!) - ofFew) / steps;
    if (round >= 0) measured.push(bytes);
  }
  return measured;
}

function taken(run: () => unknown): number {
  if (globalThis.gc === undefined) throw new Error('heap: gc is not there; start node with --expose-gc');
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  run();
  return process.memoryUsage().heapUsed - before;
}

function checkRoom(bytes: number): void {
  const most = 0.8 * roomMiB * 2 ** 20;
  if (bytes <= most) return;
  throw new Error(
    `heap: a run takes about ${Math.round(bytes)} bytes, and ${most} can be counted; measure fewer steps`,
  );
}
