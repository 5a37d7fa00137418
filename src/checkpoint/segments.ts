import { type Action, advance, release, restore, snapshot, turn } from '../tape/action.js';

/** How a chain is cut. */
export interface Segments {
  readonly count: number;
  /** The first step of a segment, and the extent for the one after the last. */
  readonly startOf: (segment: number) => number;
}

/** Segments of so many steps. The first one is shorter where they cannot all be equal, since the last is never run again. */
export function segmentsOf(extent: number, every: number): Segments {
  const count = Math.ceil(extent / every);
  return { count, startOf: (segment) => Math.max(0, extent - (count - segment) * every) };
}

/**
 * Keeps the state at the start of every segment but the last, and reverses one after the other, the last one on the first
 * pass. The slot of a segment is empty when its turn comes.
 *
 * @param reverse - records and sweeps the steps [from, to) from the working state; the slots below `slot` are in use
 */
export function* reverseBySegments(
  { count, startOf }: Segments,
  reverse: (from: number, to: number, slot: number) => Iterable<Action> = turn,
): Generator<Action> {
  const last = count - 1;
  for (let segment = 0; segment < last; segment += 1) {
    yield snapshot(startOf(segment), segment);
    yield advance(startOf(segment), startOf(segment + 1));
  }
  for (let segment = last; segment >= 0; segment -= 1) {
    const from = startOf(segment);
    if (segment < last) yield restore(from, segment);
    // The record holds what it needs of its first state, so the slot can go before.
    if (segment < last) yield release(from, segment);
    yield* reverse(from, startOf(segment + 1), segment);
  }
}
