// The other end of the trade: only the initial state is kept. The oldest method, and revolve with one slot.
import { checkOptions, type NoOptions } from '../arguments/options.js';
import type { Strategy } from '../tape/strategy.js';
import { endOf } from './ending.js';
import { reverseFromTheEnd } from './openEnded.js';
import { revolve } from './revolve.js';
import { scheduleByCuts, slotCuts } from './treeverse.js';

/**
 * Keeps the initial state alone, and runs all steps before each step again: n (n - 1) / 2 of them
 * beside the n that are recorded. Where the extent is unknown, n - 1 of these are recorded, too, and discarded.
 *
 * @example
 * tally(recomputeAll().schedule({ extent: 10 }), 10).advancedSteps; // 45
 */
export function recomputeAll(options?: NoOptions): Strategy {
  checkOptions('recomputeAll', options, {});
  return {
    name: 'recompute all',
    source: revolve({ slots: 1 }).source,
    schedule: (profile) => {
      const { extent } = profile;
      const ends = endOf('recomputeAll', profile);
      if (extent === Number.POSITIVE_INFINITY)
        return { [Symbol.iterator]: () => reverseFromTheEnd({ extent, ends }, 1, () => undefined) };
      return scheduleByCuts(extent, 1, uncut);
    },
  };
}

const uncut = slotCuts(() => 0);
