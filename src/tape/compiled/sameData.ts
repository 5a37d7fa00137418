/** Plain data that nobody else can change; what is none stays as it is. */
export function copyOfData(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(copyOfData);
  if (typeof data !== 'object' || data === null || Object.getPrototypeOf(data) !== Object.prototype)
    return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, copyOfData(value)]));
}

/** Whether options are the same plain data: numbers, strings, lists and records of such. */
export function isSameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && isSameList(a, b);
  if (Object.getPrototypeOf(a) !== Object.prototype || Object.getPrototypeOf(b) !== Object.prototype)
    return false;
  return isSameRecord(a, b);
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let nth = 0; nth < a.length; nth += 1) if (!isSameData(a[nth], b[nth])) return false;
  return true;
}

function isSameRecord(a: object, b: object): boolean {
  for (const name in a) if (!isSameData(Reflect.get(a, name), Reflect.get(b, name))) return false;
  for (const name in b) if (!(name in a)) return false;
  return true;
}
