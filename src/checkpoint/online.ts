// Chains of unknown length, after Stumm & Walther (2010), New algorithms for optimal online checkpointing, SIAM J. Sci.
// Comput. 32(2), doi:10.1137/080742439. Their aim for chains of up to β(s, 2) steps, as few steps as if the length were
// known, is met but for one step, which is the price of finding the end by reaching it. The placement is ours, and goes on
// to any length; see onlinePlacement.ts. Where the length is known, there is nothing to be online about.
import { checkOptions } from '../arguments/options.js';
import type { Citation, Strategy } from '../tape/strategy.js';
import { endOf } from './ending.js';
import { OnlinePlacement } from './onlinePlacement.js';
import { reverseFromTheEnd } from './openEnded.js';
import { checkCount } from './options.js';
import { slotRemarks } from './remarks.js';
import { revolve } from './revolve.js';

const source: Citation = {
  authors: 'Stumm & Walther',
  year: 2010,
  title: 'New algorithms for optimal online checkpointing',
  doi: '10.1137/080742439',
};

/**
 * Binomial checkpointing of a chain that ends where it ends: all steps are run first, with at most `slots` states held,
 * and the reversal makes the most of what is held. Each step is recorded and its record discarded before the next, so the
 * last one waits when the end is found. On a chain of up to β(s, 2) steps that is as many steps as `revolve` runs, or one
 * more; on longer ones it is mostly a few in a hundred more. If the extent is given it does what `revolve` does.
 *
 * @param options.slots - snapshots at once, the initial state included
 * @throws {RangeError} if slots is not a whole number of at least 1
 * @example
 * const ends = (state: number) => state === 20;
 * tally(online({ slots: 3 }).schedule({ extent: Infinity, ends }), 20).recordedSteps; // 39: all twice but the last
 */
export function online(options: { slots: number }): Strategy {
  checkOptions('online', options, { slots: 'any' });
  const slots = options?.slots;
  checkCount('online', 'slots', slots, 'for the initial state');
  return {
    name: `online(${slots})`,
    source,
    schedule: (profile) => {
      const ends = endOf('online', profile);
      if (profile.extent !== Number.POSITIVE_INFINITY) return revolve({ slots }).schedule(profile);
      return {
        [Symbol.iterator]: () => {
          const placement = new OnlinePlacement(slots);
          return reverseFromTheEnd({ extent: profile.extent, ends }, slots, (held, state) =>
            placement.displaced(held, state),
          );
        },
      };
    },
    remarks: ({ extent }) => slotRemarks('online', slots, extent),
  };
}
