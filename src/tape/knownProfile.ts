import { checkKind, checkOptions, unfit } from '../arguments/options.js';
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
  'recordPeakAloneBytes',
  'sweepPeakBytes',
  'sweepPeakBesideBytes',
  'sweepPeakAloneBytes',
  'steps',
  'heldBytes',
  'initialBytes',
  'heldInSweepBytes',
  'firstSweepPeakBytes',
  'sweepGrowthBytes',
  'betweenPeakBytes',
  'betweenPeaks',
  'restPeakBytes',
  'capacityBytes',
  'share',
  'isNested',
] as const satisfies readonly (keyof Profile)[];

const kinds = Object.fromEntries(known.map((name) => [name, 'any' as const]));

type Missing = Exclude<keyof Profile, (typeof known)[number]>;

/**
 * All that a profile knows, as plain data: a chain's own may measure what it is asked for, and cannot do so later.
 */
export function knownProfile(profile: Profile): Profile {
  checkChain('knownProfile', profile);
  const complete: Missing extends never ? readonly (keyof Profile)[] : never = known;
  const entries = complete.flatMap((name) => (profile[name] === undefined ? [] : [[name, profile[name]]]));
  return { ...Object.fromEntries(entries), extent: profile.extent };
}

/**
 * The same chain at the costs of another profile of it, such as one that was measured in milliseconds.
 *
 * @throws {RangeError} if that is the profile of another chain
 */
export function costedAs(where: string, profile: Profile, measured: Profile | undefined): Profile {
  checkChain(where, profile);
  if (measured === undefined) return profile;
  checkChain(where, measured, 'costs');
  const { extent, steps, advanceCost, recordCost, sweepCost } = measured;
  if (extent !== profile.extent || (steps === undefined) !== (profile.steps === undefined)) {
    const kind = (each: Profile): string =>
      `${each.extent} ${each.steps === undefined ? 'equal' : 'unequal'} steps`;
    throw new RangeError(
      `${where}: costs are of ${kind(measured)} and the chain has ${kind(profile)}; measure this chain's with chainProfiles`,
    );
  }
  if (steps !== undefined) return withCosts(knownProfile(profile), steps);
  return { ...knownProfile(profile), advanceCost, recordCost, sweepCost };
}

/** What one step costs. */
export type StepCosts = Pick<StepFigures, 'advanceCost' | 'recordCost' | 'sweepCost'>;

/** The same chain with other costs: each step's own where steps are unequal, else their mean. */
export function withCosts(profile: Profile, costs: readonly StepCosts[]): Profile {
  checkChain('withCosts', profile);
  checkCosts(costs);
  if (profile.steps !== undefined) {
    const costsOf = (place: number): Partial<StepCosts> => {
      const { advanceCost, recordCost, sweepCost } = costs[place] ?? {};
      if (advanceCost === undefined || recordCost === undefined || sweepCost === undefined) return {};
      return { advanceCost, recordCost, sweepCost };
    };
    return { ...profile, steps: profile.steps.map((step, place) => ({ ...step, ...costsOf(place) })) };
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

/** @throws {TypeError} unless `profile` is an object with names of a profile and no others */
export function checkProfile(where: string, profile: unknown, name = 'profile'): void {
  checkKind(where, name, profile, 'object', 'a profile is needed, such as { extent: 100, stateBytes: 4096 }');
  checkOptions(`${where}: ${name}`, profile, kinds);
}

/** The same of a whole one, whose extent may be unknown. */
function checkChain(where: string, profile: Profile, name?: string): void {
  checkProfile(where, profile, name);
  const { extent } = profile;
  if (extent === Number.POSITIVE_INFINITY || (Number.isSafeInteger(extent) && extent >= 0)) return;
  throw unfit(where, 'extent', extent, 'a whole number of steps, 0 or more, is needed, or Infinity');
}

function checkCosts(costs: readonly StepCosts[]): void {
  const needed = 'a list of { advanceCost, recordCost, sweepCost } is needed, one for each step';
  checkKind('withCosts', 'costs', costs, 'list', needed);
  costs.forEach((step, place) => {
    checkKind('withCosts', `costs[${place}]`, step, 'object', needed);
    for (const name of ['advanceCost', 'recordCost', 'sweepCost'] as const)
      checkKind('withCosts', `costs[${place}].${name}`, step[name], 'number');
  });
}
