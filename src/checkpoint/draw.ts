import type { Action, Schedule } from '../tape/action.js';
import { checkSchedule, Player } from '../tape/tally.js';
import { checkExtent } from './options.js';

const marks = { advance: '>', record: '=', sweep: '<', discard: 'x' } as const;

/**
 * A schedule as text, one line per action and one column per step: `>` advance, `=` record, `<` sweep, `x` discard, `o`
 * a snapshot held, `.` nothing.
 *
 * @throws {ScheduleError} at the first action that cannot be obeyed
 * @example
 * console.log(draw(revolve({ slots: 3 }).schedule({ extent: 10 }), 10));
 */
export function draw(schedule: Schedule, extent: number): string {
  checkSchedule('draw', schedule);
  checkExtent('draw', extent);
  const player = new Player(extent);
  const lines: string[] = [];
  for (const action of schedule) {
    player.play(action);
    if (!('slot' in action)) lines.push(line(action, player.held, extent));
  }
  player.finish();
  return lines.join('\n');
}

function line(action: Exclude<Action, { slot: number }>, held: readonly number[], extent: number): string {
  const cells = Array.from({ length: extent }, () => '.');
  for (const state of held) if (state < extent) cells[state] = 'o';
  const first = Math.min(action.from, action.to);
  const end = Math.max(action.from, action.to);
  for (let step = first; step < end; step += 1) cells[step] = marks[action.verb];
  return cells.join('');
}
