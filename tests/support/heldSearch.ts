import { optimalAdvances } from '../../src/checkpoint/index.js';

/** Where a reversal is: steps [0, end) are left, the working state is `working` (-1: none), `held` has one bit a state. */
export interface Situation {
  readonly end: number;
  readonly working: number;
  readonly held: number;
  /** Whether the end has still to be found, by running to it before anything is recorded. */
  readonly isOpen: boolean;
}

/**
 * The fewest advances that reverse what is left with `slots` slots and one record at a time. A search over every
 * situation, by ascending number of advances; it assumes nothing of the form of a schedule.
 */
export function fewestAdvances(start: Situation, slots: number): number {
  const seen = new Set<string>();
  let now = [start];
  for (let advances = 0; now.length > 0; advances += 1) {
    const later: Situation[] = [];
    for (let at = now.pop(); at !== undefined; at = now.pop()) {
      if (at.end === 0) return advances;
      const key = Object.values(at).join();
      if (seen.has(key)) continue;
      seen.add(key);
      now.push(...freeMoves(at, slots));
      if (at.working !== -1 && at.working < at.end - (at.isOpen ? 0 : 1))
        later.push({ ...at, working: at.working + 1 });
    }
    now = later;
  }
  throw new Error(`there is no way to reverse ${start.end} steps from there with ${slots} slots`);
}

function* freeMoves(at: Situation, slots: number): Generator<Situation> {
  const { end, working, held, isOpen } = at;
  for (const state of statesIn(held)) {
    yield { ...at, working: state };
    yield { ...at, held: held & ~(1 << state) };
  }
  if (isOpen && working === end) yield { ...at, working: -1, isOpen: false };
  if (!isOpen && working === end - 1)
    yield { ...at, end: end - 1, working: -1, held: held & ((1 << (end - 1)) - 1) };
  if (working !== -1 && working < end && statesIn(held).length < slots)
    yield { ...at, held: held | (1 << working) };
}

/** The places of the bits that are set. */
export function statesIn(bits: number): number[] {
  const states: number[] = [];
  for (let state = 0; bits >> state > 0; state += 1) if ((bits >> state) & 1) states.push(state);
  return states;
}

/**
 * The same from snapshots alone, for longer chains, over all reversals of this form: the last snapshot that is not dropped
 * is restored and advanced to some state, from there on the rest is a chain of its own, and so on leftwards.
 */
export function fewestAdvancesByStops(held: readonly number[], end: number, slots: number): number {
  const known = new Map<string, number>();
  const all = held.flatMap((_, place) => held.map((_, before) => cheapest(place, before, end)));
  return Math.min(...all);

  // The snapshot at `place` is the last one restored, and `before` are restored after it.
  function cheapest(place: number, before: number, to: number): number {
    if (place === 0) return before === 0 ? optimalAdvances(to, slots) : Number.POSITIVE_INFINITY;
    if (before === 0 || before > place) return Number.POSITIVE_INFINITY;
    const key = [place, before, to].join();
    const found = known.get(key) ?? best(place, before, to);
    known.set(key, found);
    return found;
  }

  function best(place: number, before: number, to: number): number {
    let fewest = Number.POSITIVE_INFINITY;
    for (let from = held[place]!; from < to; from += 1) {
      const here = from - held[place]! + optimalAdvances(to - from, slots - before);
      for (let next = 0; next < place; next += 1)
        fewest = Math.min(fewest, here + cheapest(next, before - 1, from));
    }
    return fewest;
  }
}
