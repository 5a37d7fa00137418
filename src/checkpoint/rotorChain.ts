import type { Profile } from '../tape/strategy.js';
import { figuresAt } from './stepFigures.js';

/** A chain by its steps: what each costs, and what is held for it. */
export interface RotorChain {
  /** Of running a step without recording it. */
  readonly forward: Float64Array;
  /** Of recording and sweeping it. */
  readonly turn: Float64Array;
  /** Size of the state before a step. */
  readonly states: Float64Array;
  /** Size of its record and of the state after it. */
  readonly records: Float64Array;
}

/** Costs and sizes by step, in bytes. What is the caller's, the first state, has no size. */
export function rotorChain(profile: Profile): RotorChain {
  const { extent } = profile;
  const figures = figuresAt(profile);
  const each = (figure: (step: number) => number): Float64Array =>
    Float64Array.from({ length: extent }, (_, step) => figure(step));
  const states = each((step) => (step === 0 ? 0 : figures(step).beforeBytes));
  return {
    forward: each((step) => figures(step).advanceCost),
    turn: each((step) => figures(step).recordCost + figures(step).sweepCost),
    states,
    // What all records hold together is held with every one of them: rather too much than too little.
    records: each((step) => {
      const { recordBytes, sharedRecordBytes = 0, afterBytes } = figures(step);
      return recordBytes + sharedRecordBytes + (states[step + 1] ?? afterBytes);
    }),
  };
}

/**
 * The fewest bytes in which a chain can be reversed: a step has to be recorded while the state before it is held, and to
 * keep the first state alone needs no more.
 */
export function fewestBytes({ states, records }: RotorChain): number {
  return records.reduce((most, size, step) => Math.max(most, size + states[step]!), 0);
}

/** What it takes to record the whole chain at once. */
export function bytesOfAll({ records }: RotorChain): number {
  return records.reduce((sum, size) => sum + size, 0);
}

/** Whether all steps are alike. State 0 does not matter: it is the first state of every part that it is in. */
export function isUniform({ forward, turn, states, records }: RotorChain): boolean {
  const alike = (sizes: Float64Array): boolean => sizes.every((size) => size === sizes[0]);
  return alike(forward) && alike(turn) && alike(states.subarray(1)) && alike(records);
}

export function isSame(a: RotorChain, b: RotorChain): boolean {
  const equal = (x: Float64Array, y: Float64Array): boolean =>
    x.length === y.length && x.every((value, place) => value === y[place]);
  return (
    equal(a.forward, b.forward) &&
    equal(a.turn, b.turn) &&
    equal(a.states, b.states) &&
    equal(a.records, b.records)
  );
}

/** The sums of all values before each place, and of all. */
export function sumsBefore(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i += 1) sums[i + 1] = sums[i]! + values[i]!;
  return sums;
}
