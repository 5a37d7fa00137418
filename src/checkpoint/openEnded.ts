import { type Action, advance, release, snapshot } from '../tape/action.js';
import type { Ends } from './ending.js';
import { type Held, reverseHeld } from './heldReversal.js';

/**
 * Which of the held snapshots, by its place among them, makes room for the working state `state`; undefined if that state
 * is not to be kept. Asked of every state in order once all slots are full; never answers 0, the initial state.
 */
export type Displace = (held: readonly Held[], state: number) => number | undefined;

/** Advances one step at a time until the chain ends, with as many states held as there are slots, and reverses it then. */
export function* reverseFromTheEnd(ends: Ends, slots: number, displace: Displace): Generator<Action> {
  const held: Held[] = [];
  let state = 0;
  for (; !ends(state); state += 1) {
    const slot = held.length < slots ? held.length : yield* vacate(held, displace(held, state));
    if (slot !== undefined) {
      yield snapshot(state, slot);
      held.push({ step: state, slot });
    }
    yield advance(state, state + 1);
  }
  yield* reverseHeld(held, state, slots);
}

function* vacate(held: Held[], place: number | undefined): Generator<Action, number | undefined> {
  if (place === undefined) return undefined;
  const { step, slot } = held[place]!;
  held.splice(place, 1);
  yield release(step, slot);
  return slot;
}

/** Says so where a chain cannot use all slots; here the last state before the end can be kept, too. */
export function openEndedRemarks(where: string, slots: number, extent: number): readonly string[] {
  if (slots <= extent) return [];
  const steps = extent === 1 ? '1 step' : `${extent} steps`;
  const usable = extent === 0 ? 'none' : extent;
  return [`${where}: ${slots} slots were asked for; a chain of ${steps} can use ${usable}`];
}
