import { type Action, advance, record, release, restore, snapshot, sweep } from '../tape/action.js';

/**
 * Keeps the state at the start of every segment but the last, and records and sweeps whole segments, the last one on the
 * first pass. `starts` are the first steps of the segments, 0 first.
 */
export function* reverseBySegments(extent: number, starts: readonly number[]): Generator<Action> {
  const last = starts.length - 1;
  for (let segment = 0; segment < last; segment += 1) {
    yield snapshot(starts[segment]!, segment);
    yield advance(starts[segment]!, starts[segment + 1]!);
  }
  for (let segment = last; segment >= 0; segment -= 1) {
    const from = starts[segment]!;
    const to = starts[segment + 1] ?? extent;
    if (segment < last) yield restore(from, segment);
    // The record holds what it needs of its first state, so the slot can go before.
    if (segment < last) yield release(from, segment);
    yield record(from, to);
    yield sweep(to, from);
  }
}
