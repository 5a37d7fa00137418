import type { Schedule } from '../tape/action.js';
import type { Profile } from '../tape/strategy.js';
import { ChoiceCosts } from './choiceCosts.js';
import { CutCosts } from './cutCosts.js';
import { type Evaluation, evaluated } from './evaluation.js';
import { type Choices, type CutOf, isOutlined } from './outline.js';
import { segmentEvaluation } from './segmentCosts.js';

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
    if ('segments' in outline) return segmentEvaluation(this.#profile, outline.segments, outline.reverse);
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
export function isByParts({ steps, extent, ...equal }: Profile): boolean {
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
