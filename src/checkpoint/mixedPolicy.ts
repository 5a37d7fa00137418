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
 * Every cut is tried that can still win: columns are not convex, and the best cut can move back.
 */
export class MixedPolicy {
  readonly extent: number;
  readonly units: number;
  readonly weights: Weights;
  readonly #recordable: Recordable;
  /** C(t, m), a column for every m. */
  readonly #advances: Int32Array[] = [];
  readonly #choices: Int32Array[] = [];

  /** @throws {RangeError} if the chain is so long that its advances may pass 2^31 */
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
    const afterState = this.#advances[m - weights.state];
    const afterRecord = this.#advances[m - weights.record];
    /** y + C(y, m). */
    const left = new Int32Array(extent + 1);
    left[1] = 1;
    for (let t = 2; t <= extent; t += 1) {
      let best = t - 1 + column[t - 1]!;
      let choice = t - 1;
      if (fewer !== undefined && fewerChoices !== undefined && fewer[t]! <= best) {
        best = fewer[t]!;
        choice = fewerChoices[t]!;
      }
      if (afterRecord !== undefined && afterRecord[t - 1]! < best) {
        best = afterRecord[t - 1]!;
        choice = -1;
      }
      const any = this.#recordable === 'any' ? afterRecord : undefined;
      // What is left of a cut costs more the further on it is.
      for (let y = 1; y < t && left[y]! < best; y += 1) {
        const kept = left[y]! + (afterState === undefined ? best : afterState[t - y]!);
        if (kept < best) {
          best = kept;
          choice = y;
        }
        const recorded = left[y]! + (any === undefined ? best : any[t - 1 - y]!);
        if (recorded < best) {
          best = recorded;
          choice = -y - 1;
        }
      }
      column[t] = best;
      left[t] = best + t;
      choices[t] = choice;
    }
    this.#advances.push(column);
    this.#choices.push(choices);
  }
}

/** C(t, 0) = t (t - 1) / 2 stays below 2^30. */
export const longestPlanned = 46_000;
