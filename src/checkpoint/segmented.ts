// Chen, Xu, Zhang & Guestrin (2016), Training deep nets with sublinear memory cost, arXiv:1604.06174, Algorithm 3: segments
// by a budget of bytes, and the budget by a search. There a segment ends with the step that exceeds its budget; here it
// ends before, so that it keeps to the budget. There the budgets tried are a few around √(x y); here every budget that
// changes the segments is tried. As in `sqrt`, the last segment is recorded on the first pass.

import { checkOptions } from '../arguments/options.js';
import { parseBytes } from '../tape/byteCount.js';
import type { Profile, Strategy } from '../tape/strategy.js';
import { checkExtent } from './options.js';
import { scheduleBySegments } from './segments.js';
import { chen } from './sqrt.js';
import { figuresAt } from './stepFigures.js';

/**
 * Segments of unequal steps, as long as their records fit into so many bytes; each is run once more and recorded whole. A
 * step that does not fit alone is a segment of its own. Without a number of bytes, the one with the least peak: of the
 * states kept, and the records of a segment.
 *
 * @param options.segmentBytes - of the records of one segment, the states in them and the one at their end included; a
 * number, or a text such as '64 MiB'
 * @throws {RangeError} if segmentBytes is no number of bytes
 * @example
 * const profile = { extent: 100, stateBytes: 64, recordBytes: 192 };
 * tally(segmented({ segmentBytes: 2560 }).schedule(profile), 100).peakRecords; // 10
 */
export function segmented(options: { segmentBytes?: number | string } = {}): Strategy {
  checkOptions('segmented', options, { segmentBytes: 'any' });
  const given = options?.segmentBytes;
  const limit = given === undefined ? undefined : parseBytes('segmented', given, 'segmentBytes');
  return {
    name: given === undefined ? 'segmented' : `segmented(${given})`,
    source: chen,
    schedule: (profile) => {
      checkExtent('segmented', profile.extent);
      const sizes = new SegmentSizes(profile);
      const starts = sizes.cutsWithin(limit ?? sizes.bestLimit());
      const segments = { count: starts.length - 1, startOf: (segment: number) => starts[segment]! };
      return scheduleBySegments(segments);
    },
    remarks: (profile) => (limit === undefined ? [] : stepsBeyond(limit, profile)),
  };
}

function stepsBeyond(limit: number, profile: Profile): readonly string[] {
  const figures = figuresAt(profile);
  for (let step = 0; step < profile.extent; step += 1) {
    const { recordBytes, afterBytes } = figures(step);
    const bytes = recordBytes + afterBytes;
    if (bytes > limit)
      return [
        `segmented: the record of step ${step} takes ${bytes} bytes, and a segment may have ${limit}; ` +
          'such a step is a segment of its own',
      ];
  }
  return [];
}

/** What the records of a range of steps hold, and how a chain is cut by a limit of that. */
class SegmentSizes {
  readonly #extent: number;
  /** Of all records before a step, each with the state after it. */
  readonly #before: Float64Array;
  readonly #states: Float64Array;

  constructor(profile: Profile) {
    const { extent } = profile;
    const figures = figuresAt(profile);
    this.#extent = extent;
    this.#before = new Float64Array(extent + 1);
    this.#states = new Float64Array(extent);
    for (let step = 0; step < extent; step += 1) {
      const { beforeBytes, recordBytes, afterBytes } = figures(step);
      this.#states[step] = beforeBytes;
      this.#before[step + 1] = this.#before[step]! + recordBytes + afterBytes;
    }
  }

  /** The starts of the segments, and the extent. */
  cutsWithin(limit: number): readonly number[] {
    const cuts = [0];
    for (let from = 0; from < this.#extent; ) {
      from = this.#endOf(from, limit);
      cuts.push(from);
    }
    return cuts;
  }

  /** The limit whose segments have the least peak; of several, the largest. */
  bestLimit(): number {
    let best = this.#size(0, this.#extent);
    let least = best;
    // A good limit first, so that all others are given up early.
    const guess = best / Math.sqrt(this.#extent);
    least = Math.min(least, this.#peakWithin(guess, least).peak);
    for (let limit = 0; limit <= least; ) {
      const { peak, next } = this.#peakWithin(limit, least);
      if (peak <= least) [best, least] = [limit, peak];
      limit = next;
    }
    return best;
  }

  /**
   * The peak is when the segment that needs most is recorded: its records, and the states at the starts of all segments up
   * to it but the first, whose state is the caller's. `next` is the least limit with other segments. Stops where `enough`
   * is exceeded.
   */
  #peakWithin(limit: number, enough: number): { peak: number; next: number } {
    let [from, kept, peak, next] = [0, 0, 0, Number.POSITIVE_INFINITY];
    while (from < this.#extent && peak <= enough) {
      const end = this.#endOf(from, limit);
      if (from > 0) kept += this.#states[from]!;
      peak = Math.max(peak, kept + this.#size(from, end));
      if (end < this.#extent) next = Math.min(next, this.#size(from, end + 1));
      from = end;
    }
    return { peak, next };
  }

  /** The furthest end of a segment within the limit, found by bisection. */
  #endOf(from: number, limit: number): number {
    let end = from + 1;
    let beyond = this.#extent + 1;
    while (beyond - end > 1) {
      const middle = Math.floor((end + beyond) / 2);
      if (this.#size(from, middle) <= limit) end = middle;
      else beyond = middle;
    }
    return end;
  }

  #size(from: number, end: number): number {
    return this.#before[end]! - this.#before[from]!;
  }
}
