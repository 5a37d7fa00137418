// Griewank (1992), Achieving logarithmic growth of temporal and spatial complexity in reverse automatic
// differentiation, Optimization Methods and Software 1, doi:10.1080/10556789208805505. The binomial cut is the one
// restated by Siskind & Pearlmutter (arXiv:1708.06799), whose snapshot of a single last step is left out here: that step
// is recorded at once. There the repetitions left are counted down; here each part derives its own from its length.
import { checkOptions } from '../arguments/options.js';
import { type Action, advance, record, release, restore, snapshot, sweep } from '../tape/action.js';
import type { Citation, Strategy } from '../tape/strategy.js';
import { repetitionNumber, usableSlots } from './binomial.js';
import { checkCount, checkExtent } from './options.js';
import type { CutOf, OutlinedSchedule } from './outline.js';
import { slotRemarks } from './remarks.js';

/**
 * How far to advance before the next snapshot, given `length` steps to reverse and `slots` slots for them, the one at
 * their start included: at least 1 and below length, or 0 where a snapshot would save nothing.
 */
export type Split = (length: number, slots: number) => number;

/** One way to cut, as one that a schedule is made by and as one that is evaluated by. */
export interface SlotCuts {
  readonly split: Split;
  readonly cut: CutOf;
}

export function slotCuts(split: Split): SlotCuts {
  return {
    split,
    cut: (length, slots) => {
      const steps = slots > 1 ? split(length, slots) : 0;
      return steps === 0 ? undefined : { steps, right: slots - 1, left: slots };
    },
  };
}

export function scheduleByCuts(extent: number, slots: number, { split, cut }: SlotCuts): OutlinedSchedule {
  return {
    outline: { cut, kind: slots },
    [Symbol.iterator]: () => reverseByCuts(extent, slots, split),
  };
}

/**
 * Reverses a chain by cutting it: advance to the cut, keep the state there, reverse the right part, then the left. The
 * schedules that share this recursion differ only in where they cut. It is written as a loop over the slots, so that a
 * schedule of any length streams in the memory of its slots.
 */
function* reverseByCuts(extent: number, slots: number, split: Split): Generator<Action> {
  const held: number[] = [0];
  if (extent > 1) yield snapshot(0, 0);
  for (let end = extent; end > 0; end -= 1) {
    // Here the working state is the newest one held, and [it, end) is what the newest slots are for.
    let from = held.at(-1)!;
    while (end - from > 1 && held.length < slots) {
      const steps = split(end - from, slots - held.length + 1);
      if (steps === 0) break;
      yield advance(from, from + steps);
      from += steps;
      yield snapshot(from, held.length);
      held.push(from);
    }
    if (end - from > 1) yield advance(from, end - 1);
    yield record(end - 1, end);
    yield sweep(end, end - 1);
    if (extent === 1) return;
    if (from === end - 1) {
      yield release(from, held.length - 1);
      held.pop();
    }
    if (end > 1) yield restore(held.at(-1)!, held.length - 1);
  }
}

const source: Citation = {
  authors: 'Griewank',
  year: 1992,
  title:
    'Achieving logarithmic growth of temporal and spatial complexity in reverse automatic differentiation',
  doi: '10.1080/10556789208805505',
};

/**
 * Treeverse: every part is cut in the ratio of its repetitions to its slots. No step is advanced more often than under
 * `revolve`, but the sum of advances can be larger where the extent is not a binomial number.
 *
 * @param options.slots - snapshots at once, the initial state included
 * @throws {RangeError} if slots is not a whole number of at least 1
 * @example
 * tally(treeverse({ slots: 3 }).schedule({ extent: 20 }), 20).advancedSteps; // 45
 */
export function treeverse(options: { slots: number }): Strategy {
  checkOptions('treeverse', options, { slots: 'any' });
  const slots = options?.slots;
  checkCount('treeverse', 'slots', slots, 'for the initial state');
  return {
    name: `treeverse(${slots})`,
    source,
    schedule: ({ extent }) => {
      checkExtent('treeverse', extent);
      return scheduleByCuts(extent, usableSlots(extent, slots), proportionalCuts);
    },
    remarks: ({ extent }) => slotRemarks('treeverse', slots, extent),
  };
}

function proportionalSplit(length: number, slots: number): number {
  if (length === 2) return 0;
  const repetitions = repetitionNumber(length, slots);
  return Math.min(length - 1, Math.ceil((repetitions * length) / (slots + repetitions)));
}

const proportionalCuts = slotCuts(proportionalSplit);
