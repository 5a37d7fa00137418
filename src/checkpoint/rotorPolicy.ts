// Beaumont, Eyraud-Dubois, Herrmann, Joly & Shilova (2019), Optimal checkpointing for heterogeneous chains: how to train
// deep neural networks with limited memory, arXiv:1911.13214. Steps are s … t here, the first state of a part is not
// counted in its memory m, and the record of a step contains the state after it. Sizes are rounded up to whole units, here
// as seldom as can be: sums are rounded, of all records of a part, of records in a row, and of the last step of a part and
// the state before it. So nothing that fits in bytes is refused, and with exact units nothing is changed.

import { isUniform, type RotorChain, sumsBefore } from './rotorChain.js';
import { relax, relaxBoth } from './rotorWays.js';

export interface RotorChoice {
  readonly verb: 'keep' | 'record' | 'recordAll';
  readonly y: number;
}

/**
 * The least cost of reversing every part of a chain under every limit of memory up to a number of units:
 *
 *     C(s, t, m) = min( turn(s … t)                                               if m >= all their records
 *                       turn(s) + C(s + 1, t, m - record(s))                      record the first step
 *                       forward(s … y) + C(y, t, m - state(y)) + C(s, y - 1, m)   keep state y, s < y < t
 *                       forward(s … t) + turn(t) + C(s, t - 1, m) )               if m >= state(t) + record(t)
 *
 * An advance needs no term: the two states of a step that is run are held when the step is recorded, too. Parts of equal
 * length are one part in a chain of equal steps.
 */
export class RotorPolicy {
  readonly #units: number;
  readonly #bytes: number;
  readonly #extent: number;
  readonly #isUniform: boolean;
  readonly #turn: Float64Array;
  readonly #forwardBefore: Float64Array;
  readonly #turnBefore: Float64Array;
  readonly #recordsBefore: Float64Array;
  readonly #states: Int32Array;
  readonly #records: Int32Array;
  /** A step's record and the state before it. */
  readonly #turns: Int32Array;
  /** C(s, t, m) for all m from `#place(s, t)` on. */
  readonly #costs: Float64Array;
  /** The same where the step before is recorded, too, so that the sum with it is rounded: for the latest s, by t. */
  readonly #afterRecord: Float64Array;

  /** Sizes are rounded up to units, of which `bytes` has so many. */
  constructor(chain: RotorChain, bytes: number, units: number) {
    const { forward, turn, states, records } = chain;
    this.#units = units;
    this.#bytes = bytes;
    this.#extent = forward.length;
    this.#isUniform = isUniform(chain);
    this.#turn = turn;
    this.#forwardBefore = sumsBefore(forward);
    this.#turnBefore = sumsBefore(turn);
    this.#recordsBefore = sumsBefore(records);
    this.#states = Int32Array.from(states, (size) => this.#unitsFor(size));
    this.#records = Int32Array.from(records, (size) => this.#unitsFor(size));
    this.#turns = Int32Array.from(records, (size, step) => this.#unitsFor(size + states[step]!));
    const columns = this.#isUniform ? this.#extent : (this.#extent * (this.#extent + 1)) / 2;
    this.#costs = new Float64Array(columns * (units + 1)).fill(Number.POSITIVE_INFINITY);
    this.#afterRecord = new Float64Array(this.#isUniform ? 0 : this.#extent * (units + 1));
    for (let s = this.#isUniform ? 0 : this.#extent - 1; s >= 0; s -= 1) this.#addPartsFrom(s);
  }

  /** C(s, t, m), Infinity if there is no way. */
  cost(s: number, t: number, m: number): number {
    return m < 0 ? Number.POSITIVE_INFINITY : this.#costs[this.#place(s, t) + m]!;
  }

  /** What to do first with steps s … t: keep state y, record the steps before y, or record them all. */
  choice(s: number, t: number, m: number): RotorChoice {
    let best: RotorChoice = { verb: 'recordAll', y: t + 1 };
    if (m >= this.recordUnits(s, t + 1)) return best;
    let least = Number.POSITIVE_INFINITY;
    for (let y = s + 1; y <= t; y += 1) {
      const turns = this.#turnBefore[y]! - this.#turnBefore[s]!;
      const recorded = turns + this.cost(y, t, m - this.recordUnits(s, y));
      if (recorded < least) [best, least] = [{ verb: 'record', y }, recorded];
      const found = this.#costOfCut(s, y, t, m);
      if (found < least) [best, least] = [{ verb: 'keep', y }, found];
    }
    return best;
  }

  /** What the records of steps [from, to) take. */
  recordUnits(from: number, to: number): number {
    return this.#unitsFor(this.#recordsBefore[to]! - this.#recordsBefore[from]!);
  }

  stateUnits(step: number): number {
    return this.#states[step]!;
  }

  // The product first, and whole numbers: so no quotient is rounded below a whole number of units.
  #unitsFor(size: number): number {
    return Math.ceil((size * this.#units) / this.#bytes);
  }

  #costOfCut(s: number, y: number, t: number, m: number): number {
    const forward = this.#forwardBefore[y]! - this.#forwardBefore[s]!;
    if (y < t) return forward + this.cost(y, t, m - this.#states[y]!) + this.cost(s, y - 1, m);
    return m < this.#turns[t]! ? Number.POSITIVE_INFINITY : forward + this.#turn[t]! + this.cost(s, t - 1, m);
  }

  #addPartsFrom(s: number): void {
    let needed = this.#records[s]!;
    for (let t = s; t < this.#extent; t += 1) {
      if (t > s) needed = Math.max(needed, this.#turns[t]!);
      const place = this.#place(s, t);
      const all = this.recordUnits(s, t + 1);
      const turns = this.#turnBefore[t + 1]! - this.#turnBefore[s]!;
      if (all <= this.#units) this.#costs.fill(turns, place + all, place + this.#units + 1);
      if (needed < all) this.#fill(s, t, { from: needed, to: Math.min(this.#units, all - 1) });
      if (!this.#isUniform) this.#addAfterRecord(s, t);
    }
  }

  /** From the units needed on, up to where all can be recorded. */
  #fill(s: number, t: number, { from, to }: { from: number; to: number }): void {
    const costs = this.#costs;
    const column = this.#place(s, t);
    const first = { column, from, to, cost: this.#turn[s]! };
    relax(costs, first, costs, this.#place(s + 1, t), this.#records[s]!);
    if (!this.#isUniform)
      relax(costs, first, this.#afterRecord, this.#row(t), this.#upTo(s + 1) - this.#downTo(s));
    const all = this.#turnBefore[t + 1]! - this.#turnBefore[s]!;
    let most = to;
    for (let y = s + 1; y < t; y += 1) {
      const cost = this.#forwardBefore[y]! - this.#forwardBefore[s]!;
      // Costs fall with m, and no later cut costs less than this one with all else recorded.
      while (most >= from && costs[column + most]! <= cost + all) most -= 1;
      const cut = { column, from: Math.max(from, this.#states[y]!), to: most, cost };
      relaxBoth(costs, cut, this.#place(y, t) - this.#states[y]!, this.#place(s, y - 1));
    }
    const cost = this.#forwardBefore[t]! - this.#forwardBefore[s]! + this.#turn[t]!;
    relax(costs, { column, from, to: most, cost }, costs, this.#place(s, t - 1), 0);
  }

  // A run of recorded steps [s, y) takes the units up to y, less the whole units before s: never less than their sum, and
  // never two units more, however many steps.
  #addAfterRecord(s: number, t: number): void {
    const after = this.#afterRecord;
    const row = this.#row(t);
    const column = this.#place(s, t);
    const units = this.#upTo(s + 1) - this.#upTo(s);
    // From above, since the row still has the costs for s + 1, of fewer units.
    for (let m = this.#units; m >= 0; m -= 1) {
      const recorded =
        s < t && m >= units ? this.#turn[s]! + after[row + m - units]! : Number.POSITIVE_INFINITY;
      after[row + m] = Math.min(this.#costs[column + m]!, recorded);
    }
  }

  #upTo(step: number): number {
    return this.#unitsFor(this.#recordsBefore[step]!);
  }

  #downTo(step: number): number {
    return Math.floor((this.#recordsBefore[step]! * this.#units) / this.#bytes);
  }

  #row(t: number): number {
    return t * (this.#units + 1);
  }

  #place(s: number, t: number): number {
    const column = this.#isUniform ? t - s : s * this.#extent - (s * (s - 1)) / 2 + t - s;
    return column * (this.#units + 1);
  }
}

/**
 * The least cost of reversing a chain with so many units of memory, in the paper's terms: forward and backward costs of
 * every step, the size of the state before each, and that of each record, which contains the state after it. Sizes are in
 * units, and the first state is not counted. Infinity if there is no way.
 *
 * @example
 * const ones = Array(10).fill(1);
 * rotorCost({ forward: ones, backward: Array(10).fill(2), states: ones, records: ones, units: 5 }); // 37
 */
export function rotorCost(options: {
  forward: readonly number[];
  backward: readonly number[];
  states: readonly number[];
  records: readonly number[];
  units: number;
}): number {
  const { forward, backward, states, records, units } = options;
  if (forward.length === 0) return 0;
  const chain = {
    forward: Float64Array.from(forward),
    turn: Float64Array.from(forward, (cost, step) => cost + backward[step]!),
    states: Float64Array.from(states),
    records: Float64Array.from(records),
  };
  return new RotorPolicy(chain, units, units).cost(0, forward.length - 1, units);
}
