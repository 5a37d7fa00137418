// Two levels: snapshots at regular intervals, as by Chen et al. (2016), and any other schedule from one to the next.
import { checkOptions } from '../arguments/options.js';
import { shown } from '../arguments/shown.js';
import type { Action, Schedule } from '../tape/action.js';
import type { Profile, Strategy } from '../tape/strategy.js';
import { checkCount, checkExtent } from './options.js';
import { scheduleBySegments, segmentsOf } from './segments.js';
import { chen } from './sqrt.js';

/**
 * A snapshot every so many steps on the way to the end, and each segment reversed by a strategy of its own, the last one
 * first: n - every steps are advanced once, and all as often as the inner strategy advances them. Segments that cannot all be
 * equal begin with a shorter one, as in `periodic`. The outer slot of a segment is emptied when its turn comes; the inner
 * strategy keeps that state if it needs it. An inner limit of bytes or slots is for the segment alone, without the states
 * that wait for earlier segments.
 *
 * @param options.every - steps per segment
 * @param options.inner - the strategy that reverses one segment
 * @throws {RangeError} if every is not a whole number of at least 1
 * @throws {TypeError} if inner is no strategy
 * @example
 * const strategy = twoLevel({ every: 100, inner: revolve({ slots: 5 }) });
 * tally(strategy.schedule({ extent: 1000 }), 1000).peakSlots; // 14
 */
export function twoLevel(options: { every: number; inner: Strategy }): Strategy {
  checkOptions('twoLevel', options, { every: 'any', inner: 'any' });
  const every = options?.every;
  const inner = options?.inner;
  checkCount('twoLevel', 'every', every, 'the steps of a segment');
  checkStrategy(inner);
  return {
    name: `two-level(${every}, ${inner.name})`,
    source: chen,
    ...(inner.keep === undefined ? {} : { keep: inner.keep }),
    schedule: (profile) => {
      checkExtent('twoLevel', profile.extent);
      const known = knownOf(profile);
      return scheduleByLevels(known, every, inner);
    },
    remarks: (profile) => {
      const { extent } = profile;
      const whole =
        every > extent && extent > 0
          ? [
              `twoLevel: segments of ${every} steps were asked for and the chain has ${extent}; it is one segment`,
            ]
          : [];
      return [...whole, ...(inner.remarks?.(segmentOf(profile, Math.max(0, extent - every), extent)) ?? [])];
    },
  };
}

function scheduleByLevels(profile: Profile, every: number, inner: Strategy): Schedule {
  return scheduleBySegments(segmentsOf(profile.extent, every), function* (from, to, slot) {
    for (const action of inner.schedule(segmentOf(profile, from, to))) yield shifted(action, from, slot);
  });
}

function shifted(action: Action, steps: number, slots: number): Action {
  if ('slot' in action) return { ...action, step: action.step + steps, slot: action.slot + slots };
  return { ...action, from: action.from + steps, to: action.to + steps };
}

function segmentOf(profile: Profile, from: number, to: number): Profile {
  return { ...knownOf(profile), extent: to - from, steps: profile.steps?.slice(from, to) };
}

// Read while the schedule is made: a profile may not be able to say later, and need not keep its figures as properties.
function knownOf(profile: Profile): Profile {
  return {
    extent: profile.extent,
    stateBytes: profile.stateBytes,
    steps: profile.steps,
    recordBytes: profile.recordBytes,
    advanceCost: profile.advanceCost,
    recordCost: profile.recordCost,
    sweepCost: profile.sweepCost,
    heldBeforeBytes: profile.heldBeforeBytes,
    heldAfterBytes: profile.heldAfterBytes,
    advancePeakBytes: profile.advancePeakBytes,
    recordPeakBytes: profile.recordPeakBytes,
    sweepPeakBytes: profile.sweepPeakBytes,
    heldBytes: profile.heldBytes,
    heldInSweepBytes: profile.heldInSweepBytes,
    isNested: profile.isNested,
  };
}

function checkStrategy(inner: unknown): void {
  if (typeof inner === 'object' && inner !== null && 'schedule' in inner && 'name' in inner) return;
  const found = inner === undefined ? 'missing' : shown(inner);
  throw new TypeError(
    `twoLevel: inner is ${found}; write twoLevel({ every: 8, inner: revolve({ slots: 3 }) })`,
  );
}
