// The reversal from snapshots that are there already, at any places: each stretch between two of them is a chain of its
// own, for which revolve has all slots that the snapshots before it leave.
import { type Action, advance, release, restore, snapshot, turn } from '../tape/action.js';
import { cheapestRoute } from './cheapestRoute.js';
import { revolve } from './revolve.js';

/** A state in a slot. */
export interface Held {
  readonly step: number;
  readonly slot: number;
}

/**
 * Reverses steps [0, end) with the fewest advances, whatever the working state is. What is held leaves its slots.
 *
 * @param held - in ascending order of the steps, the first of which is 0; those from `end` on are released; slots 0, 1, … without a gap
 */
export function* reverseHeld(held: readonly Held[], end: number, slots: number): Generator<Action> {
  const steps = held.map(({ step }) => step).filter((step) => step < end);
  const { stops } = end === 0 ? { stops: [] } : cheapestRoute(steps, end, slots);
  const kept = new Set(stops.map(({ place }) => place));
  const empty: number[] = [];
  for (const [place, { step, slot }] of held.entries()) {
    if (kept.has(place)) continue;
    yield release(step, slot);
    empty.push(slot);
  }
  let to = end;
  for (const [before, { place, from }] of [...stops.entries()].reverse()) {
    const { step, slot } = held[place]!;
    empty.unshift(slot);
    yield restore(step, slot);
    if (from > step) yield* move(step, from, slot);
    const nth = (index: number): number => empty[index] ?? held.length + index - empty.length;
    yield* reverseStretch(from, to, slots - before, nth);
    to = from;
  }
}

function* move(from: number, to: number, slot: number): Generator<Action> {
  yield release(from, slot);
  yield advance(from, to);
  yield snapshot(to, slot);
}

// The working state is the first one of the stretch, which the first of its slots holds. That is empty afterwards.
function* reverseStretch(
  from: number,
  to: number,
  slots: number,
  nth: (index: number) => number,
): Generator<Action> {
  if (to - from === 1) {
    yield* turn(from, to);
    yield release(from, nth(0));
    return;
  }
  for (const action of revolve({ slots }).schedule({ extent: to - from })) {
    if (action.verb === 'snapshot' && action.step === 0) continue;
    yield 'slot' in action
      ? { ...action, step: action.step + from, slot: nth(action.slot) }
      : { ...action, from: action.from + from, to: action.to + from };
  }
}
