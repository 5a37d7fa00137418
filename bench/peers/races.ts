import type { ContestantName } from './contestants.js';
import type { CellName, Sizes } from './protocol.js';

/** The same work for several contestants. */
export interface Race {
  readonly name: string;
  readonly cell: CellName;
  readonly sizes: Sizes;
  readonly entrants: readonly ContestantName[];
}

export const small: Sizes = { steps: 256, batch: 16, hidden: 128, inputs: 32 };
const large: Sizes = { steps: 256, batch: 32, hidden: 512, inputs: 64 };
const everyone: readonly ContestantName[] = [
  'builtin',
  'native',
  'loop1',
  'loop2',
  'fused1',
  'fused2',
  'tfjs',
  'jaxSteps',
  'jaxWhole',
];
const byHand: readonly ContestantName[] = ['hand', 'handNative'];
const layers: readonly ContestantName[] = ['builtin', 'native', 'fused1', 'fused2'];

export const races = [
  { name: 'RNN', cell: 'RNN', sizes: small, entrants: [...everyone, ...byHand] },
  { name: 'LSTM', cell: 'LSTM', sizes: small, entrants: [...everyone, ...byHand] },
  {
    name: 'RNN in segments of 16',
    cell: 'RNN',
    sizes: small,
    entrants: ['builtinSegments', 'nativeSegments', 'segments1', 'segments2'],
  },
  { name: 'RNN of 512', cell: 'RNN', sizes: large, entrants: layers },
  { name: 'LSTM of 512', cell: 'LSTM', sizes: large, entrants: layers },
] as const satisfies readonly Race[];
export type RaceName = (typeof races)[number]['name'];
