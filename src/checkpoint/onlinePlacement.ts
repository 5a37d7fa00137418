import { maxExtent, optimalAdvances } from './binomial.js';
import type { Held } from './heldReversal.js';

/**
 * Decides which states to hold while nobody knows where the chain ends.
 *
 * With s slots, a chain of β(s, r) - 1 steps has one best placement: the first gap is β(s, r - 1), the next
 * β(s - 1, r - 1), and so on. The states there are the landmarks of level r. One that is reached is held until the chain
 * is as long as that; the other slots serve the lengths in between: what is dropped, if anything, is what makes the
 * reversal of a chain that ends with the next step cheapest.
 */
export class OnlinePlacement {
  readonly #slots: number;
  #level = 0;
  #longest = 0;
  #landmarks: ReadonlySet<number> = new Set();
  /** The cheapest snapshot to drop but the newest; it changes only with what is held. */
  #inner: Drop | undefined = undefined;
  #newest = -1;

  constructor(slots: number) {
    this.#slots = slots;
  }

  /** A `Displace`. */
  displaced(held: readonly Held[], state: number): number | undefined {
    if (this.#slots === 1) return undefined;
    const newest = held.at(-1)!.step;
    if (state >= this.#longest) this.#aimBeyond(state);
    else if (newest === this.#newest) return this.#cheapest(held, state);
    this.#newest = newest;
    this.#inner = this.#cheapestInner(held);
    return this.#cheapest(held, state);
  }

  #aimBeyond(state: number): void {
    while (this.#longest <= state) {
      this.#level += 1;
      this.#longest = maxExtent(this.#slots, this.#level) - 1;
    }
    const landmarks = new Set<number>();
    for (let slots = this.#slots, landmark = 0; slots > 1; slots -= 1) {
      landmark += maxExtent(slots, this.#level - 1);
      landmarks.add(landmark);
    }
    this.#landmarks = landmarks;
  }

  #cheapest(held: readonly Held[], state: number): number | undefined {
    const last = held.length - 1;
    const newest = held[last]!.step;
    const before = held[last - 1]!.step;
    const drops: Drop[] = [];
    // Nothing is dropped: the last gap, which has one slot, grows by a step. Where that costs no more, it is done.
    if (!this.#landmarks.has(state))
      drops.push({ place: undefined, advances: optimalAdvances(state + 1 - newest, 1) });
    if (this.#inner !== undefined) {
      const advances = this.#inner.advances + optimalAdvances(state - newest, 2);
      drops.push({ place: this.#inner.place, advances });
    }
    if (!this.#landmarks.has(newest)) {
      const advances = optimalAdvances(state - before, 2) - optimalAdvances(newest - before, 2);
      drops.push({ place: last, advances });
    }
    return drops.reduce((best, drop) => (drop.advances < best.advances ? drop : best)).place;
  }

  // Dropping a snapshot joins two gaps, and leaves a slot more to each gap after them.
  #cheapestInner(held: readonly Held[]): Drop | undefined {
    let best: Drop | undefined;
    let relief = 0;
    for (let place = held.length - 2; place > 0; place -= 1) {
      const free = held.length - place;
      const [before, here, after] = [held[place - 1]!.step, held[place]!.step, held[place + 1]!.step];
      const alone = optimalAdvances(after - here, free);
      const joined = optimalAdvances(after - before, free + 1) - optimalAdvances(here - before, free + 1);
      const advances = joined - alone - relief;
      const isFree = !this.#landmarks.has(here);
      if (isFree && (best === undefined || advances <= best.advances)) best = { place, advances };
      relief += alone - optimalAdvances(after - here, free + 1);
    }
    return best;
  }
}

/** A snapshot to drop, and the advances that this adds to the reversal; a place that is undefined drops none. */
interface Drop {
  readonly place: number | undefined;
  readonly advances: number;
}
