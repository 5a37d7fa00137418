import { ValuesNeeded } from '../array/memory.js';
import { BudgetError } from '../errors.js';
import type { Surroundings } from './chainNotes.js';
import { fitted } from './fitting.js';
import type { Figures } from './report.js';

/** What a run with shapes only has found out. */
export interface Measured {
  readonly figures: Figures;
  /** What it held beside each of its chains. */
  readonly surroundings: readonly (Surroundings | undefined)[];
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

  /** What is held beside each chain, for plans to reckon with. */
  get known(): readonly (Surroundings | undefined)[] {
    const more = this.#unforeseenBytes;
    return this.#surroundings.map(
      (each) =>
        each && {
          ...each,
          heldBytes: each.heldBytes + more,
          heldInSweepBytes: each.heldInSweepBytes + more,
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
    try {
      const known = this.isPlanned ? this.#asKnown(measure) : undefined;
      if (known !== undefined) return known;
      const first = measure();
      if (first.budgetBytes === Number.POSITIVE_INFINITY) return first.figures;
      // What is held beside a chain is the same under every schedule: now it is known, and a budget can be planned.
      this.#surroundings = first.surroundings;
      return this.#planned(measure);
    } catch (error) {
      if (error instanceof ValuesNeeded) return undefined;
      throw error;
    }
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
    const measured = (freeBytes: number): Measured | BudgetError => {
      this.#unforeseenBytes = freeBytes;
      try {
        return measure();
      } catch (error) {
        if (error instanceof BudgetError) return error;
        throw error;
      }
    };
    try {
      const { freeBytes, found } = fitted(measured);
      this.#unforeseenBytes = freeBytes;
      return found.figures;
    } catch (error) {
      // Chains that share a budget are planned one after the other, and may leave too little to the last.
      if (!(error instanceof BudgetError) || this.#surroundings.length < 2) throw error;
      this.#isThrifty = true;
      const least = measured(0);
      if (least instanceof BudgetError) throw least;
      if (least.figures.peakBytes > least.budgetBytes) throw tooFew(least, this.#strategyName);
      return least.figures;
    }
  }
}

function isSame(a: readonly (Surroundings | undefined)[], b: readonly (Surroundings | undefined)[]): boolean {
  const isEqual = (one: Surroundings | undefined, other: Surroundings | undefined): boolean =>
    one?.heldBytes === other?.heldBytes &&
    one?.heldInSweepBytes === other?.heldInSweepBytes &&
    one?.firstSweepPeakBytes === other?.firstSweepPeakBytes &&
    one?.betweenPeakBytes === other?.betweenPeakBytes &&
    one?.restPeakBytes === other?.restPeakBytes;
  return a.length === b.length && a.every((one, place) => isEqual(one, b[place]));
}

function tooFew({ figures: { peakBytes }, budgetBytes }: Measured, strategy: string): BudgetError {
  return new BudgetError(
    `${strategy}: ${budgetBytes} bytes are too few for this run; at least ${peakBytes} are needed, where every chain takes the ` +
      'fewest that it can. Fewer steps or a smaller batch need less',
    { live: 0, asked: peakBytes, limit: budgetBytes },
  );
}
