/** What a value is, for messages: a number as it is, a text in quotes, anything else by its kind. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 60 ? `${value.slice(0, 60)}…` : value}'`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return shownObject(value);
  return typeof value === 'bigint' ? `${value}n` : String(value);
}

function shownObject(value: object): string {
  if ('shape' in value && Array.isArray(value.shape) && 'dtype' in value)
    return `a tensor ${String(value.dtype)} [${value.shape.join(', ')}]`;
  if (value instanceof Promise) return 'a promise';
  if ('schedule' in value && typeof value.schedule === 'function') return 'a strategy';
  if (isPlain(value)) return 'an object';
  const name = String(value.constructor?.name ?? '');
  return name === '' ? 'an object' : `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** A list with all that is in it. */
export function shownList(values: readonly unknown[], separator = ', '): string {
  return `[${values.map(shown).join(separator)}]`;
}

/** Whether an object was written as `{ ... }`, here or in another realm, and is of no class. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Several things in one sentence: `a, b and c`. */
export function listed(words: readonly string[], conjunction: 'and' | 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}
