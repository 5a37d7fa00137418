import { revolve, tensor } from '../../src/index.js';

/** A value under the name that titles give it, made anew for every call. */
export type Value = readonly [found: string, make: () => unknown];

/** What one argument takes, and what it does not. */
export interface Argument {
  readonly good: () => unknown;
  readonly wrong: readonly Value[];
  /** The options that it is an object of. */
  readonly options?: Readonly<Record<string, Argument>>;
  /** Whether there are more of them than these. */
  readonly isPart?: true;
}

const values = {
  undefined: () => undefined,
  null: () => null,
  number: () => 5,
  nan: () => Number.NaN,
  zero: () => 0,
  negative: () => -1,
  fraction: () => 1.5,
  text: () => 'x',
  flag: () => true,
  symbol: () => Symbol('x'),
  empty: () => ({}),
  list: () => [1, 2],
  texts: () => ['x'],
  date: () => new Date(),
  map: () => new Map(),
  function: () => () => 1,
  promise: () => Promise.resolve(),
  tensor: () => tensor([1, 2]),
  strategy: () => revolve({ slots: 2 }),
  factory: () => revolve,
} as const;

type Name = keyof typeof values;

export const named = (names: readonly Name[]): readonly Value[] => names.map((name) => [name, values[name]]);

/** An argument that is `good`, and no value of these names. */
export function kind(good: () => unknown, ...names: readonly Name[]): Argument {
  return { good, wrong: named(names) };
}

/** An object of options that may be left out, or has to be there if `good` makes one. */
export function options(known: Readonly<Record<string, Argument>>, good?: () => object): Argument {
  const names: readonly Name[] = [
    'null',
    'number',
    'text',
    'flag',
    'list',
    'date',
    'map',
    'function',
    'tensor',
    'strategy',
  ];
  const wrong = named(good === undefined ? names : ['undefined', ...names]);
  return { good: good ?? (() => ({})), wrong, options: known };
}

/** Named so that no option is like it. */
export const unknownOf = 'zzzzzzzz';

/** An option with two letters swapped, and in the spelling of other languages; with what has to be said. */
export function misspellings(option: string): readonly { misspelt: string; says: string }[] {
  if (option.length < 3) return [];
  const underscored = option.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const swapped = `${option[1]}${option[0]}${option.slice(2)}`;
  const spellings = [swapped, ...(underscored === option ? [] : [underscored])];
  return spellings.map((misspelt) => ({
    misspelt,
    says: `there is no option '${misspelt}'; did you mean '${option}'? `,
  }));
}
