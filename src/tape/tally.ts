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
  const player = new Player(extent);
  for (const action of schedule) player.play(action);
  player.finish();
  return player.counts;
}
