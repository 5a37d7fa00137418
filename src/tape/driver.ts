import { requireOptions } from '../arguments/options.js';
import { advance } from './action.js';
import { Counter, type StepCounts, type Times } from './counter.js';
import { checkReversible, Executor, type Reversible } from './executor.js';
import { checkProfile } from './knownProfile.js';
import { checkStrategy, type Profile, type Strategy } from './strategy.js';
import { checkSteps, tally } from './tally.js';

export interface DriverOptions<State> {
  /** How the chain is reversed; absent where it is only run. */
  readonly strategy?: Strategy | undefined;
  /** The number of steps, and what is known of them. */
  readonly profile: Profile;
  /** State 0, which the driver takes over. */
  readonly initial: State;
}

/**
 * Runs a chain of any framework forward and backward, as a strategy says.
 *
 * @throws {ScheduleError} before anything runs, if the strategy's schedule does not reverse a chain of this extent
 * @example
 * const driver = new Driver(chain, { strategy: revolve({ slots: 8 }), profile: { extent: 1000 }, initial });
 * const last = driver.forward(); // still the driver's: keep what is needed of it
 * driver.backward();
 * driver.counts.advancedSteps;
 */
export class Driver<State, Recorded> {
  readonly #counter = new Counter();
  readonly #executor: Executor<State, Recorded>;
  readonly #remarks: readonly string[];

  constructor(chain: Reversible<State, Recorded>, options: DriverOptions<State>) {
    checkReversible('driver', chain);
    requireOptions('driver', options, { strategy: 'any', profile: 'any', initial: 'any' });
    const { strategy, profile, initial } = options;
    if (strategy !== undefined) checkStrategy('driver', strategy);
    checkProfile('driver', profile);
    const { extent } = profile;
    checkSteps('driver', extent);
    if (strategy !== undefined) tally(strategy.schedule(profile), extent);
    this.#remarks = strategy?.remarks?.(profile) ?? [];
    const straightOn = extent === 0 ? [] : [advance(0, extent)];
    const schedule = strategy?.schedule(profile) ?? straightOn;
    this.#executor = new Executor(chain, { schedule, extent, initial, counter: this.#counter });
  }

  /** Runs until the last state is known, and returns it; it stays the driver's. */
  forward(): State {
    return this.#executor.forward();
  }

  /** Obeys the rest of the schedule, and lets go of everything. */
  backward(): void {
    this.#executor.backward();
  }

  /** Lets go of everything, wherever the schedule stands. May be called more than once. */
  abandon(): void {
    this.#executor.abandon();
  }

  /** What happened so far, in steps and events, and the milliseconds that it took. */
  get counts(): StepCounts & Times {
    return { ...this.#counter.counts };
  }

  /** What the strategy has to say of this chain. */
  get remarks(): readonly string[] {
    return this.#remarks;
  }
}
