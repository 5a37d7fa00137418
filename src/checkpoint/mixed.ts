// Gruslys, Munos, Danihelka, Lanctot & Graves (2016), Memory-efficient backpropagation through time, arXiv:1606.03401: hidden
// states and internal states mixed.
import { checkKind, checkOptions } from '../arguments/options.js';
import { shown } from '../arguments/shown.js';
import type { Profile, Strategy } from '../tape/strategy.js';
import { gruslys } from './internal.js';
import { type MixedPlan, mixedPlan, scheduleOf } from './mixedPlan.js';
import { MixedPolicy } from './mixedPolicy.js';
import { checkCount, checkExtent } from './options.js';
import { figuresAt } from './stepFigures.js';

/**
 * States and records that wait, mixed so that the fewest steps are advanced: a dynamic program over the memory left, in units
 * of a state. It knows the ratio of their sizes and no bytes; `withinBudget` is the same in bytes.
 *
 * @param options.units - what may wait at once, the initial state included and the record that is swept not
 * @param options.recordUnits - what a record weighs with the state after its step, at least 1; of the chain's own bytes,
 *   rounded up, if absent
 * @throws {RangeError} if units is not a whole number of at least 1, recordUnits is less than 1, or such a record does not fit
 *   beside the initial state
 * @example
 * tally(mixed({ units: 100, recordUnits: 2 }).schedule({ extent: 1000 }), 1000).advancedSteps; // 950
 */
export function mixed(options: { units: number; recordUnits?: number }): Strategy {
  checkOptions('mixed', options, { units: 'any', recordUnits: 'any' });
  const units = options?.units;
  const { recordUnits } = options ?? {};
  checkCount('mixed', 'units', units, 'for the initial state');
  if (recordUnits !== undefined) checkFit(units, checkedWeight('mixed', recordUnits));
  let latest: { key: string; plan: MixedPlan } | undefined;
  return {
    name: recordUnits === undefined ? `mixed(${units})` : `mixed(${units}, ${recordUnits})`,
    source: gruslys,
    schedule: (profile) => {
      checkExtent('mixed', profile.extent);
      const weight = recordUnits ?? weightOf(profile);
      const key = `${profile.extent} ${weight}`;
      if (latest?.key !== key) latest = { key, plan: planFor(profile.extent, units, weight) };
      return scheduleOf(latest.plan);
    },
    remarks: (profile) => {
      const weight = recordUnits ?? weightOf(profile);
      return [...unitRemarks(units, profile.extent, weight), ...weightRemarks(units, weight)];
    },
  };
}

/**
 * The fewest forward runs, advanced and recorded, of a chain of `extent` steps in `units` of memory: C(t, m) of the paper, of
 * hidden and internal states mixed, for a record of `recordUnits`.
 *
 * @throws {RangeError} if units is not a whole number of at least 1, or recordUnits is less than 1
 * @example
 * mixedForwards(1000, 100, 2); // 1950
 */
export function mixedForwards(extent: number, units: number, recordUnits: number): number {
  checkExtent('mixedForwards', extent);
  checkKind('mixedForwards', 'units', units, 'number');
  checkCount('mixedForwards', 'units', units, 'for the initial state');
  checkedWeight('mixedForwards', recordUnits);
  if (extent === 0) return 0;
  const most = usableUnits(extent, units, recordUnits);
  return extent + policyFor(extent, most, recordUnits).advances(extent, most);
}

function planFor(extent: number, units: number, recordUnits: number): MixedPlan {
  const most = usableUnits(extent, units, recordUnits);
  return mixedPlan(policyFor(extent, most, recordUnits), most, extent);
}

function policyFor(extent: number, units: number, recordUnits: number): MixedPolicy {
  return new MixedPolicy(extent, units, { state: 1, record: Math.ceil(recordUnits) }, 'any');
}

/** Beside the initial state: no more than records of all steps but the last would take. */
function usableUnits(extent: number, units: number, recordUnits: number): number {
  return Math.min(units - 1, Math.max(0, extent - 1) * Math.ceil(recordUnits));
}

function weightOf(profile: Profile): number {
  if (profile.extent === 0) return 1;
  const { recordBytes, afterBytes } = figuresAt(profile)(0);
  const isKnown = profile.recordBytes !== undefined && profile.stateBytes !== undefined && afterBytes > 0;
  return isKnown ? Math.ceil((recordBytes + afterBytes) / afterBytes) : 1;
}

function checkedWeight(where: string, recordUnits: number): number {
  if (typeof recordUnits !== 'number')
    throw new TypeError(`${where}: recordUnits is ${shown(recordUnits)}; a number is needed`);
  if (recordUnits >= 1 && Number.isFinite(recordUnits)) return recordUnits;
  throw new RangeError(
    `${where}: recordUnits is ${recordUnits}; at least 1 is needed, since a record holds the state after its step`,
  );
}

function checkFit(units: number, recordUnits: number): void {
  if (units === 1 || recordUnits + 1 <= units) return;
  throw new RangeError(
    `mixed: a record of ${recordUnits} units does not fit into ${units} beside the initial state; give at least ` +
      `${Math.ceil(recordUnits) + 1} units, or use revolve({ slots: ${units} })`,
  );
}

function unitRemarks(units: number, extent: number, recordUnits: number): readonly string[] {
  const usable = 1 + usableUnits(extent, units, recordUnits);
  if (units <= usable) return [];
  const steps = extent === 1 ? '1 step' : `${extent} steps`;
  return [
    `mixed: ${units} units were asked for; a chain of ${steps} can use ${extent > 1 ? usable : 'none'}`,
  ];
}

function weightRemarks(units: number, recordUnits: number): readonly string[] {
  if (units === 1 || recordUnits + 1 <= units) return [];
  return [
    `mixed: a record of this chain weighs ${recordUnits} units and does not fit into ${units} beside the initial state, so ` +
      'that only states are kept',
  ];
}
