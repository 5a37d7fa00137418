import type { Strategy } from '../tape/strategy.js';
import { bisect } from './bisect.js';
import { periodic } from './periodic.js';
import { recomputeAll } from './recomputeAll.js';
import { revolve } from './revolve.js';
import { sqrt } from './sqrt.js';
import { storeAll } from './storeAll.js';
import { treeverse } from './treeverse.js';

/** One strategy as the docs, the tests, the command and the plots know it. */
export interface StrategyRow {
  /** How it is written in code. */
  readonly call: string;
  /** What waits at the peak, for a chain of n steps and s slots. */
  readonly memory: string;
  /** How many steps are advanced beside the n that are recorded. */
  readonly advances: string;
  /** Whether its gradient is that of store-all, to the bit. */
  readonly exact: boolean;
  /** Its colour in every figure: from the palette of Okabe and Ito, which colour-blind readers can tell apart. */
  readonly colour: string;
  /** An instance that uses up to `slots` snapshots at once on a chain of `extent` steps; absent if it takes no size. */
  readonly sized?: (slots: number, extent: number) => Strategy;
  /** An instance that takes so many bytes for what the chain holds; only of strategies that are given bytes. */
  readonly within?: (bytes: number) => Strategy;
  /** The longest chain it is meant for: it makes tables before it begins. */
  readonly longest?: number;
  /** Whether it does without knowing how long the chain is. */
  readonly isOnline?: true;
  /** An instance of its usual size. */
  readonly usual: (extent: number) => Strategy;
}

/** Every strategy but the planner's, which chooses among them. */
export const table = {
  storeAll: {
    call: 'storeAll()',
    memory: 'n records',
    advances: '0',
    exact: true,
    colour: '#000000',
    usual: () => storeAll(),
  },
  recomputeAll: {
    call: 'recomputeAll()',
    memory: '1 state, 1 record',
    advances: 'n (n - 1) / 2',
    exact: true,
    colour: '#999999',
    usual: () => recomputeAll(),
  },
  periodic: {
    call: 'periodic({ every })',
    memory: 'n / every states, every records',
    advances: 'n - every',
    exact: true,
    colour: '#56B4E9',
    sized: (slots, extent) => periodic({ every: Math.max(1, Math.ceil(extent / (slots + 1))) }),
    usual: () => periodic({ every: 16 }),
  },
  sqrt: {
    call: 'sqrt()',
    memory: '√n states, √n records',
    advances: 'n - √n',
    exact: true,
    colour: '#009E73',
    usual: () => sqrt(),
  },
  bisect: {
    call: 'bisect()',
    memory: 'log₂ n + 1 states, 1 record',
    advances: '(n / 2) log₂ n',
    exact: true,
    colour: '#CC79A7',
    usual: () => bisect(),
  },
  treeverse: {
    call: 'treeverse({ slots })',
    memory: 's states, 1 record',
    advances: 'at least those of revolve',
    exact: true,
    colour: '#E69F00',
    sized: (slots) => treeverse({ slots }),
    usual: () => treeverse({ slots: 8 }),
  },
  revolve: {
    call: 'revolve({ slots })',
    memory: 's states, 1 record',
    advances: 'the fewest possible: r n - C(s + r, s + 1), r least with C(s + r, s) ≥ n',
    exact: true,
    colour: '#D55E00',
    sized: (slots) => revolve({ slots }),
    usual: () => revolve({ slots: 8 }),
  },
} satisfies Record<string, StrategyRow>;
