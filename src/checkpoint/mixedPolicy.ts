// Gruslys, Munos, Danihelka, Lanctot & Graves (2016), Memory-efficient backpropagation through time, arXiv:1606.03401:
// mixed storage of hidden states and internal states. Units are counted beside the first state of a part; there they are
// counted with it, so that their m is one more.
import { maxExtent } from './binomial.js';
import { ColumnMaker } from './columnMaker.js';
import type { Choice, Weights } from './mixedReversal.js';
import { RunColumns } from './runColumns.js';

/** Where a step may be recorded to wait: the first of a part alone, or any. */
export type Recordable = 'first' | 'any';

/**
 * The fewest advances that reverse `length` steps with `units` of memory beside their first state, for all lengths and all
 * units up to a bound, and how.
 *
 *     C(t, m) = min( (t - 1) + C(t - 1, m)                        nothing kept: the last step is recorded at once
 *                    y + C(t - y, m - state) + C(y, m)            the state after y steps kept, 1 <= y < t
 *                    y - 1 + C(t - y, m - record) + C(y - 1, m)   step y recorded, 1 <= y < t; or y = 1 alone )
 *
 * Recording `any` step is the paper's program, in which a record holds the state after its step and not the one before it.
 * Where it holds both, a later step than the first is reached by keeping the state before it, which then costs what the
 * record holds anyway, so that `first` is enough.
 *
 * Columns are not convex, and the best cut can move back. But they rise steadily for long stretches, so that few numbers
 * say what they are; how to cut is found again where it is asked for.
 */
export class MixedPolicy {
  readonly extent: number;
  readonly units: number;
  readonly weights: Weights;
  readonly #recordable: Recordable;
  readonly #columns = new RunColumns();
  readonly #maker: ColumnMaker;
  /** The column of every m so far; neighbours may share one. */
  readonly #columnOf: number[] = [];

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
    this.#maker = new ColumnMaker(this.#columns, extent, recordable === 'any');
  }

  advances(length: number, units: number): number {
    while (this.#columnOf.length <= units) this.#addColumn(this.#columnOf.length);
    return this.#at(length, units);
  }

  /** Of several, one that takes the fewest units. */
  choice(length: number, units: number): Choice {
    const least = this.advances(length, units);
    const m = this.#fewestUnits(length, units, least);
    if (length - 1 + this.#at(length - 1, m) === least) return length - 1;
    const { state, record } = this.weights;
    if (m >= record && this.#at(length - 1, m - record) === least) return -1;
    const kept = this.#firstCut(length, m, m - state, least);
    if (this.#recordable === 'first') return kept;
    // A step less is left where a step is recorded.
    const recorded = this.#firstCut(length - 1, m, m - record, least);
    return kept <= recorded ? kept : -recorded - 1;
  }

  /** The first cut that costs the least; it is at a kink of the parts on its two sides. Infinity if there is none. */
  #firstCut(length: number, m: number, after: number, least: number): number {
    if (after < 0) return Number.POSITIVE_INFINITY;
    let first = Number.POSITIVE_INFINITY;
    const consider = (y: number): void => {
      if (y < 1 || y >= Math.min(length, first)) return;
      if (y + this.#at(y, m) + this.#at(length - y, after) === least) first = y;
    };
    for (const y of this.#columns.startsOf(this.#columnOf[m]!)) consider(y);
    for (const rest of this.#columns.startsOf(this.#columnOf[after]!)) consider(length - rest);
    return first;
  }

  /** C(1, m) is 0 without any memory. */
  #at(length: number, m: number): number {
    return length <= 1 ? 0 : this.#columns.at(this.#columnOf[m]!, length);
  }

  #fewestUnits(length: number, units: number, least: number): number {
    let [tooFew, enough] = [-1, units];
    while (enough - tooFew > 1) {
      const middle = (tooFew + enough) >> 1;
      if (this.#at(length, middle) === least) enough = middle;
      else tooFew = middle;
    }
    return enough;
  }

  #addColumn(m: number): void {
    const { state, record } = this.weights;
    const [afterState, afterRecord] = [this.#columnOf[m - state], this.#columnOf[m - record]];
    const before = this.#columnOf[m - 1];
    const isAsBefore =
      afterState === this.#columnOf[m - 1 - state] && afterRecord === this.#columnOf[m - 1 - record];
    if (before !== undefined && isAsBefore) this.#columnOf.push(before);
    else if (before === undefined || afterRecord === undefined) this.#columnOf.push(this.#addRevolve(m));
    else this.#columnOf.push(this.#maker.make({ afterState, afterRecord, before }));
  }

  /** Without room for a record: the rth run of `revolve` is of those steps that are advanced r times. */
  #addRevolve(m: number): number {
    const slots = 1 + Math.floor(m / this.weights.state);
    let value = 0;
    let start = 1;
    for (let slope = 1; start < Math.max(2, this.extent); slope += 1) {
      this.#columns.push(start, value, slope);
      const next = maxExtent(slots, slope);
      value += slope * (next - start);
      start = next;
    }
    return this.#columns.close();
  }
}

/** C(t, 0) = t (t - 1) / 2 stays below 2^30. */
export const longestPlanned = 46_000;
