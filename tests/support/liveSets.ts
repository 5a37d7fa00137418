import type { Action } from '../../src/tape/action.js';
import type { Profile } from '../../src/tape/strategy.js';

/**
 * The most bytes that a schedule holds at once: at every event the set of all live states is gathered anew, and added up
 * with the records that wait. The first state is the caller's and costs nothing, and so is the last once it is reached.
 */
export function peakOfLiveSets(schedule: Iterable<Action>, { extent, steps = [] }: Profile): number {
  const slots = new Map<number, number>();
  const records = new Set<number>();
  let isEndReached = false;
  const live = (working: readonly number[]): number => {
    const states = new Set([...slots.values(), ...working]);
    for (const step of records) states.add(step).add(step + 1);
    states.delete(0);
    if (isEndReached) states.delete(extent);
    let bytes = 0;
    for (const t of states) bytes += t < extent ? steps[t]!.beforeBytes : steps[t - 1]!.afterBytes;
    for (const step of records) bytes += steps[step]!.recordBytes;
    return bytes;
  };
  let working = [0];
  let peak = 0;
  for (const action of schedule) {
    if (action.verb === 'snapshot') slots.set(action.slot, action.step);
    if (action.verb === 'release') slots.delete(action.slot);
    if (action.verb === 'restore') working = [action.step];
    if (action.verb === 'sweep') {
      for (let step = action.from - 1; step >= action.to; step -= 1) records.delete(step);
      working = working.filter((state) => state < action.to);
    }
    if (action.verb === 'advance' || action.verb === 'record')
      for (let step = action.from; step < action.to; step += 1) {
        if (action.verb === 'record') records.add(step);
        peak = Math.max(peak, live([step, step + 1]));
        working = [step + 1];
        if (step + 1 === extent) isEndReached = true;
      }
    peak = Math.max(peak, live(working));
  }
  return peak;
}
