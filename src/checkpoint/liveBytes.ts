// The bytes of a schedule by the model that the ledger obeys: a state costs its bytes once, however many hold it, and a
// record costs what it keeps beyond the states at its two ends.

import type { Action, Schedule } from '../tape/action.js';
import { checkProfile } from '../tape/knownProfile.js';
import type { Profile } from '../tape/strategy.js';
import { checkSchedule, Player } from '../tape/tally.js';
import { ByteCounter } from './byteCounter.js';
import { checkExtent } from './options.js';

/** An action with the bytes that it leaves live, and the most that were live while it ran. */
export interface LiveBytes {
  readonly action: Action;
  readonly bytes: number;
  readonly peakBytes: number;
}

/**
 * The bytes of states and records that are live at each action of a schedule. What is the caller's costs nothing: state 0,
 * and the last state when it is first reached. Sizes that the profile does not give are 1.
 *
 * @throws {ScheduleError} at the first action that cannot be obeyed
 * @throws {RangeError} if the extent is no number of steps, or the profile has another number of them
 * @example
 * for (const { action, bytes } of liveBytes(storeAll().schedule({ extent: 3 }), { extent: 3, stateBytes: 64 }))
 *   console.log(action.verb, bytes); // record 131, sweep 0
 */
export function* liveBytes(schedule: Schedule, profile: Profile): Generator<LiveBytes> {
  checkSchedule('liveBytes', schedule);
  checkExtent('liveBytes', profile?.extent);
  checkProfile('liveBytes', profile);
  const counter = new ByteCounter(profile);
  const player = new Player(profile.extent);
  for (const action of schedule) {
    player.play(action);
    const peakBytes = counter.play(action);
    yield { action, bytes: counter.bytes, peakBytes };
  }
  player.finish();
}

/**
 * The most bytes that are ever live at once.
 *
 * @throws {ScheduleError} at the first action that cannot be obeyed
 * @throws {RangeError} if the extent is no number of steps, or the profile has another number of them
 * @example
 * const profile = { extent: 100, stateBytes: 4096, recordBytes: 8192 };
 * peakBytes(revolve({ slots: 4 }).schedule(profile), profile); // 28672: three snapshots, two states and a record
 */
export function peakBytes(schedule: Schedule, profile: Profile): number {
  checkSchedule('peakBytes', schedule);
  checkExtent('peakBytes', profile?.extent);
  checkProfile('peakBytes', profile);
  const counter = new ByteCounter(profile);
  const player = new Player(profile.extent);
  let peak = profile.restPeakBytes ?? 0;
  for (const action of schedule) {
    player.play(action);
    peak = Math.max(peak, counter.play(action));
  }
  player.finish();
  return peak;
}
