import { Arena, type Reversible, revolve, sample, tensor } from '../../src/index.js';
import { type Argument, kind, named, options } from './argument.js';

export const matrix = (): unknown =>
  tensor([
    [1, 2],
    [3, 4],
  ]);
export const aTensor = kind(
  matrix,
  'undefined',
  'null',
  'number',
  'text',
  'flag',
  'empty',
  'list',
  'date',
  'function',
  'promise',
  'symbol',
);
export const operand = kind(
  matrix,
  'undefined',
  'null',
  'text',
  'flag',
  'empty',
  'list',
  'date',
  'function',
  'symbol',
);
export const tree = kind(
  () => ({ W: tensor([1, 2]) }),
  'number',
  'text',
  'flag',
  'date',
  'map',
  'function',
  'promise',
  'symbol',
);
export const aTree: Argument = { ...tree, wrong: [...tree.wrong, ...named(['undefined', 'null'])] };
export const shape = kind(
  () => [2, 2],
  'undefined',
  'null',
  'number',
  'text',
  'empty',
  'texts',
  'function',
  'tensor',
  'symbol',
);
export const aNumber = kind(() => 2, 'null', 'text', 'flag', 'empty', 'list', 'function', 'symbol');
export const required: Argument = { ...aNumber, wrong: [...aNumber.wrong, ...named(['undefined'])] };
export const count = kind(
  () => 2,
  'undefined',
  'null',
  'text',
  'flag',
  'nan',
  'zero',
  'negative',
  'fraction',
  'list',
  'function',
  'symbol',
);
export const extent = kind(
  () => 3,
  'undefined',
  'null',
  'text',
  'flag',
  'nan',
  'negative',
  'fraction',
  'list',
  'function',
  'symbol',
);
export const axis = kind(
  () => 0,
  'null',
  'text',
  'flag',
  'nan',
  'fraction',
  'number',
  'empty',
  'list',
  'symbol',
);
export const flag = kind(() => true, 'null', 'number', 'text', 'empty', 'list');
export const text = kind(() => 'text', 'null', 'number', 'flag', 'empty', 'list');
export const seed = kind(() => 7, 'undefined', 'null', 'nan', 'flag', 'empty', 'list', 'function', 'symbol');
export const key = kind(() => [1, 2], 'null', 'number', 'text', 'empty', 'texts', 'function', 'symbol');
export const dtype = kind(() => 'float64', 'null', 'number', 'text', 'empty', 'list', 'symbol');
export const bytes = kind(
  () => '64 MiB',
  'null',
  'nan',
  'zero',
  'negative',
  'text',
  'flag',
  'empty',
  'list',
  'function',
  'symbol',
);
export const func = (good: () => unknown): Argument =>
  kind(good, 'undefined', 'null', 'number', 'text', 'empty', 'list', 'date', 'tensor', 'symbol');
export const strategy = kind(
  () => revolve({ slots: 2 }),
  'null',
  'number',
  'text',
  'empty',
  'list',
  'factory',
  'tensor',
  'symbol',
);
export const keep = kind(
  () => sample({ fraction: 0.5 }),
  'undefined',
  'null',
  'number',
  'text',
  'empty',
  'list',
  'strategy',
  'symbol',
);
export const schedule = kind(
  () => revolve({ slots: 2 }).schedule({ extent: 3 }),
  'undefined',
  'null',
  'number',
  'text',
  'empty',
  'strategy',
  'factory',
  'texts',
  'symbol',
);
export const profileOptions = {
  stateBytes: kind(() => 64),
  recordBytes: kind(() => 64),
  advanceCost: kind(() => 1),
};
export const profile: Argument = {
  ...options({ ...profileOptions, extent }, () => ({ extent: 3 })),
  isPart: true,
};
export const arena = kind(
  () => new Arena(),
  'undefined',
  'null',
  'number',
  'text',
  'empty',
  'list',
  'date',
  'function',
  'tensor',
  'symbol',
);

/** A chain of numbers. */
export const chain: Reversible<number, number> = {
  advance: (state) => state + 1,
  record: (state) => ({ state: state + 1, recorded: state }),
  sweep: () => {},
  keep: (state) => state,
  free: () => {},
  discard: () => {},
};
