export interface Interleaving {
  readonly rounds: number;
  /** A run is left out of further rounds when it has taken so long in all; no limit if absent. */
  readonly mostMs?: number;
  /** A turn of less would be lost in what else the machine does: a short run is repeated until it takes as much. */
  readonly leastTurnMs?: number;
}

const warmUpMs = 300;

/**
 * Milliseconds of several runs in turns, so that whatever else the machine does meets all of them: each round takes every run
 * once, and the next one in the opposite order. What comes before the first round is not counted: in it, code is compiled.
 *
 * @returns for each run its milliseconds, a number for each round that it took part in, one at least
 */
export function interleaved(
  runs: readonly (() => void)[],
  options: Interleaving,
): readonly (readonly number[])[] {
  const { rounds, mostMs = Number.POSITIVE_INFINITY, leastTurnMs = 0 } = options;
  const turns = warmedUp(runs).map((ms, place) => ({
    run: runs[place]!,
    times: Math.max(1, Math.ceil(leastTurnMs / ms)),
    taken: [] as number[],
    totalMs: 0,
  }));
  for (let round = 0; round < rounds; round += 1) {
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) {
      if (round > 0 && turn.totalMs > mostMs) continue;
      const ms = millisecondsOf(turn.run, turn.times);
      turn.taken.push(ms / turn.times);
      turn.totalMs += ms;
    }
  }
  return turns.map(({ taken }) => taken);
}

/** Takes all of them for a while, once at least; what each took the last time. */
function warmedUp(runs: readonly (() => void)[]): readonly number[] {
  const started = performance.now();
  let last = runs.map((run) => millisecondsOf(run, 1));
  while (performance.now() - started < warmUpMs) last = runs.map((run) => millisecondsOf(run, 1));
  return last;
}

function millisecondsOf(run: () => void, times: number): number {
  const started = performance.now();
  for (let time = 0; time < times; time += 1) run();
  return performance.now() - started;
}
