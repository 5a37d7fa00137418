import type { Figure, Quartiles, Unit } from './figure.js';
import type { Machine, Measurement } from './measure.js';

export type Verdict = 'worse' | 'better' | 'same' | 'new' | 'gone' | 'not compared';

export interface Comparison {
  readonly verdict: Verdict;
  readonly name: string;
  readonly unit: Unit;
  readonly baseline: Figure | undefined;
  readonly now: Figure | undefined;
}

/** By how much quartiles may pass each other before that means anything: a share, and an amount. */
interface Margin {
  readonly share: number;
  readonly amount: number;
}

/**
 * Holds every figure against the baseline's.
 *
 * An exact figure is worse if it is greater at all. One that varies is worse if its low quartile is above the baseline's
 * high quartile by more than a margin: three quarters of what was measured now, against three quarters of what was measured
 * then. A disturbance that passes touches fewer, and one that lasts slows the yardstick down, too; the margin is for what is
 * left, which is other code from the engine's compiler and other places in memory. Of 30 measurements of one tree, on two
 * processors with two to nine processes on them, each held against each other, none failed: at a margin of 0.1 instead of
 * 0.2, one time in fifty did. Twice the time was seen in all, 1.5 times in three of four.
 */
export function compareFigures(baseline: Measurement, now: Measurement): readonly Comparison[] {
  const isSameMachine = areSame(baseline.machine, now.machine);
  const before = new Map(baseline.figures.map((figure) => [figure.name, figure]));
  const after = new Map(now.figures.map((figure) => [figure.name, figure]));
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name): Comparison[] => {
    const [old, found] = [before.get(name), after.get(name)];
    const any = found ?? old;
    if (any === undefined) return [];
    return [
      { verdict: verdictOn(old, found, isSameMachine), name, unit: any.unit, baseline: old, now: found },
    ];
  });
}

/** Whether a change may not land as it is. What is no longer measured can no longer be seen to get worse. */
export function fails({ verdict }: Comparison): boolean {
  return verdict === 'worse' || verdict === 'gone';
}

function verdictOn(before: Figure | undefined, now: Figure | undefined, isSameMachine: boolean): Verdict {
  if (now === undefined) return 'gone';
  if (before === undefined) return 'new';
  if (before.under !== now.under || before.unit !== now.unit) return 'not compared';
  const margin = marginOf(now, isSameMachine);
  if (!isBelow(rangeOf(now).low, rangeOf(before).high, margin)) return 'worse';
  if (!isBelow(rangeOf(before).low, rangeOf(now).high, margin)) return 'better';
  return 'same';
}

function rangeOf({ value, quartiles }: Figure): Quartiles {
  return quartiles ?? { low: value, high: value };
}

function isBelow(low: number, high: number, { share, amount }: Margin): boolean {
  return low <= high * (1 + share) + amount;
}

function marginOf({ unit, quartiles }: Figure, isSameMachine: boolean): Margin {
  if (quartiles === undefined) return { share: 0, amount: 0 };
  // Less than the smallest object that JavaScript has.
  if (unit === 'bytes') return { share: isSameMachine ? 0.05 : 0.2, amount: 8 };
  return { share: isSameMachine ? 0.2 : 0.6, amount: 0 };
}

function areSame(a: Machine, b: Machine): boolean {
  return a.cpu === b.cpu && a.node === b.node;
}
