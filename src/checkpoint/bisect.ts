// Siskind & Pearlmutter (2017), Divide-and-conquer checkpointing for arbitrary programs with no user annotation,
// arXiv:1708.06799: binary bisection, here over the steps of a chain, down to single steps.
import { checkOptions, type NoOptions } from '../arguments/options.js';
import type { Citation, Strategy } from '../tape/strategy.js';
import { checkExtent } from './options.js';
import { scheduleByCuts, slotCuts } from './treeverse.js';

const source: Citation = {
  authors: 'Siskind & Pearlmutter',
  year: 2017,
  title: 'Divide-and-conquer checkpointing for arbitrary programs with no user annotation',
  doi: '10.48550/arXiv.1708.06799',
};

/**
 * Divide and conquer: a snapshot in the middle, the right half, then the left. About log₂ n + 1 slots, and (n / 2) log₂ n
 * advances.
 *
 * @example
 * tally(bisect().schedule({ extent: 1024 }), 1024).peakSlots; // 11
 */
export function bisect(options?: NoOptions): Strategy {
  checkOptions('bisect', options, {});
  return {
    name: 'bisect',
    source,
    schedule: ({ extent }) => {
      checkExtent('bisect', extent);
      return scheduleByCuts(extent, Number.POSITIVE_INFINITY, halves);
    },
  };
}

const halves = slotCuts((length) => Math.floor(length / 2));
