// Snapshots at regular intervals: the two-level scheme that every later one is compared with.
import type { Strategy } from '../tape/strategy.js';
import { checkCount, checkExtent } from './options.js';
import { reverseBySegments } from './segments.js';
import { chen } from './sqrt.js';

/**
 * A snapshot every so many steps; each segment is run once more and recorded whole. One extra run of every step but the
 * last segment's.
 *
 * @param options.every - steps per segment
 * @throws {RangeError} if every is not a whole number of at least 1
 * @example
 * tally(periodic({ every: 16 }).schedule({ extent: 256 }), 256).peakSlots; // 15
 */
export function periodic(options: { every: number }): Strategy {
  const every = options?.every;
  checkCount('periodic', 'every', every, 'the steps of a segment');
  return {
    name: `periodic(${every})`,
    source: chen,
    schedule: ({ extent }) => {
      checkExtent('periodic', extent);
      const startOf = (segment: number): number => Math.min(segment * every, extent);
      return { [Symbol.iterator]: () => reverseBySegments(Math.ceil(extent / every), startOf) };
    },
    remarks: ({ extent }) =>
      every > extent && extent > 0
        ? [
            `periodic: segments of ${every} steps were asked for and the chain has ${extent}; it is one segment`,
          ]
        : [],
  };
}
