// Griewank & Walther (2000), Algorithm 799: revolve: an implementation of checkpointing for the reverse or adjoint mode
// of computational differentiation, ACM TOMS 26(1), doi:10.1145/347837.347846. Ours also releases slots, and records
// the last step of the chain as any other.
import { checkOptions } from '../arguments/options.js';
import type { Citation, Strategy } from '../tape/strategy.js';
import { maxExtent, repetitionNumber, usableSlots } from './binomial.js';
import { checkCount, checkExtent } from './options.js';
import { slotRemarks } from './remarks.js';
import { scheduleByCuts, slotCuts } from './treeverse.js';

const source: Citation = {
  authors: 'Griewank & Walther',
  year: 2000,
  title:
    'Algorithm 799: revolve: an implementation of checkpointing for the reverse or adjoint mode of computational ' +
    'differentiation',
  doi: '10.1145/347837.347846',
};

/**
 * Binomial checkpointing: the fewest advances for a chain of known extent and a number of slots, and among those
 * schedules the fewest snapshots written.
 *
 * @param options.slots - snapshots at once, the initial state included
 * @throws {RangeError} if slots is not a whole number of at least 1
 * @example
 * tally(revolve({ slots: 3 }).schedule({ extent: 10 }), 10).advancedSteps; // 15
 */
export function revolve(options: { slots: number }): Strategy {
  checkOptions('revolve', options, { slots: 'any' });
  const slots = options?.slots;
  checkCount('revolve', 'slots', slots, 'for the initial state');
  return {
    name: `revolve(${slots})`,
    source,
    schedule: ({ extent }) => {
      checkExtent('revolve', extent);
      return scheduleByCuts(extent, usableSlots(extent, slots), binomialCuts);
    },
    remarks: ({ extent }) => slotRemarks('revolve', slots, extent),
  };
}

// Of all cuts with the fewest advances, the one that the published algorithm takes: it also writes the fewest
// snapshots. With s slots and r repetitions for `length` steps, β(s, r - 2) <= cut <= β(s, r - 1) in any case.
export function binomialSplit(length: number, slots: number): number {
  const s = usableSlots(length, slots);
  if (s === 1) return 0;
  if (s === length - 1) return 1;
  const r = repetitionNumber(length, s);
  const longest = maxExtent(s, r - 1);
  const right = maxExtent(s - 1, r - 1);
  const least = maxExtent(s - 2, r - 1);
  if (length <= longest + least) return maxExtent(s, r - 2);
  if (length < longest + right + least) return length - right - least;
  return longest;
}

const binomialCuts = slotCuts(binomialSplit);
