import { unfit } from '../arguments/options.js';
import { shown } from '../arguments/shown.js';
import { type Action, record, type Schedule, sweep, turn } from './action.js';
import type { Keep } from './keep.js';

/** Bytes that were made outside of the run, and that a record holds. */
export interface SharedBlock {
  /** The same for the same bytes. */
  readonly block: number;
  readonly bytes: number;
}

/** The most that is live in a step while other records hold some of the blocks that it shares with them, and no others. */
export interface PeakAmong {
  readonly held: readonly number[];
  readonly peakBytes: number;
}

/** Sizes in bytes, and costs in one unit of the profile's choice, of one step. */
export interface StepFigures {
  /** The state that the step gets. */
  readonly beforeBytes: number;
  /** The state that the step leaves. */
  readonly afterBytes: number;
  /** The step's residuals beyond the states at its two ends. */
  readonly recordBytes: number;
  /** What all records that wait hold together, whatever their number: a constant that every step reads; nothing, if absent. */
  readonly sharedRecordBytes?: number | undefined;
  /** The same, block by block, where steps differ in what they read; `sharedRecordBytes` is their sum. */
  readonly sharedBlocks?: readonly SharedBlock[] | undefined;
  readonly advanceCost: number;
  readonly recordCost: number;
  readonly sweepCost: number;
  /** How much of the state before the step its record holds; all, if absent. */
  readonly heldBeforeBytes?: number | undefined;
  /** How much of the state after the step its record holds; all, if absent. */
  readonly heldAfterBytes?: number | undefined;
  /** The most that is live while the step is advanced, beyond what was before; the state after it, if absent. */
  readonly advancePeakBytes?: number | undefined;
  /** The same while it is recorded; its record and the state after it, if absent. */
  readonly recordPeakBytes?: number | undefined;
  /** The same where no record waits that holds what is shared, which is among it then; with all of that, if absent. */
  readonly recordPeakAloneBytes?: number | undefined;
  /** The same where other records hold some of its shared blocks; at most as without them, if absent. */
  readonly recordPeaksAmong?: readonly PeakAmong[] | undefined;
  /** The same while it is swept; nothing, if absent. */
  readonly sweepPeakBytes?: number | undefined;
  /** The same where the state before it is held beside its record; no more, if absent. */
  readonly sweepPeakBesideBytes?: number | undefined;
  /** The same where no other record waits that holds what is shared; no less, if absent. */
  readonly sweepPeakAloneBytes?: number | undefined;
  /** The same where other records hold some of its shared blocks; at most as with all of them, if absent. */
  readonly sweepPeaksAmong?: readonly PeakAmong[] | undefined;
  /** How much more the state's cotangents take after it was swept; the difference of the states, if absent. */
  readonly cotangentGrowthBytes?: number | undefined;
}

/** The most that is live while others hold what records of a chain may hold. */
export interface BetweenPeak {
  /** Beyond what is live when the chain's last state is reached, if its records hold all of that. */
  readonly peakBytes: number;
  /** What comes to it where none of the chain's records holds it. */
  readonly blocks: readonly SharedBlock[];
}

type Known<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** What a schedule may know of the chain it reverses; sizes and costs that are absent are 1 for every step. */
export interface Profile
  extends Known<
    Omit<
      StepFigures,
      | 'beforeBytes'
      | 'afterBytes'
      | 'sharedBlocks'
      | 'recordPeaksAmong'
      | 'sweepPeaksAmong'
      | 'cotangentGrowthBytes'
    >
  > {
  /** The number of steps; Infinity where only running tells. */
  readonly extent: number;
  /**
   * Where only running tells: whether the chain ends at `state`. It is asked when that is the working state, of one state
   * after another from 0 on.
   */
  readonly ends?: ((state: number) => boolean) | undefined;
  /** Bytes of one state. */
  readonly stateBytes?: number | undefined;
  /** The figures of every step, where steps are unequal. */
  readonly steps?: readonly StepFigures[] | undefined;
  /** What the run holds beside the chain's own states and records, while it runs forward; nothing, if absent. */
  readonly heldBytes?: number | undefined;
  /** What state 0 costs while the chain holds it; nothing, if absent: it is the caller's. */
  readonly initialBytes?: number | undefined;
  /** The same while the chain is swept, gradients among it. */
  readonly heldInSweepBytes?: number | undefined;
  /** The most that is live in its first sweep, beyond what was before; as in any other, if absent. */
  readonly firstSweepPeakBytes?: number | undefined;
  /** How much more is held after the first sweep: cotangents of a state that none was given for; nothing, if absent. */
  readonly sweepGrowthBytes?: number | undefined;
  /** The most that is live between its last state and its sweep, beyond what is live when that is reached; nothing, if absent. */
  readonly betweenPeakBytes?: number | undefined;
  /** The same at moments when others hold what records of this chain may hold, too; no higher, if absent. */
  readonly betweenPeaks?: readonly BetweenPeak[] | undefined;
  /** The most that is live before it begins and after it is swept; nothing, if absent. */
  readonly restPeakBytes?: number | undefined;
  /** Where the arena of the run ends, if that is before its budget does. */
  readonly capacityBytes?: number | undefined;
  /** The part of what is free that this chain may take, so that others of the same run get theirs; all, if absent. */
  readonly share?: number | undefined;
  /** Whether the chain is inside a step of another one. */
  readonly isNested?: boolean | undefined;
}

/** Where a method comes from. */
export interface Citation {
  readonly authors: string;
  readonly year: number;
  readonly title: string;
  readonly doi?: string;
}

/** Which states are kept and when steps are run again, and in what form a residual waits (exactly, if absent). */
export interface Strategy {
  readonly keep?: Keep;
  readonly name: string;
  readonly source: Citation;
  /** A fresh schedule at every call. */
  schedule(profile: Profile): Schedule;
  /** The most bytes that a whole run under this strategy may hold, parameters and inputs included; no limit if absent. */
  readonly budgetBytes?: number;
  /** The fewest bytes, of the whole run, in which it can reverse this chain: what other chains of the run leave to it. */
  smallestBytes?(profile: Profile): number;
  /** What the user should hear about this profile, such as slots that the chain cannot use. */
  remarks?(profile: Profile): readonly string[];
}

/** @throws {TypeError} unless `strategy` is one; `needed` says what to write */
export function checkStrategy(
  where: string,
  strategy: unknown,
  name = 'strategy',
  needed = 'one is needed, such as revolve({ slots: 8 })',
): asserts strategy is Strategy {
  if (typeof strategy === 'object' && strategy !== null && 'schedule' in strategy) {
    if (typeof strategy.schedule === 'function') return;
  }
  if (typeof strategy !== 'function') throw unfit(where, name, strategy, needed);
  throw new TypeError(`${where}: ${name} is ${shown(strategy)}: call it; ${needed}`);
}

/** What a tape does unless told otherwise: it records the whole chain. */
export const recordAll: Strategy = {
  name: 'record all',
  source: {
    authors: 'Linnainmaa',
    year: 1970,
    title: 'The representation of the cumulative rounding error of an algorithm as a Taylor expansion',
  },
  schedule: ({ extent, ends }) => {
    if (extent === Number.POSITIVE_INFINITY && ends !== undefined) {
      return { [Symbol.iterator]: () => recordUntil(ends) };
    }
    return extent === 0 ? [] : turn(0, extent);
  },
};

function* recordUntil(ends: (state: number) => boolean): Generator<Action> {
  let state = 0;
  for (; !ends(state); state += 1) yield record(state, state + 1);
  if (state > 0) yield sweep(state, 0);
}
