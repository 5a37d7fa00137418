import type { RunColumns } from './runColumns.js';

/** Columns of which a column is made. */
export interface Sources {
  /** With so much less memory for a state that is kept, and for a record that waits; undefined where there is too little. */
  readonly afterState: number | undefined;
  readonly afterRecord: number | undefined;
  /** With less memory than that: nowhere below. */
  readonly before: number;
}

/**
 * Makes one column C of a table of costs after the other, for lengths t from 1 on, C(0) = C(1) = 0:
 *
 *     C(t) = min( y + C(y) + A(t - y), y + C(y) + R(t - 1 - y) )
 *
 * with 1 <= y < t for A and 0 <= y < t - 1 for R, or y = 0 alone. As all rise steadily from kink to kink, the least is found
 * where y is at a kink of C, or what is left at one of A or R, upwards ones.
 */
export class ColumnMaker {
  readonly #columns: RunColumns;
  readonly #extent: number;
  readonly #any: boolean;
  readonly #before: Int32Array;
  readonly #column: Int32Array;
  /** y + C(y), and the upward kinks of C so far. */
  readonly #left: Int32Array;
  readonly #kinks: Int32Array;
  #kinkCount = 0;
  readonly #afterState: Part;
  readonly #afterRecord: Part;

  /** @param any - whether any step may be recorded, or the first alone */
  constructor(columns: RunColumns, extent: number, any: boolean) {
    this.#columns = columns;
    this.#extent = extent;
    this.#any = any;
    this.#before = new Int32Array(extent + 1);
    this.#column = new Int32Array(extent + 1);
    this.#left = new Int32Array(extent + 1);
    this.#kinks = new Int32Array(extent + 1);
    this.#afterState = new Part(extent, 0);
    this.#afterRecord = new Part(extent, 1);
  }

  /** Its number. */
  make({ afterState, afterRecord, before }: Sources): number {
    const column = this.#column;
    const left = this.#left;
    const { costs } = this.#afterRecord;
    this.#columns.expand(before, this.#before);
    const isKept = this.#afterState.open(this.#columns, afterState);
    const isRecorded = this.#afterRecord.open(this.#columns, afterRecord);
    this.#kinks[0] = 1;
    this.#kinkCount = 1;
    for (let t = 1; t <= this.#extent; t += 1) {
      const last = column[t - 1]!;
      let best = Math.min(last + t - 1, this.#before[t]!);
      if (isRecorded && costs[t - 1]! < best) best = costs[t - 1]!;
      // Without the step that is advanced most often, no less often than the mean, a way to reverse t steps is one for t - 1.
      const least = last === 0 ? 0 : last + Math.ceil(last / (t - 1));
      if (isKept && best > least) best = this.#search(this.#afterState, t, best, least);
      if (isRecorded && this.#any && best > least) best = this.#search(this.#afterRecord, t, best, least);
      column[t] = best;
      left[t] = best + t;
      if (t > 2 && best - last > last - column[t - 2]!) this.#kinks[this.#kinkCount++] = t - 1;
    }
    return this.#columns.compress(column);
  }

  /** The best, or that of a cut of t steps which is better, down to `least`, which none is below. */
  #search(part: Part, t: number, known: number, least: number): number {
    const left = this.#left;
    const kinks = this.#kinks;
    const { costs, shift } = part;
    const end = t - shift;
    let best = known;
    // Where the best cut of a step less was, since it is often as good as can be.
    const [early, late] = [part.latestLeft, end - part.latestRight];
    if (early >= 1 && early < end) best = Math.min(best, left[early]! + costs[end - early]!);
    if (late >= 1 && late < end) best = Math.min(best, left[late]! + costs[end - late]!);
    // What is left of a cut costs more the further on it is.
    for (let k = 0; k < this.#kinkCount && best > least; k += 1) {
      const y = kinks[k]!;
      if (y >= end || left[y]! >= best) break;
      const found = left[y]! + costs[end - y]!;
      if (found >= best) continue;
      best = found;
      part.take(y, end);
    }
    for (let k = part.kinksBelow(end) - 1; k >= 0 && best > least; k -= 1) {
      const y = end - part.kinks[k]!;
      if (left[y]! >= best) break;
      const found = left[y]! + costs[end - y]!;
      if (found >= best) continue;
      best = found;
      part.take(y, end);
    }
    return best;
  }
}

/** The costs of what lies right of a cut, and their upward kinks. */
class Part {
  readonly costs: Int32Array;
  readonly shift: number;
  readonly kinks: Int32Array;
  /** The latest cut that was the best: the steps on its two sides. */
  latestLeft = 0;
  latestRight = 0;
  #count = 0;
  #below = 0;

  constructor(extent: number, shift: number) {
    this.costs = new Int32Array(extent + 1);
    this.kinks = new Int32Array(extent + 1);
    this.shift = shift;
  }

  /** Whether there is such a column. */
  open(columns: RunColumns, column: number | undefined): boolean {
    if (column === undefined) return false;
    columns.expand(column, this.costs);
    this.#count = columns.kinks(column, this.kinks);
    this.#below = 0;
    return true;
  }

  take(y: number, end: number): void {
    this.latestLeft = y;
    this.latestRight = end - y;
  }

  /** How many kinks are below a length, which never falls. */
  kinksBelow(length: number): number {
    while (this.#below < this.#count && this.kinks[this.#below]! < length) this.#below += 1;
    return this.#below;
  }
}
