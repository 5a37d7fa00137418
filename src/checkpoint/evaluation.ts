import type { Schedule } from '../tape/action.js';
import type { Profile } from '../tape/strategy.js';
import { Player, type Tally } from '../tape/tally.js';
import { ByteCounter } from './byteCounter.js';
import { figuresAt } from './stepFigures.js';

/** What a schedule costs on a chain, known before it runs. */
export interface Evaluation {
  readonly tally: Tally;
  /** The most bytes that are live at once, the schedule's own and what the run holds beside the chain among them. */
  readonly peakBytes: number;
  /** Of all steps, in the profile's unit of cost. */
  readonly cost: number;
}

/**
 * Action by action, whatever the schedule.
 *
 * @throws {ScheduleError} at the first action that cannot be obeyed
 */
export function evaluated(schedule: Schedule, profile: Profile): Evaluation {
  const player = new Player(profile.extent);
  const counter = new ByteCounter(profile);
  const figures = figuresAt(profile);
  let peak = counter.bytes;
  let cost = 0;
  for (const action of schedule) {
    player.play(action);
    const found = counter.play(action);
    if (found > peak) peak = found;
    if (profile.steps === undefined || 'slot' in action || action.verb === 'discard') continue;
    const first = Math.min(action.from, action.to);
    const end = Math.max(action.from, action.to);
    for (let step = first; step < end; step += 1) cost += figures(step)[costs[action.verb]];
  }
  player.finish();
  const peakBytes = peak + (schedule.bytes ?? 0);
  if (profile.steps === undefined) return evaluationOf(profile, player.counts, peakBytes);
  return { tally: player.counts, peakBytes: Math.max(peakBytes, profile.restPeakBytes ?? 0), cost };
}

/** Of a chain of equal steps, by what a schedule does to it. */
export function evaluationOf(profile: Profile, tally: Tally, peakBytes: number): Evaluation {
  const { advancedSteps, recordedSteps, sweptSteps } = tally;
  const { advanceCost = 1, recordCost = 1, sweepCost = 1, restPeakBytes = 0 } = profile;
  const cost = advancedSteps * advanceCost + recordedSteps * recordCost + sweptSteps * sweepCost;
  return { tally, peakBytes: Math.max(peakBytes, restPeakBytes), cost };
}

const costs = { advance: 'advanceCost', record: 'recordCost', sweep: 'sweepCost' } as const;
