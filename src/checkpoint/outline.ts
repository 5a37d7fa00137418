import type { Action, Schedule } from '../tape/action.js';
import type { Choice, Weights } from './mixedReversal.js';

/** A cut of a part: how many steps are advanced to it, and the kinds of the parts on its two sides. */
export interface Cut {
  readonly steps: number;
  readonly right: number;
  readonly left: number;
}

/**
 * Where a part of at least two steps is cut, by its length and its kind; undefined if all of its steps are reversed from
 * its first state, as then are those of all shorter parts of that kind.
 */
export type CutOf = (length: number, kind: number) => Cut | undefined;

/** What a schedule of choices is made by. */
export interface Choices {
  readonly weights: Weights;
  readonly choose: (length: number, units: number) => Choice;
}

/** How a chain is cut. */
export interface Segments {
  readonly count: number;
  /** The first step of a segment, and the extent for the one after the last. */
  readonly startOf: (segment: number) => number;
}

/** Records and sweeps the steps [from, to) from the working state; the slots below `slot` are in use. */
export type ReverseSegment = (from: number, to: number, slot: number) => Iterable<Action>;

/** How a schedule is made: so its cost on equal steps is known without playing it. */
export type Outline =
  | { readonly cut: CutOf; readonly kind: number }
  | { readonly choices: Choices; readonly units: number }
  | { readonly segments: Segments; readonly reverse: ReverseSegment };

export interface OutlinedSchedule extends Schedule {
  readonly outline: Outline;
}

export function isOutlined(schedule: Schedule): schedule is OutlinedSchedule {
  return 'outline' in schedule;
}
