import { type Action, advance, record, release, restore, snapshot, sweep } from '../tape/action.js';
import { recordFirst, type Weights } from './uniformPolicy.js';

/** A part still to be reversed: from its first state, which waits in `slot`, with so many units beside it. */
interface Left {
  readonly from: number;
  readonly to: number;
  readonly units: number;
  readonly slot: number;
}

/**
 * Reverses a uniform chain as `choose` says for every part: how far to advance before the next snapshot, or to record the
 * first step. It is asked in the order in which the parts are reached, never for a single step.
 */
export function* reverseByChoices(
  extent: number,
  given: { units: number; weights: Weights; choose: (length: number, units: number) => number },
): Generator<Action> {
  const { weights, choose } = given;
  /** What is to be done when the right part is done: a part on the left, or a recorded step to sweep. */
  const waiting: (Left | number)[] = [];
  const slots = new FreeSlots();
  let [from, to, units] = [0, extent, given.units];
  let slot = slots.take();
  if (extent > 1) yield snapshot(0, slot);
  while (extent > 0) {
    for (; to - from > 1; ) {
      const cut = choose(to - from, units);
      if (cut === recordFirst) {
        yield record(from, from + 1);
        yield release(from, slot);
        slots.give(slot);
        waiting.push(from);
        from += 1;
        units -= weights.record;
      } else {
        yield advance(from, from + cut);
        waiting.push({ from, to: from + cut, units, slot });
        from += cut;
        units -= weights.state;
      }
      // The last step of a part is recorded at once.
      if (to - from > 1) {
        slot = slots.take();
        yield snapshot(from, slot);
      }
    }
    yield record(from, to);
    yield sweep(to, from);
    for (let next = waiting.pop(); ; next = waiting.pop()) {
      if (next === undefined) return;
      if (typeof next === 'number') {
        yield sweep(next + 1, next);
        continue;
      }
      ({ from, to, units, slot } = next);
      yield restore(from, slot);
      break;
    }
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
