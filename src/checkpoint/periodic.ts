// Snapshots at regular intervals: the two-level scheme that every later one is compared with. As by PyTorch's
// `checkpoint_sequential`, the last segment is recorded on the first pass. There k segments of ⌊n / k⌋ steps leave the rest
// to the last one; here the other segments are as long as that one, which takes no more records and as many advances.

import { checkOptions } from '../arguments/options.js';
import { shown } from '../arguments/shown.js';
import { type Action, discard, record, release, restore, snapshot, sweep } from '../tape/action.js';
import type { Strategy } from '../tape/strategy.js';
import { type Ends, endOf } from './ending.js';
import { checkCount, checkExtent } from './options.js';
import { scheduleBySegments, segmentsOf } from './segments.js';
import { chen } from './sqrt.js';

/** How long the segments are, or how many. */
export type Period =
  | { readonly every: number; readonly segments?: undefined }
  | { readonly segments: number; readonly every?: undefined };

/**
 * A snapshot every so many steps; each segment is run once more and recorded whole. One extra run of every step but the
 * last segment's. Segments that cannot all be equal begin with a shorter one, so those are n - every steps. Where only
 * reaching the end tells, the shorter one is the last; every segment is recorded on the first pass, and its records are
 * discarded if the chain goes on.
 *
 * @param options.every - steps per segment
 * @param options.segments - k, in place of that: every is n - (k - 1) ⌊n / k⌋, which makes k segments at most. As many
 * steps run again as in PyTorch's `checkpoint_sequential`
 * @throws {RangeError} if every, or segments, is not a whole number of at least 1
 * @throws {TypeError} if both are given, or none
 * @example
 * tally(periodic({ every: 16 }).schedule({ extent: 256 }), 256).peakSlots; // 15
 * @example
 * tally(periodic({ segments: 3 }).schedule({ extent: 10 }), 10).advancedSteps; // 6
 */
export function periodic(options: Period): Strategy {
  checkOptions('periodic', options, { every: 'any', segments: 'any' });
  checkPeriod(options);
  const period = { ...options };
  return {
    name: period.every === undefined ? `periodic(${period.segments} segments)` : `periodic(${period.every})`,
    source: chen,
    schedule: (profile) => {
      const { extent } = profile;
      if (period.every === undefined) checkExtent('periodic', extent);
      const ends = endOf('periodic', profile);
      const every = stepsIn(period, extent);
      if (extent === Number.POSITIVE_INFINITY)
        return { [Symbol.iterator]: () => reverseOpenSegments(ends, every) };
      return scheduleBySegments(segmentsOf(extent, every));
    },
    remarks: ({ extent }) => remarksOn(period, extent),
  };
}

function checkPeriod(options: Period): void {
  const { every, segments }: Partial<Record<string, unknown>> = options ?? {};
  if (every !== undefined && segments !== undefined)
    throw new TypeError(
      `periodic: every is ${shown(every)} and segments is ${shown(segments)}; give one of the two`,
    );
  if (segments === undefined) checkCount('periodic', 'every', every, 'the steps of a segment');
  else checkCount('periodic', 'segments', segments, 'the whole chain');
}

/** That of `checkpoint_sequential` for its last segment: the rest of the division falls to it. */
function stepsIn({ every, segments }: Period, extent: number): number {
  if (every !== undefined) return every;
  const count = Math.max(1, Math.min(segments, extent));
  return Math.max(1, extent - (count - 1) * Math.floor(extent / count));
}

function remarksOn(period: Period, extent: number): readonly string[] {
  if (extent === 0) return [];
  const every = stepsIn(period, extent);
  const count = Math.ceil(extent / every);
  if (period.segments !== undefined && count < period.segments)
    return [
      `periodic: ${period.segments} segments were asked for; a chain of ${extent} steps is cut into ${count} of at most ${every}`,
    ];
  if (every > extent)
    return [
      `periodic: segments of ${every} steps were asked for and the chain has ${extent}; it is one segment`,
    ];
  return [];
}

// As in `reverseFromTheEnd`: the last segment's records wait when the end is found.
function* reverseOpenSegments(ends: Ends, every: number): Generator<Action> {
  let to = 0;
  for (; !ends(to); to += 1) {
    if (to % every === 0) {
      if (to > 0) yield discard(to - every, to);
      yield snapshot(to, to / every);
    }
    yield record(to, to + 1);
  }
  const last = Math.ceil(to / every) - 1;
  for (let segment = last; segment >= 0; segment -= 1) {
    const from = segment * every;
    if (segment < last) yield restore(from, segment);
    yield release(from, segment);
    if (segment < last) yield record(from, to);
    yield sweep(to, from);
    to = from;
  }
}
