/**
 * How many of `width` entries a fraction keeps: rounded up, but for what is below a thousandth, and at least one.
 *
 * @see Oktay et al. (2021), whose released code has `int(width * fraction + 0.999)`
 */
export function keptOf(width: number, fraction: number): number {
  return Math.max(1, Math.min(width, Math.floor(width * fraction + 0.999)));
}

/** Says so where a fraction is less than one entry. */
export function shortageOf(width: number, fraction: number): string | undefined {
  // A product such as 49 (1 / 49) is rounded.
  if (width * fraction >= 1 - 1e-9) return undefined;
  return `fraction ${fraction} of ${width} entries is less than one: one is kept`;
}

/**
 * @throws {TypeError} unless `fraction` is a number
 * @throws {RangeError} unless it is above 0 and at most 1
 */
export function checkFraction(where: string, fraction: unknown): void {
  if (fraction === undefined)
    throw new TypeError(`${where}: fraction is missing; write ${where}({ fraction: 0.1 })`);
  if (typeof fraction !== 'number')
    throw new TypeError(`${where}: fraction is ${quoted(fraction)}; a number is needed`);
  if (fraction > 0 && fraction <= 1) return;
  throw new RangeError(`${where}: fraction is ${fraction}; a number above 0 and at most 1 is needed`);
}

/** A value as a message shows it. */
export function quoted(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
