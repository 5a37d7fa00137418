// Gruslys, Munos, Danihelka, Lanctot & Graves (2016), Memory-efficient backpropagation through time, arXiv:1606.03401:
// mixed storage of hidden states and internal states. Units are counted beside the first state of a part; there they are
// counted with it, so that their m is one more.
import type { Choice, Weights } from './mixedReversal.js';

/** Where a step may be recorded to wait: the first of a part alone, or any. */
export type Recordable = 'first' | 'any';

/**
 * The fewest advances that reverse `length` steps with `units` of memory beside their first state, for all lengths and all
 * units up to a bound, and how.
 *
 *     C(t, m) = min( (t - 1) + C(t - 1, m)                        nothing kept: the last step is recorded at once
 *                    y + C(t - y, m - state) + C(y, m)            the state after y steps kept, 1 <= y < t
 *                    y - 1 + C(t - y, m - record) + C(y - 1, m)   step y recorded, 1 <= y < t; or y = 1 alone
 *                    C(t, m - 1) )
 *
 * Recording `any` step is the paper's program, in which a record holds the state after its step and not the one before it.
 * Where it holds both, a later step than the first is reached by keeping the state before it, which then costs what the
 * record holds anyway, so that `first` is enough.
 *
 * Columns are not convex, and the best cut can move back, so that every cut is tried that can still win.
 */
export class MixedPolicy {
  readonly extent: number;
  readonly units: number;
  readonly weights: Weights;
  readonly #recordable: Recordable;
  /** C(t, m), a column for every m. */
  readonly #advances: Int32Array[] = [];
  readonly #choices: Int32Array[] = [];

  /**
   * @param weights - a record's holds a state, so that it weighs no less than one
   * @throws {RangeError} if the chain is so long that its advances may pass 2^31
   */
  constructor(extent: number, units: number, weights: Weights, recordable: Recordable) {
    if (extent > longestPlanned)
      throw new RangeError(
        `mixed: extent is ${extent}; up to ${longestPlanned} steps can be planned one by one. Use revolve({ slots })`,
      );
    this.extent = extent;
    this.units = units;
    this.weights = weights;
    this.#recordable = recordable;
    for (let m = 0; m <= units; m += 1) this.#addColumn(m);
  }

  advances(length: number, units: number): number {
    return this.#advances[units]![length]!;
  }

  choice(length: number, units: number): Choice {
    return this.#choices[units]![length]!;
  }

  #addColumn(m: number): void {
    const { extent, weights } = this;
    const column = new Int32Array(extent + 1);
    const choices = new Int32Array(extent + 1);
    const fewer = this.#advances[m - 1];
    const fewerChoices = this.#choices[m - 1];
    const afterRecord = this.#advances[m - weights.record];
    const any = this.#recordable === 'any' ? afterRecord : undefined;
    const cuts = new Cuts(extent, this.#advances[m - weights.state], any);
    for (let t = 2; t <= extent; t += 1) {
      const before = column[t - 1]!;
      cuts.best = before + t - 1;
      cuts.choice = t - 1;
      if (fewer !== undefined && fewerChoices !== undefined && fewer[t]! <= cuts.best) {
        cuts.best = fewer[t]!;
        cuts.choice = fewerChoices[t]!;
      }
      if (afterRecord !== undefined && afterRecord[t - 1]! < cuts.best) {
        cuts.best = afterRecord[t - 1]!;
        cuts.choice = -1;
      }
      // Without the step that is advanced most often, no less often than the mean, a way to reverse t steps is one for t - 1.
      cuts.search(t, before + Math.ceil(before / (t - 1)));
      column[t] = cuts.best;
      choices[t] = cuts.choice;
    }
    this.#advances.push(column);
    this.#choices.push(choices);
  }
}

/** The cuts of ever longer parts, with the same units for all. */
class Cuts {
  best = 0;
  choice: Choice = 0;
  readonly #afterState: Int32Array | undefined;
  readonly #afterRecord: Int32Array | undefined;
  /** y + C(y, m). */
  readonly #left: Int32Array;
  /** The latest that was the best of its part. */
  #latest = 1;

  constructor(extent: number, afterState: Int32Array | undefined, afterRecord: Int32Array | undefined) {
    this.#afterState = afterState;
    this.#afterRecord = afterRecord;
    this.#left = new Int32Array(extent + 1);
    this.#left[1] = 1;
  }

  /** Betters `best` where a cut of t steps does, down to `least`, which none is below. Parts of all fewer steps go before. */
  search(t: number, least: number): void {
    const latest = this.#latest;
    // From where the best cut of a step less was, since it is often as good as can be; then the others.
    if (this.#afterState !== undefined && this.best > least) {
      this.#try(t, least, latest, t);
      this.#try(t, least, 1, Math.min(t, latest));
    }
    this.#left[t] = this.best + t;
  }

  #try(t: number, least: number, from: number, to: number): void {
    const left = this.#left;
    const afterState = this.#afterState;
    const afterRecord = this.#afterRecord;
    let { best } = this;
    // What is left of a cut costs more the further on it is.
    for (let y = from; y < to && left[y]! < best && best > least; y += 1) {
      const kept = left[y]! + (afterState === undefined ? best : afterState[t - y]!);
      if (kept < best) {
        best = kept;
        this.#take(y, y);
      }
      const recorded = left[y]! + (afterRecord === undefined ? best : afterRecord[t - 1 - y]!);
      if (recorded < best) {
        best = recorded;
        this.#take(-y - 1, y);
      }
    }
    this.best = best;
  }

  #take(choice: Choice, y: number): void {
    this.choice = choice;
    this.#latest = y;
  }
}

/** C(t, 0) = t (t - 1) / 2 stays below 2^30. */
export const longestPlanned = 46_000;
