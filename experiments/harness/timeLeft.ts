/** How long a point took, from the start of its process: until it began to measure, and in all. */
export interface Taken {
  readonly startMs: number;
  readonly wallMs: number;
}

/**
 * How long the points of a run that are left will take: each needs a process, which starts as fast as those before, and its
 * work, which goes on at their pace.
 */
export class TimeLeft {
  /** The work of each point that is left, by its place. */
  readonly #left: Map<number, number>;
  readonly #done = { points: 0, work: 0, startMs: 0, workMs: 0 };

  /** @param work - of each point, in any one unit: the steps that its schedules take, for example */
  constructor(work: readonly number[]) {
    this.#left = new Map(work.entries());
  }

  /** @param taken - nothing of a point that came to no result, which says nothing of the others */
  finish(place: number, taken?: Taken): void {
    const work = this.#left.get(place) ?? 0;
    this.#left.delete(place);
    if (taken === undefined) return;
    this.#done.points += 1;
    this.#done.work += work;
    this.#done.startMs += taken.startMs;
    this.#done.workMs += taken.wallMs - taken.startMs;
  }

  /** @param elapsedMs - since the run began: less than the sum of the points' times where some ran at once */
  leftMs(elapsedMs: number): number {
    if (this.#left.size === 0) return 0;
    const { points, work, startMs, workMs } = this.#done;
    if (points === 0) return Number.POSITIVE_INFINITY;
    const workLeft = [...this.#left.values()].reduce((sum, each) => sum + each, 0);
    const msLeft = (this.#left.size * startMs) / points + (work === 0 ? 0 : (workLeft * workMs) / work);
    const atOnce = Math.max(1, (startMs + workMs) / elapsedMs);
    return msLeft / atOnce;
  }
}
