/** What somebody gave or returned, as messages quote it. */
export function described(found: unknown): string {
  if (Array.isArray(found)) return `a list of ${found.length}`;
  if (typeof found === 'function') return 'a function';
  if (typeof found !== 'object' || found === null) return String(found);
  const own = Reflect.get(found, 'toString');
  return own === Object.prototype.toString ? 'an object' : String(found);
}
