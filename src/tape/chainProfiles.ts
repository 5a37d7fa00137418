import { checkOptions } from '../arguments/options.js';
import { shown } from '../arguments/shown.js';
import type { Tensor } from '../array/tensor.js';
import { tidy } from '../array/tidy.js';
import type { Tree } from '../array/tree.js';
import { TapeError } from '../errors.js';
import { type Action, advance, record, release, restore, snapshot, sweep } from './action.js';
import { type StepCosts, withCosts } from './knownProfile.js';
import { type Profile, recordAll, type Strategy } from './strategy.js';
import { checkLoss, Tape } from './tape.js';

/**
 * The profiles of a loss's chains, each `scan` and `sequential` outside of steps that has no strategy of its own, in the order
 * in which they are run: what `plan` and every strategy may know of them, as plain data.
 *
 * The bytes that a plan counts by them are those of the run. They may be more, and are never less, where a step passes on a
 * state that a step before it has made, and where a step shares more than four tensors from outside with some of the others.
 *
 * @param options.costs - `operations`, counted with shapes only; or `milliseconds`, for which the gradient is taken once and
 *   every step timed: then they are this machine's, and noisy
 * @param options.compile - as the tape that will run has it; steps that run as they are written take other bytes
 * @throws {TapeError} if the loss reads values, and so can only be run
 * @example
 * const [profile] = chainProfiles((p) => sum(scan(step, { parameters: p, state, inputs }).state), parameters);
 * console.log(formatPlan(plan(profile, { budgetBytes: '64 MiB' })));
 */
export function chainProfiles<P extends Tree>(
  loss: (parameters: P) => Tensor,
  parameters: P,
  options: { readonly costs?: 'operations' | 'milliseconds'; readonly compile?: boolean } = {},
): readonly Profile[] {
  checkLoss('chainProfiles', loss);
  checkOptions('chainProfiles', options, { costs: 'any', compile: 'boolean' });
  const { costs = 'operations', compile = true } = options;
  if (costs !== 'operations' && costs !== 'milliseconds') {
    throw new RangeError(`chainProfiles: costs is ${shown(costs)}; 'operations' or 'milliseconds' is needed`);
  }
  const counted = countedProfiles(loss, parameters, compile);
  if (costs === 'operations') return counted;
  const timed = timedSteps(loss, parameters, compile);
  return counted.map((profile, place) => withCosts(profile, timed[place] ?? []));
}

function countedProfiles<P extends Tree>(
  loss: (parameters: P) => Tensor,
  parameters: P,
  compile: boolean,
): readonly Profile[] {
  // With a budget, so that what the run holds beside the chains is measured first.
  const planning: Strategy = { ...recordAll, budgetBytes: Number.POSITIVE_INFINITY };
  const profiles = new Tape({ strategy: planning, compile }).profiles(loss, parameters);
  if (profiles !== undefined) return profiles;
  throw new TapeError('chainProfiles: the loss reads values, so that only a run can tell what it needs');
}

function timedSteps<P extends Tree>(
  loss: (parameters: P) => Tensor,
  parameters: P,
  compile: boolean,
): readonly (readonly StepCosts[])[] {
  const seen = new Map<Profile, Mutable<StepCosts>[]>();
  const timing: Strategy = {
    ...recordAll,
    schedule: (profile) => {
      if (profile.isNested === true || profile.extent === 0) return recordAll.schedule(profile);
      const steps = Array.from({ length: profile.extent }, () => ({
        advanceCost: 0,
        recordCost: 0,
        sweepCost: 0,
      }));
      seen.set(profile, steps);
      return { [Symbol.iterator]: () => timed(steps) };
    },
  };
  tidy(() => {
    new Tape({ strategy: timing, predict: false, compile }).gradient(loss, parameters);
  });
  return [...seen.values()];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Advances, records and sweeps every step, and writes down how long each took: until the next action is asked for. */
function* timed(steps: readonly Mutable<StepCosts>[]): Generator<Action> {
  const extent = steps.length;
  yield snapshot(0, 0);
  // What comes after the chain runs now, before the next action is asked for.
  yield advance(0, extent);
  yield restore(0, 0);
  for (const [step, costs] of steps.entries()) {
    costs.advanceCost = yield* clocked(advance(step, step + 1));
  }
  yield restore(0, 0);
  yield release(0, 0);
  for (const [step, costs] of steps.entries()) {
    costs.recordCost = yield* clocked(record(step, step + 1));
  }
  for (let step = extent - 1; step >= 0; step -= 1) {
    steps[step]!.sweepCost = yield* clocked(sweep(step + 1, step));
  }
}

function* clocked(action: Action): Generator<Action, number> {
  const started = performance.now();
  yield action;
  return performance.now() - started;
}
