import { strategies } from 'sublinear';
import { type Law, linear, logarithm, squareRoot } from './growth.js';

/** What is known of a strategy on chains of 4^j equal steps. */
export interface Theory {
  readonly law: Law;
  /** As the paper writes it. */
  readonly said: string;
  /** Steps run and forgotten. */
  readonly advances: (extent: number) => number;
  /** States more for twice as many steps, where bytes grow as the logarithm. */
  readonly statesPerDoubling?: number;
}

/**
 * The plans of the paper. Advances are fewer than it counts, since the last segment is recorded on the first pass, and the last
 * part of every cut is reached by the run that makes the cut.
 */
export const theories = {
  storeAll: { law: linear, said: 'O(n), without a plan', advances: () => 0 },
  sqrt: {
    law: squareRoot,
    said: 'O(2 √n), with √n segments (Algorithm 1)',
    advances: (extent) => extent - Math.sqrt(extent),
  },
  recursive: {
    law: logarithm,
    said: 'k log n to the base k + 1, by recursion; here k = 3',
    // g(n) = k + g(n / (k + 1)): 3 states for every quadrupling.
    advances: (extent) => (3 / 4) * extent * (Math.log2(extent) / 2),
    statesPerDoubling: 3 / 2,
  },
  bisect: {
    law: logarithm,
    said: 'log n to the base 2, by recursion with k = 1',
    advances: (extent) => (extent / 2) * Math.log2(extent),
    statesPerDoubling: 1,
  },
} as const satisfies Record<string, Theory>;

export type Planned = keyof typeof theories;

export const planned = ['storeAll', 'sqrt', 'recursive', 'bisect'] as const satisfies readonly Planned[];

/** How the strategy is called, its size included. */
export function callOf(strategy: Planned): string {
  return strategy === 'recursive' ? 'recursive({ branching: 3 })' : strategies[strategy].call;
}
