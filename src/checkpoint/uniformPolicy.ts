// The mixed program of Gruslys et al. (2016), arXiv:1606.03401, in real sizes: a record also holds the state that its step
// began with, as in Beaumont et al. (2019), so that recording the first step of a part is the only way to record early: a
// later step is reached by a snapshot before it, which then costs what the record holds anyway.

/** What waits, in units of memory. */
export interface Weights {
  /** A snapshot. */
  readonly state: number;
  /** A record beyond the state before its step: its residuals, and the state after it. */
  readonly record: number;
}

/** Record the first step of the part, and sweep it last. */
export const recordFirst = 0;

/**
 * The fewest advances that reverse `length` steps with `units` of memory beside their first state, for all lengths and all
 * units up to a bound, and how.
 *
 *     C(t, m) = min( y + C(t - y, m - state) + C(y, m)   over 1 <= y < t: a snapshot y steps on
 *                    (t - 1) + C(t - 1, m)               no snapshot: the last step is recorded at once
 *                    C(t - 1, m - record) )              the first step recorded, if there are units for it
 *
 * Every cut is tried: columns are not convex, and the best cut can move back.
 */
export class UniformPolicy {
  readonly extent: number;
  readonly units: number;
  readonly weights: Weights;
  /** C(t, m), a column for every m. */
  readonly #advances: Int32Array[] = [];
  /** The cut, or `recordFirst`. */
  readonly #choices: Int32Array[] = [];

  /** @throws {RangeError} if a chain is so long that its advances may pass 2^31 */
  constructor(extent: number, units: number, weights: Weights) {
    if (extent > longest) throw new RangeError(`plan: extent is ${extent}; at most ${longest} is needed`);
    this.extent = extent;
    this.units = units;
    this.weights = weights;
    for (let m = 0; m <= units; m += 1) this.#addColumn(m);
  }

  advances(length: number, units: number): number {
    return this.#advances[units]![length]!;
  }

  choice(length: number, units: number): number {
    return this.#choices[units]![length]!;
  }

  #addColumn(m: number): void {
    const { extent, weights } = this;
    const column = new Int32Array(extent + 1);
    const choices = new Int32Array(extent + 1);
    const fewer = this.#advances[m - 1];
    const fewerChoices = this.#choices[m - 1];
    const right = this.#advances[m - weights.state];
    const recorded = this.#advances[m - weights.record];
    /** y + C(y, m). */
    const left = new Int32Array(extent + 1);
    left[1] = 1;
    for (let t = 2; t <= extent; t += 1) {
      let best = t - 1 + column[t - 1]!;
      let choice = t - 1;
      if (right !== undefined) {
        // A cut that is further on costs at least the advances to it.
        for (let y = 1; y < t && left[y]! < best; y += 1) {
          const found = left[y]! + right[t - y]!;
          if (found < best) {
            best = found;
            choice = y;
          }
        }
      }
      if (recorded !== undefined && recorded[t - 1]! < best) {
        best = recorded[t - 1]!;
        choice = recordFirst;
      }
      // What fewer units do as well is done as with them.
      if (fewer !== undefined && fewerChoices !== undefined && fewer[t]! <= best) {
        best = fewer[t]!;
        choice = fewerChoices[t]!;
      }
      column[t] = best;
      left[t] = best + t;
      choices[t] = choice;
    }
    this.#advances.push(column);
    this.#choices.push(choices);
  }
}

const longest = 46_000;
