import type { Profile, Strategy } from '../tape/strategy.js';
import { bisect } from './bisect.js';
import { internal } from './internal.js';
import { mixed } from './mixed.js';
import { online } from './online.js';
import { periodic } from './periodic.js';
import { recomputeAll } from './recomputeAll.js';
import { recursive } from './recursive.js';
import { revolve } from './revolve.js';
import { rotor } from './rotor.js';
import { fewestBytes, rotorChain } from './rotorChain.js';
import { segmented } from './segmented.js';
import { sqrt } from './sqrt.js';
import { storeAll } from './storeAll.js';
import { treeverse } from './treeverse.js';
import { twoLevel } from './twoLevel.js';
import { wangMoin } from './wangMoin.js';

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
  /** An instance of a size, such as so many snapshots at once, for a chain of `extent` steps; absent if it takes none. */
  readonly sized?: (size: number, extent: number) => Strategy;
  /** What its size counts; slots, if absent. */
  readonly sizedBy?: 'slots' | 'records' | 'units';
  /** An instance that takes so many bytes for what the chain holds; only of strategies that are given bytes. */
  readonly within?: (bytes: number) => Strategy;
  /** The fewest bytes that it can do with. */
  readonly fewest?: (profile: Profile) => number;
  /** The longest chain it is meant for: it makes tables before it begins. */
  readonly longest?: number;
  /** Whether it does without knowing how long the chain is. */
  readonly isOnline?: true;
  /** The strategy that does as well with as many slots, or better, where the length is known. */
  readonly offline?: 'revolve';
  /** Whether a larger size takes fewer bytes at first, since slots are fewer then, and more later. */
  readonly turns?: true;
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
    isOnline: true,
    usual: () => storeAll(),
  },
  recomputeAll: {
    call: 'recomputeAll()',
    memory: '1 state, 1 record',
    advances: 'n (n - 1) / 2',
    exact: true,
    colour: '#999999',
    isOnline: true,
    usual: () => recomputeAll(),
  },
  periodic: {
    call: 'periodic({ every })',
    memory: 'n / every states, every records',
    advances: 'n - min(n, every)',
    exact: true,
    colour: '#56B4E9',
    sized: (records) => periodic({ every: records }),
    sizedBy: 'records',
    turns: true,
    isOnline: true,
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
  recursive: {
    call: 'recursive({ branching })',
    memory: 'k log n to the base k + 1 states, 1 record',
    advances: 'n k / (k + 1) log n to the base k + 1',
    exact: true,
    colour: '#117733',
    usual: () => recursive({ branching: 3 }),
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
  internal: {
    call: 'internal({ records })',
    memory: 'm + 1 records, with the states at their ends',
    advances: 'those of revolve for n + 1 steps and m + 1 slots, less n',
    exact: true,
    colour: '#882255',
    sized: (records) => internal({ records }),
    sizedBy: 'records',
    usual: () => internal({ records: 8 }),
  },
  mixed: {
    call: 'mixed({ units })',
    memory: 'states and records, as many units of a state',
    advances: 'the fewest possible for states and records mixed',
    exact: true,
    colour: '#CC6677',
    sized: (units) => mixed({ units }),
    sizedBy: 'units',
    longest: 2000,
    usual: () => mixed({ units: 16 }),
  },
  twoLevel: {
    call: 'twoLevel({ every, inner })',
    memory: 'n / every states, and what inner needs for a segment',
    advances: 'n - min(n, every), and those of inner in every segment',
    exact: true,
    colour: '#44AA99',
    usual: (extent) => twoLevel({ every: Math.max(1, Math.ceil(extent / 8)), inner: revolve({ slots: 4 }) }),
  },
  segmented: {
    call: 'segmented({ segmentBytes })',
    memory: 'a state a segment, and one segment of records, balanced in bytes',
    advances: 'n less the last segment',
    exact: true,
    colour: '#999933',
    longest: 100_000,
    usual: () => segmented(),
  },
  rotor: {
    call: "rotor({ bytes: '64 MiB' })",
    memory: 'at most the bytes given, of the chain, steps of any size',
    advances: 'the cheapest for steps of any cost',
    exact: true,
    colour: '#AA4499',
    within: (bytes) => rotor({ bytes }),
    fewest: (profile) => Math.max(1, Math.ceil(fewestBytes(rotorChain(profile)))),
    longest: 500,
    usual: () => rotor({ bytes: '64 MiB' }),
  },
  online: {
    call: 'online({ slots })',
    memory: 's states, 1 record',
    advances: 'those of revolve; of unknown length one more at most, beyond β(s, 2) steps a few in a hundred',
    exact: true,
    colour: '#0072B2',
    sized: (slots) => online({ slots }),
    offline: 'revolve',
    isOnline: true,
    usual: () => online({ slots: 8 }),
  },
  wangMoin: {
    call: 'wangMoin({ slots })',
    memory: 's states, 1 record',
    advances: 'no step more often than under revolve with a step more',
    exact: true,
    colour: '#88CCEE',
    sized: (slots) => wangMoin({ slots }),
    offline: 'revolve',
    isOnline: true,
    usual: () => wangMoin({ slots: 8 }),
  },
} satisfies Record<string, StrategyRow>;
