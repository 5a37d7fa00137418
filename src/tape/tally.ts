import { checkKind, unfit } from '../arguments/options.js';
import { shown } from '../arguments/shown.js';
import type { Schedule } from './action.js';
import { Player, type Tally } from './player.js';

export { Player, type Tally } from './player.js';

/**
 * Plays a schedule without computing, and counts.
 *
 * Needs memory for the slots and the recorded ranges only, and stops at the first action that cannot be obeyed, so
 * an endless schedule is refused, too.
 *
 * @throws {ScheduleError} at the first action that cannot be obeyed, or if the schedule ends too early
 * @example
 * const { advancedSteps, peakSlots } = tally(revolve({ slots: 3 }).schedule({ extent: 10 }), 10);
 */
export function tally(schedule: Schedule, extent: number): Tally {
  checkSchedule('tally', schedule);
  if (extent === undefined) throw new TypeError('tally: extent is missing; a number of steps is needed');
  checkSteps('tally', extent);
  const player = new Player(extent);
  for (const action of schedule) player.play(action);
  player.finish();
  return player.counts;
}

/**
 * @throws {TypeError} unless `extent` is a number
 * @throws {RangeError} unless it is one of steps
 */
export function checkSteps(where: string, extent: unknown): void {
  checkKind(where, 'extent', extent, 'number', 'a number of steps is needed');
  if (Number.isSafeInteger(extent) && Number(extent) >= 0) return;
  throw new RangeError(`${where}: extent is ${shown(extent)}; a whole number of steps, 0 or more, is needed`);
}

/** @throws {TypeError} unless `schedule` is something to iterate over */
export function checkSchedule(where: string, schedule: unknown): void {
  if (typeof schedule === 'object' && schedule !== null && Symbol.iterator in schedule) return;
  const needed = 'an iterable of actions is needed, such as revolve({ slots: 8 }).schedule({ extent: 100 })';
  throw unfit(where, 'the schedule', schedule, needed);
}
