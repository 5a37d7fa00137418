import { type ChildOptions, runChild } from './child.js';
import type { Outcome } from './outcome.js';

export interface PoolOptions<Point, Result> extends Omit<ChildOptions, 'argument'> {
  readonly points: readonly Point[];
  /** Children at the same time; times are true only with 1. */
  readonly atOnce: number;
  /** Called as each point ends, in whatever order they end. If it throws, no more points are started. */
  readonly onOutcome?: (outcome: Outcome<Result>, place: number) => void;
}

/** Runs every point in a child process of its own; outcomes are in the order of the points. A failure stops no other. */
export async function runPool<Point, Result>(
  options: PoolOptions<Point, Result>,
): Promise<readonly Outcome<Result>[]> {
  const { points, atOnce, onOutcome, ...child } = options;
  if (!Number.isSafeInteger(atOnce) || atOnce < 1) {
    throw new RangeError(`pool: atOnce is ${atOnce}; a whole number of at least 1 is needed`);
  }
  // Every child listens to this process's signals.
  process.setMaxListeners(Math.max(process.getMaxListeners(), atOnce + 10));
  const outcomes: Outcome<Result>[] = [];
  const waiting = each(points);
  const work = async (): Promise<void> => {
    for (const [place, argument] of waiting) {
      const outcome = await runChild<Result>({ ...child, argument });
      outcomes[place] = outcome;
      onOutcome?.(outcome, place);
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(atOnce, points.length) }, work));
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
  return outcomes;
}

// A generator, unlike an array's own iterator, ends for all workers when one of them leaves its loop by an error.
function* each<Point>(points: readonly Point[]): Generator<[number, Point]> {
  yield* points.entries();
}
