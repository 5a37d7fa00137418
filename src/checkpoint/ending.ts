import type { Profile } from '../tape/strategy.js';
import { checkExtent } from './options.js';

/** Whether the chain ends at a state; it is asked of one working state after another, from 0 on. */
export type Ends = (state: number) => boolean;

/**
 * Makes chains of known and of unknown length the same to a schedule that finds the end by reaching it.
 *
 * @throws {TypeError} unless the extent is a number
 * @throws {RangeError} if the extent is no number of steps, or is unknown and nothing tells where the chain ends
 */
export function endOf(where: string, { extent, ends }: Profile): Ends {
  if (extent !== Number.POSITIVE_INFINITY) {
    checkExtent(where, extent);
    return (state) => state >= extent;
  }
  if (ends === undefined)
    throw new RangeError(
      `${where}: the length of the chain is unknown and nothing tells where it ends; give the extent, or ` +
        'ends: (state) => boolean beside extent: Infinity',
    );
  return (state) => ends(state);
}
