import type { Profile, StepFigures } from './strategy.js';

const known = [
  'extent',
  'ends',
  'stateBytes',
  'recordBytes',
  'sharedRecordBytes',
  'advanceCost',
  'recordCost',
  'sweepCost',
  'heldBeforeBytes',
  'heldAfterBytes',
  'advancePeakBytes',
  'recordPeakBytes',
  'sweepPeakBytes',
  'steps',
  'heldBytes',
  'initialBytes',
  'heldInSweepBytes',
  'firstSweepPeakBytes',
  'sweepGrowthBytes',
  'share',
  'isNested',
] as const satisfies readonly (keyof Profile)[];

type Missing = Exclude<keyof Profile, (typeof known)[number]>;

/**
 * All that a profile knows, as plain data: a chain's own may measure what it is asked for, and cannot do so later.
 */
export function knownProfile(profile: Profile): Profile {
  const complete: Missing extends never ? readonly (keyof Profile)[] : never = known;
  const entries = complete.flatMap((name) => (profile[name] === undefined ? [] : [[name, profile[name]]]));
  return { ...Object.fromEntries(entries), extent: profile.extent };
}

/** What one step costs. */
export type StepCosts = Pick<StepFigures, 'advanceCost' | 'recordCost' | 'sweepCost'>;

/** The same chain with other costs: each step's own where steps are unequal, else their mean. */
export function withCosts(profile: Profile, costs: readonly StepCosts[]): Profile {
  if (profile.steps !== undefined) {
    return { ...profile, steps: profile.steps.map((step, place) => ({ ...step, ...costs[place] })) };
  }
  const mean = (name: keyof StepCosts): number =>
    costs.reduce((sum, step) => sum + step[name], 0) / Math.max(1, costs.length);
  return {
    ...profile,
    advanceCost: mean('advanceCost'),
    recordCost: mean('recordCost'),
    sweepCost: mean('sweepCost'),
  };
}
