import { type Action, advance, record, release, restore, snapshot, sweep } from '../tape/action.js';

/**
 * Keeps the state at the start of every segment but the last, and records and sweeps whole segments, the last one on the
 * first pass. `startOf` gives the first step of a segment, and the extent for the one after the last.
 */
export function* reverseBySegments(
  segments: number,
  startOf: (segment: number) => number,
): Generator<Action> {
  const last = segments - 1;
  for (let segment = 0; segment < last; segment += 1) {
    yield snapshot(startOf(segment), segment);
    yield advance(startOf(segment), startOf(segment + 1));
  }
  for (let segment = last; segment >= 0; segment -= 1) {
    const from = startOf(segment);
    const to = startOf(segment + 1);
    if (segment < last) yield restore(from, segment);
    // The record holds what it needs of its first state, so the slot can go before.
    if (segment < last) yield release(from, segment);
    yield record(from, to);
    yield sweep(to, from);
  }
}
