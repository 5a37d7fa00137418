import { shown } from '../arguments/shown.js';

/**
 * `why` says what the least is for.
 *
 * @throws {TypeError} unless `value` is a number
 * @throws {RangeError} unless it is whole and at least 1
 */
export function checkCount(where: string, name: string, value: unknown, why: string): void {
  if (value === undefined)
    throw new TypeError(`${where}: ${name} is missing; write ${where}({ ${name}: 8 })`);
  if (typeof value !== 'number')
    throw new TypeError(`${where}: ${name} is ${shown(value)}; a number is needed`);
  if (!Number.isInteger(value))
    throw new RangeError(`${where}: ${name} is ${value}; a whole number is needed`);
  if (value < 1) throw new RangeError(`${where}: ${name} is ${value}; at least 1 is needed, ${why}`);
}

// The strategies that need not know the extent.
const findingTheEnd =
  'online({ slots }), wangMoin({ slots }), periodic({ every }), storeAll() or recomputeAll()';

/**
 * @throws {TypeError} unless `extent` is a number
 * @throws {RangeError} unless it is a number of steps
 */
export function checkExtent(where: string, extent: unknown): void {
  if (typeof extent !== 'number')
    throw new TypeError(
      `${where}: extent is ${extent === undefined ? 'missing' : shown(extent)}; a number of steps is needed, ` +
        'as in schedule({ extent: 100 })',
    );
  if (extent === Number.POSITIVE_INFINITY)
    throw new RangeError(
      `${where}: the length of the chain is unknown; it has to be known before the run. Give the extent, or use ` +
        findingTheEnd,
    );
  if (!Number.isSafeInteger(extent) || extent < 0)
    throw new RangeError(`${where}: extent is ${extent}; a whole number of steps, 0 or more, is needed`);
}
