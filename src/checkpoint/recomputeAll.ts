// The other end of the trade: only the initial state is kept. The oldest method, and revolve with one slot.
import type { Strategy } from '../tape/strategy.js';
import { checkExtent } from './options.js';
import { revolve } from './revolve.js';
import { reverseByCuts } from './treeverse.js';

/**
 * Keeps the initial state alone, and runs all steps before each step again: n (n - 1) / 2 advances.
 *
 * @example
 * tally(recomputeAll().schedule({ extent: 10 }), 10).advancedSteps; // 45
 */
export function recomputeAll(): Strategy {
  return {
    name: 'recompute all',
    source: revolve({ slots: 1 }).source,
    schedule: ({ extent }) => {
      checkExtent('recomputeAll', extent);
      return { [Symbol.iterator]: () => reverseByCuts(extent, 1, () => 0) };
    },
  };
}
