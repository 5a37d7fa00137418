// The binomial formulas for whoever asks; what they ask for is checked here, and not in the loops of schedules.
import { checkKind } from '../arguments/options.js';
import { shown } from '../arguments/shown.js';
import * as binomial from './binomial.js';
import { checkCount, checkExtent } from './options.js';

/**
 * β(s, r) = C(s + r, s): the longest chain that can be reversed with s slots if no step may be advanced more than r
 * times. Exact up to 2^53, and Infinity where it is larger.
 *
 * @throws {RangeError} unless both are whole numbers
 * @example
 * maxExtent(3, 2); // 10
 */
export function maxExtent(slots: number, repetitions: number): number {
  for (const [name, value] of Object.entries({ slots, repetitions })) {
    if (Number.isSafeInteger(value)) continue;
    throw new RangeError(`maxExtent: ${name} is ${shown(value)}; a whole number is needed`);
  }
  return binomial.maxExtent(slots, repetitions);
}

/**
 * The least r with β(s, r) >= extent: the most often that any step has to be advanced.
 *
 * @throws {RangeError} unless extent is a number of steps and slots a whole number of at least 1
 * @example
 * repetitionNumber(10, 3); // 2
 */
export function repetitionNumber(extent: number, slots: number): number {
  check('repetitionNumber', extent, slots);
  return binomial.repetitionNumber(extent, slots);
}

/**
 * The fewest advances that reverse a chain: t(n, s) = r n - β(s + 1, r - 1). Exact up to 2^53, and Infinity where it
 * is larger.
 *
 * @throws {RangeError} unless extent is a number of steps and slots a whole number of at least 1
 * @example
 * optimalAdvances(10, 3); // 15
 */
export function optimalAdvances(extent: number, slots: number): number {
  check('optimalAdvances', extent, slots);
  return binomial.optimalAdvances(extent, slots);
}

/**
 * The fewest snapshots written among the reversals with the fewest advances, the initial state's included.
 *
 * @throws {RangeError} unless extent is a number of steps and slots a whole number of at least 1
 * @example
 * optimalSnapshots(10, 3); // 6
 */
export function optimalSnapshots(extent: number, slots: number): number {
  check('optimalSnapshots', extent, slots);
  return binomial.optimalSnapshots(extent, slots);
}

function check(where: string, extent: number, slots: number): void {
  checkExtent(where, extent);
  checkKind(where, 'slots', slots, 'number');
  checkCount(where, 'slots', slots, 'for the initial state');
}
