import { ValuesNeeded } from '../array/memory.js';
import { BudgetError } from '../errors.js';
import type { Surroundings } from './chainNotes.js';
import { fitted } from './fitting.js';
import type { Figures } from './report.js';
import type { Surveyed } from './run.js';

/** What a run with shapes only has found out. */
export interface Measured {
  readonly figures: Figures;
  /** What it held beside each of the chains that are planned. */
  readonly surroundings: readonly (Surroundings | undefined)[];
  /** The same chains, if they were only to be looked at. */
  readonly survey: readonly Surveyed[];
  /** The budget that the chains' strategies were given; Infinity if none. */
  readonly budgetBytes: number;
}

/**
 * What a tape knows of a run before it begins: what the run will hold beside its chains, which their plans for a budget
 * have to reckon with, and how much the plans have to leave free.
 */
export class Foresight {
  readonly #strategyName: string;
  /** What the last run that was measured held beside each of its chains. */
  #surroundings: readonly (Surroundings | undefined)[] = [];
  /** What comes between each chain's end and its sweep needs at least, beyond what is live at its end. */
  #betweenBytes: readonly number[] = [];
  /** Whether its chains are only to be looked at. */
  #isSurvey = false;
  /** Whether its chains take the fewest bytes that they can: together they get along with no more. */
  #isThrifty = false;
  /** By how much more than was planned the last run peaked, when it was measured. */
  #unforeseenBytes = 0;

  constructor(strategyName: string) {
    this.#strategyName = strategyName;
  }

  /** Whether a budget was planned before. */
  get isPlanned(): boolean {
    return this.#surroundings.length > 0;
  }

  get isThrifty(): boolean {
    return this.#isThrifty;
  }

  get isSurvey(): boolean {
    return this.#isSurvey;
  }

  /** What is held beside each chain, for plans to reckon with. */
  get known(): readonly (Surroundings | undefined)[] {
    if (this.#isSurvey) return this.#surroundings;
    const more = this.#unforeseenBytes;
    return this.#surroundings.map(
      (each, nth) =>
        each && {
          ...each,
          heldBytes: each.heldBytes + more,
          heldInSweepBytes: each.heldInSweepBytes + more,
          betweenPeakBytes: this.#betweenBytes[nth] ?? each.own.betweenPeakBytes,
          // The chains in between were reckoned with as if they alone held what they share with this one.
          betweenPeaks: [],
          restPeakBytes: each.own.restPeakBytes,
        },
    );
  }

  /**
   * The figures of a run as it is planned.
   *
   * @param measure - runs it with shapes only and what is known here
   * @returns undefined if the loss reads values
   * @throws {BudgetError} if no plan keeps the budget
   */
  predicted(measure: () => Measured): Figures | undefined {
    return unlessValuesAreNeeded(() => {
      const known = this.isPlanned ? this.#asKnown(measure) : undefined;
      if (known !== undefined) return known;
      const first = measure();
      if (first.budgetBytes === Number.POSITIVE_INFINITY) return first.figures;
      // What is held beside a chain is the same under every schedule: now it is known, and a budget can be planned.
      this.#surroundings = first.surroundings;
      this.#reckonWithOthers(measure);
      return this.#planned(measure);
    });
  }

  /** The chains that are planned, as they are where all others are recorded whole; undefined if the loss reads values. */
  surveyed(measure: () => Measured): readonly Surveyed[] | undefined {
    return unlessValuesAreNeeded(() => {
      this.#surroundings = measure().surroundings;
      return this.#survey(measure);
    });
  }

  #survey(measure: () => Measured): readonly Surveyed[] {
    this.#isSurvey = true;
    try {
      return measure().survey;
    } finally {
      this.#isSurvey = false;
    }
  }

  /**
   * What every chain has to leave to those that come between its end and its sweep, found from the last one on: the fewest
   * bytes in which it can be reversed while they take theirs.
   */
  #reckonWithOthers(measure: () => Measured): void {
    this.#betweenBytes = [];
    if (this.#surroundings.length < 2) return;
    const needed: number[] = [];
    let later = 0;
    for (const [nth, { profile, strategy }] of [...this.#survey(measure).entries()].reverse()) {
      const around = this.#surroundings[nth];
      if (around === undefined) return;
      const { heldBytes, heldInSweepBytes, own } = around;
      const betweenPeakBytes = Math.max(own.betweenPeakBytes, later - own.endBytes);
      const alone = { ...profile, heldBytes, heldInSweepBytes, betweenPeakBytes };
      needed[nth] = betweenPeakBytes;
      later = strategy.smallestBytes?.({ ...alone, restPeakBytes: own.restPeakBytes }) ?? 0;
    }
    this.#betweenBytes = needed;
  }

  /** With what an earlier run held beside its chains; undefined where that is no longer so. */
  #asKnown(measure: () => Measured): Figures | undefined {
    try {
      const { figures, surroundings, budgetBytes } = measure();
      if (isSame(surroundings, this.#surroundings) && figures.peakBytes <= budgetBytes) return figures;
    } catch (error) {
      if (!(error instanceof BudgetError)) throw error;
    }
    this.#surroundings = [];
    return undefined;
  }

  /** The run as planned; where a plan has not reckoned with everything, with as much less. */
  #planned(measure: () => Measured): Figures {
    this.#isThrifty = false;
    try {
      const { freeBytes, found } = fitted((bytes) => this.#measured(measure, bytes));
      this.#unforeseenBytes = freeBytes;
      return found.figures;
    } catch (error) {
      if (error instanceof BudgetError) return this.#fewest(measure, error);
      throw error;
    }
  }

  /**
   * Where every chain takes the fewest bytes that it can, which is the same under every budget. It is measured, so that as
   * many bytes as a refusal asks for are enough.
   */
  #fewest(measure: () => Measured, refusal: BudgetError): Figures {
    this.#isThrifty = true;
    const fewest = this.#measured(measure, 0);
    if (fewest instanceof BudgetError) throw refusal;
    const { figures, budgetBytes } = fewest;
    if (figures.peakBytes <= budgetBytes) return figures;
    throw figures.peakBytes === refusal.askedBytes ? refusal : tooFew(fewest, this.#strategyName);
  }

  #measured(measure: () => Measured, freeBytes: number): Measured | BudgetError {
    this.#unforeseenBytes = freeBytes;
    try {
      return measure();
    } catch (error) {
      if (error instanceof BudgetError) return error;
      throw error;
    }
  }
}

function unlessValuesAreNeeded<T>(body: () => T): T | undefined {
  try {
    return body();
  } catch (error) {
    if (error instanceof ValuesNeeded) return undefined;
    throw error;
  }
}

/** Whether what does not depend on schedules is the same. */
function isSame(a: readonly (Surroundings | undefined)[], b: readonly (Surroundings | undefined)[]): boolean {
  const isEqual = (one: Surroundings | undefined, other: Surroundings | undefined): boolean =>
    one?.heldBytes === other?.heldBytes &&
    one?.heldInSweepBytes === other?.heldInSweepBytes &&
    one?.firstSweepPeakBytes === other?.firstSweepPeakBytes &&
    one?.own.betweenPeakBytes === other?.own.betweenPeakBytes &&
    one?.own.restPeakBytes === other?.own.restPeakBytes;
  return a.length === b.length && a.every((one, place) => isEqual(one, b[place]));
}

function tooFew({ figures: { peakBytes }, budgetBytes }: Measured, strategy: string): BudgetError {
  return new BudgetError(
    `${strategy}: ${budgetBytes} bytes are too few for this run; at least ${peakBytes} are needed, where every chain takes the ` +
      'fewest that it can. Fewer steps or a smaller batch need less',
    { live: 0, asked: peakBytes, limit: budgetBytes },
  );
}
