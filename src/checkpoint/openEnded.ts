import { type Action, advance, discard, record, release, snapshot, sweep } from '../tape/action.js';
import type { Ends } from './ending.js';
import { type Held, reverseHeld } from './heldReversal.js';

/**
 * Which of the held snapshots, by its place among them, makes room for the working state `state`; undefined if that state
 * is not to be kept. Asked of every state in order once all slots are full; never answers 0, the initial state.
 */
export type Displace = (held: readonly Held[], state: number) => number | undefined;

/**
 * Runs one step at a time until the chain ends, with as many states held as there are slots, and reverses it then. Where
 * it ends is found by reaching the end, so every step is recorded, and its record let go of before the next one's: the
 * last one waits when the end is found. Where the extent is known, it is of use for the last step alone: those before it
 * are advanced, and nothing is displaced for the state before it, from which no step is run again.
 */
export function* reverseFromTheEnd(
  { extent, ends }: { readonly extent: number; readonly ends: Ends },
  slots: number,
  displace: Displace,
): Generator<Action> {
  const held: Held[] = [];
  let state = 0;
  for (; !ends(state); state += 1) {
    const isLast = state + 1 === extent;
    if (held.length < slots || !isLast) yield* hold(held, state, slots, displace);
    yield* step(state, extent === Number.POSITIVE_INFINITY, isLast);
  }
  if (state === 0) return;
  yield sweep(state, state - 1);
  yield* reverseHeld(held, state - 1, slots);
}

function* hold(held: Held[], state: number, slots: number, displace: Displace): Generator<Action> {
  const slot = held.length < slots ? held.length : yield* vacate(held, displace(held, state));
  if (slot === undefined) return;
  yield snapshot(state, slot);
  held.push({ step: state, slot });
}

function* step(state: number, isOpen: boolean, isLast: boolean): Generator<Action> {
  if (isOpen && state > 0) yield discard(state - 1, state);
  yield isOpen || isLast ? record(state, state + 1) : advance(state, state + 1);
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
