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
  readonly #isByParts: boolean;
  readonly #cuts = new Map<CutOf, CutCosts>();
  readonly #choices = new Map<Choices, ChoiceCosts>();

  constructor(profile: Profile) {
    this.#profile = profile;
    this.#isByParts = isByParts(profile);
  }

  /** @throws {ScheduleError} at the first action that cannot be obeyed */
  evaluation(schedule: Schedule): Evaluation {
    if (!this.#isByParts || !isOutlined(schedule)) return evaluated(schedule, this.#profile);
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

/** Whether what a step takes depends on nothing but the step: not on who else holds what its record holds. */
function isByParts({ steps, extent, ...equal }: Profile): boolean {
  if (steps !== undefined || extent === 0) return false;
  const { recordPeakBytes, recordPeakAloneBytes, sharedRecordBytes = 0, sweepPeakBytes = 0 } = equal;
  const { sweepPeakBesideBytes = sweepPeakBytes, sweepPeakAloneBytes = sweepPeakBytes } = equal;
  if (sweepPeakBesideBytes !== sweepPeakBytes || sweepPeakAloneBytes !== sweepPeakBytes) return false;
  return (
    recordPeakBytes === undefined ||
    recordPeakAloneBytes === undefined ||
    recordPeakAloneBytes >= recordPeakBytes + sharedRecordBytes
  );
}
