/** @throws {RangeError} unless `value` is a whole number of at least 1; `why` says what the least is for */
export function checkCount(where: string, name: string, value: unknown, why: string): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return;
  const found = value === undefined ? 'missing' : typeof value === 'number' ? value : JSON.stringify(value);
  throw new RangeError(`${where}: ${name} is ${found}; a whole number, at least 1, is needed, ${why}`);
}

/** @throws {RangeError} unless `extent` is a number of steps */
export function checkExtent(where: string, extent: unknown): void {
  if (typeof extent === 'number' && Number.isInteger(extent) && extent >= 0) return;
  throw new RangeError(
    `${where}: extent is ${String(extent)}; a whole number of steps, at least 0, is needed`,
  );
}
