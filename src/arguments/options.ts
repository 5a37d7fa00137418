// What callers without types hand over: options that do not exist, and values of another kind. One look at every option
// that was given, and none where none was.
import { meant } from './meant.js';
import { isPlain, listed, shown } from './shown.js';

const words = {
  number: 'a number is needed',
  boolean: 'true or false is needed',
  string: 'a text is needed',
  function: 'a function is needed',
  list: 'a list is needed',
  object: 'an object is needed',
  seed: 'a finite number or a text is needed',
  /** What the function looks at itself, since it can say more of it. */
  any: '',
} as const;

/** What kind of value an option takes. */
export type Kind = keyof typeof words;

/** The options of a function with their kinds. The compiler sees to it that none is forgotten and none is made up. */
export type OptionsOf<O> = { readonly [K in keyof Required<O>]: Kind };

/** Of a function that takes none, so that those which are given are refused. */
export type NoOptions = Readonly<Record<string, never>>;

type Known = Readonly<Record<string, Kind>>;

/**
 * Options that are absent are none.
 *
 * @throws {TypeError} if `given` is no object, has a name that is not known, or a value of another kind
 */
export function checkOptions(where: string, given: unknown, known: Known): void {
  if (given === undefined) return;
  if (!isRecord(given)) throw noOptions(where, given, known);
  let count = 0;
  for (const name in given) {
    count += 1;
    const kind = known[name];
    // It may be a getter that has a price, as those of a profile have.
    if (kind === 'any') continue;
    const value = given[name];
    if (!(kind !== undefined && (value === undefined || fits(kind, value))))
      refuse(where, given, known, name);
  }
  if (count === 0 && !isPlain(given)) throw noOptions(where, given, known);
}

/** The same of options that must be there. */
export function requireOptions(where: string, given: unknown, known: Known): void {
  if (given === undefined) throw noOptions(where, given, known);
  checkOptions(where, given, known);
}

/** @throws {TypeError} unless `value`, an argument that must be there, is of a kind; `needed` says more than its name */
export function checkKind(where: string, name: string, value: unknown, kind: Kind, needed?: string): void {
  if (!fits(kind, value)) throw unfit(where, name, value, needed ?? words[kind]);
}

/** Where, what was found and what is needed. */
export function unfit(where: string, name: string, value: unknown, needed: string): TypeError {
  return new TypeError(`${where}: ${name} ${name === 'options' ? 'are' : 'is'} ${shown(value)}; ${needed}`);
}

function fits(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case 'any':
      return true;
    case 'list':
      return Array.isArray(value);
    case 'object':
      return isRecord(value) && !Array.isArray(value);
    case 'seed':
      return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
    case 'number':
    case 'boolean':
    case 'string':
    case 'function':
      return typeof value === kind;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function refuse(where: string, given: Readonly<Record<string, unknown>>, known: Known, name: string): void {
  const kind = Object.hasOwn(known, name) ? known[name] : undefined;
  if (kind !== undefined) throw unfit(where, name, given[name], words[kind]);
  if (!isPlain(given) || shown(given) !== 'an object') throw noOptions(where, given, known);
  const names = Object.keys(known);
  const like = meant(name, names);
  const guess = like === undefined ? '' : `did you mean '${like}'? `;
  const all = names.length === 0 ? 'it takes none' : areKnown(names);
  throw new TypeError(`${where}: there is no option '${name}'; ${guess}${all}`);
}

function areKnown(names: readonly string[]): string {
  return `${listed(names, 'and')} ${names.length === 1 ? 'is' : 'are'} known`;
}

function noOptions(where: string, given: unknown, known: Known): TypeError {
  const names = Object.keys(known);
  const isStrategy = Object.hasOwn(known, 'strategy') && shown(given) === 'a strategy';
  if (isStrategy) return unfit(where, 'options', given, 'write { strategy: it }');
  const needed = names.length === 0 ? 'it takes none' : `an object with ${listed(names, 'or')} is needed`;
  return unfit(where, 'options', given, needed);
}
