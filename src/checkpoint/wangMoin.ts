// Wang, Moin & Iaccarino (2009), Minimal repetition dynamic checkpointing algorithm for unsteady adjoint calculation,
// SIAM J. Sci. Comput. 31(4), doi:10.1137/080727890. There the working state is among those kept, and may
// still be skipped; here it is in no slot until it is kept. The reversal is ours.
import { checkOptions } from '../arguments/options.js';
import type { Citation, Strategy } from '../tape/strategy.js';
import { endOf } from './ending.js';
import type { Held } from './heldReversal.js';
import { openEndedRemarks, reverseFromTheEnd } from './openEnded.js';
import { checkCount } from './options.js';

const source: Citation = {
  authors: 'Wang, Moin & Iaccarino',
  year: 2009,
  title: 'Minimal repetition dynamic checkpointing algorithm for unsteady adjoint calculation',
  doi: '10.1137/080727890',
};

/**
 * Checkpointing of a chain that ends where it ends: wherever that is, no step is advanced more often than under `revolve`.
 * Where only reaching the end tells, the first run records each step and discards the record, as `online` does.
 *
 * @param options.slots - snapshots at once, the initial state included
 * @throws {RangeError} if slots is not a whole number of at least 1
 * @example
 * const ends = (state: number) => state === 20;
 * tally(wangMoin({ slots: 3 }).schedule({ extent: Infinity, ends }), 20).recordedSteps; // 39: all twice but the last
 */
export function wangMoin(options: { slots: number }): Strategy {
  checkOptions('wangMoin', options, { slots: 'any' });
  const slots = options?.slots;
  checkCount('wangMoin', 'slots', slots, 'for the initial state');
  return {
    name: `wangMoin(${slots})`,
    source,
    schedule: (profile) => {
      const ends = endOf('wangMoin', profile);
      return {
        [Symbol.iterator]: () => {
          const levels = new Levels();
          return reverseFromTheEnd({ extent: profile.extent, ends }, slots, (held) => levels.displaced(held));
        },
      };
    },
    remarks: ({ extent }) => openEndedRemarks('wangMoin', slots, extent),
  };
}

/** A snapshot is dispensable once a later one has a higher level. */
class Levels {
  readonly #ofHeld: number[] = [Number.POSITIVE_INFINITY];
  /** One more for every state skipped in a row. */
  #next = 0;

  /** The newest dispensable snapshot; with none, the working state is skipped and the next one is of a higher level. */
  displaced(held: readonly Held[]): number | undefined {
    const levels = this.#ofHeld;
    while (levels.length < held.length) levels.push(0);
    let highest = this.#next;
    for (let place = levels.length - 1; place > 0; place -= 1) {
      if (levels[place]! < highest) {
        levels.splice(place, 1);
        levels.push(this.#next);
        this.#next = 0;
        return place;
      }
      highest = levels[place]!;
    }
    this.#next += 1;
    return undefined;
  }
}
