// Snapshots at regular intervals: the two-level scheme that every later one is compared with.
import { type Action, advance, record, release, restore, snapshot, sweep } from '../tape/action.js';
import type { Strategy } from '../tape/strategy.js';
import { type Ends, endOf } from './ending.js';
import { checkCount } from './options.js';
import { reverseBySegments } from './segments.js';
import { chen } from './sqrt.js';

/**
 * A snapshot every so many steps; each segment is run once more and recorded whole. One extra run of every step but the
 * last segment's; of that, too, where the extent is unknown.
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
    schedule: (profile) => {
      const { extent } = profile;
      const ends = endOf('periodic', profile);
      if (extent === Number.POSITIVE_INFINITY)
        return { [Symbol.iterator]: () => reverseOpenSegments(ends, every) };
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

// The end is found only by running to it, so the last segment is kept and run again as any other.
function* reverseOpenSegments(ends: Ends, every: number): Generator<Action> {
  let to = 0;
  for (; !ends(to); to += 1) {
    if (to % every === 0) yield snapshot(to, to / every);
    yield advance(to, to + 1);
  }
  for (let segment = Math.ceil(to / every) - 1; segment >= 0; segment -= 1) {
    const from = segment * every;
    yield restore(from, segment);
    yield release(from, segment);
    yield record(from, to);
    yield sweep(to, from);
    to = from;
  }
}
