import type { Action } from 'sublinear';

/** How often the steps of a chain are advanced: the most often that any is, and all together. */
export interface Repeated {
  readonly most: number;
  readonly sum: number;
}

/** Goes through a schedule, action by action. */
export function repeatedBy(schedule: Iterable<Action>, extent: number): Repeated {
  const times = new Uint32Array(extent);
  for (const action of schedule) {
    if (action.verb !== 'advance') continue;
    for (let step = action.from; step < action.to; step += 1) times[step]! += 1;
  }
  return {
    most: times.reduce((most, each) => Math.max(most, each), 0),
    sum: times.reduce((sum, each) => sum + each, 0),
  };
}
