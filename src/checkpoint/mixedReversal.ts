import { type Action, advance, record, release, restore, snapshot, sweep } from '../tape/action.js';

/** What waits, in units of memory. */
export interface Weights {
  /** A snapshot. */
  readonly state: number;
  /** A record that waits, with the state after its step. */
  readonly record: number;
}

/**
 * How to go on with a part of a chain whose first state is held: y > 0 means to advance y steps and to keep the state there;
 * -y to advance y - 1 steps and to record the next, which then waits. Either way what follows is reversed next, and then
 * what was advanced over.
 */
export type Choice = number;

/** A part still to be reversed: from its first state, which waits in `slot`, with so many units beside it. */
interface Left {
  readonly from: number;
  readonly to: number;
  readonly units: number;
  readonly slot: number;
}

/**
 * Reverses a chain as `choose` says for every part of at least two steps, in the order in which the parts are reached. A
 * single step is recorded at once. The end of a record that waits is kept as a snapshot, which costs no bytes.
 */
export function* reverseByChoices(
  extent: number,
  given: { units: number; weights: Weights; choose: (length: number, units: number) => Choice },
): Generator<Action> {
  const { weights, choose } = given;
  /** What is to be done when the right part is done: a part on the left, or a recorded step to sweep. */
  const waiting: (Left | number)[] = [];
  const slots = new FreeSlots();
  let [from, to, units] = [0, extent, given.units];
  let slot = slots.take();
  if (extent > 1) yield snapshot(0, slot);
  while (extent > 0) {
    while (to - from > 1) {
      const choice = choose(to - from, units);
      const left = choice > 0 ? choice : -choice - 1;
      const part = { from, to: from + left, units, slot };
      if (left > 0) {
        yield advance(from, from + left);
        waiting.push(part);
      }
      from += left;
      if (choice > 0) {
        units -= weights.state;
      } else {
        yield record(from, from + 1);
        // The record holds what it needs of the part's first state.
        if (left === 0) {
          yield release(from, slot);
          slots.give(slot);
        }
        waiting.push(from);
        from += 1;
        units -= weights.record;
      }
      if (to - from > 1) {
        slot = slots.take();
        yield snapshot(from, slot);
      }
    }
    if (to > from) {
      yield record(from, to);
      yield sweep(to, from);
    }
    let next = waiting.pop();
    for (; typeof next === 'number'; next = waiting.pop()) yield sweep(next + 1, next);
    if (next === undefined) return;
    ({ from, to, units, slot } = next);
    yield restore(from, slot);
    if (to - from === 1) {
      yield release(from, slot);
      slots.give(slot);
    }
  }
}

/** Numbers for slots, the least free one first. */
class FreeSlots {
  readonly #free: number[] = [];
  #count = 0;

  take(): number {
    return this.#free.pop() ?? this.#count++;
  }

  give(slot: number): void {
    this.#free.push(slot);
  }
}
