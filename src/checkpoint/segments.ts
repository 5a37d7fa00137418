import { type Action, advance, release, restore, snapshot, turn } from '../tape/action.js';
import type { OutlinedSchedule, ReverseSegment, Segments } from './outline.js';

/** Segments of so many steps. The first one is shorter where they cannot all be equal, since the last is never run again. */
export function segmentsOf(extent: number, every: number): Segments {
  const count = Math.ceil(extent / every);
  return { count, startOf: (segment) => Math.max(0, extent - (count - segment) * every) };
}

/**
 * Keeps the state at the start of every segment but the last, and reverses one after the other, the last one on the first
 * pass. The slot of a segment is empty when its turn comes.
 */
export function scheduleBySegments(segments: Segments, reverse: ReverseSegment = turn): OutlinedSchedule {
  return {
    outline: { segments, reverse },
    [Symbol.iterator]: () => reverseBySegments(segments, reverse),
  };
}

function* reverseBySegments({ count, startOf }: Segments, reverse: ReverseSegment): Generator<Action> {
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
