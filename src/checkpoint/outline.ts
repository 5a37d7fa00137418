import type { Schedule } from '../tape/action.js';
import type { Profile } from '../tape/strategy.js';
import { ChoiceCosts, type Choices } from './choiceCosts.js';
import { CutCosts, type CutOf } from './cutCosts.js';
import { type Evaluation, evaluated } from './evaluation.js';

/** How a schedule is made: so its cost on equal steps is known without playing it. */
export type Outline =
  | { readonly cut: CutOf; readonly kind: number }
  | { readonly choices: Choices; readonly units: number };

export interface OutlinedSchedule extends Schedule {
  readonly outline: Outline;
}

function isOutlined(schedule: Schedule): schedule is OutlinedSchedule {
  return 'outline' in schedule;
}

/** Evaluates schedules for one chain, and remembers what their parts cost. */
export class Evaluator {
  readonly #profile: Profile;
  readonly #cuts = new Map<CutOf, CutCosts>();
  readonly #choices = new Map<Choices, ChoiceCosts>();

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  /** @throws {ScheduleError} at the first action that cannot be obeyed */
  evaluation(schedule: Schedule): Evaluation {
    const { steps, extent } = this.#profile;
    if (steps !== undefined || extent === 0 || !isOutlined(schedule))
      return evaluated(schedule, this.#profile);
    const { outline } = schedule;
    if ('cut' in outline) return this.#cutCosts(outline.cut).evaluation(outline.kind);
    return this.#choiceCosts(outline.choices).evaluation(outline.units);
  }

  #cutCosts(cut: CutOf): CutCosts {
    const costs = this.#cuts.get(cut) ?? new CutCosts(this.#profile, cut);
    this.#cuts.set(cut, costs);
    return costs;
  }

  #choiceCosts(choices: Choices): ChoiceCosts {
    const costs = this.#choices.get(choices) ?? new ChoiceCosts(this.#profile, choices);
    this.#choices.set(choices, costs);
    return costs;
  }
}
