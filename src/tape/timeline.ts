import type { Ledger, Peak } from '../array/ledger.js';

/** The peaks of a run between the events of its chains, and between other moments. */
export class Timeline {
  /** Of what lies before each cut, from the one before it on. */
  readonly #peaks: number[] = [];
  /** Which cuts are events of chains. */
  readonly #events: number[] = [];
  /** The peak of the run up to the last cut. */
  #whole: Peak | undefined = undefined;

  /** An event of a chain; its place. */
  event(ledger: Ledger): number {
    const place = this.cut(ledger);
    this.#events.push(place);
    return place;
  }

  /** What comes now is apart from what was; the place of the cut. */
  cut(ledger: Ledger): number {
    this.#peaks.push(ledger.peakBytes);
    this.settle(ledger);
    this.#whole = ledger.restart();
    return this.#peaks.length - 1;
  }

  /** The run is over: the ledger's peak is that of all of it. */
  end(ledger: Ledger): void {
    this.#events.push(this.#peaks.push(ledger.peakBytes) - 1);
    this.settle(ledger);
  }

  /** Gives the ledger the run's peak back. */
  settle(ledger: Ledger): void {
    if (this.#whole === undefined) return;
    const { moment } = ledger;
    ledger.resume(this.#whole);
    ledger.moment = moment;
    this.#whole = undefined;
  }

  /** The peak from one cut to another. */
  peakBetween(from: number, to: number): number {
    return this.#peaks.slice(from + 1, to + 1).reduce((most, peak) => Math.max(most, peak), 0);
  }

  /** The peak next to two events, after the first and before the second. */
  peakBeside(from: number, to: number): number {
    const events = this.#events;
    const next = events.find((event) => event > from) ?? Number.POSITIVE_INFINITY;
    const last = Math.min(to, events.at(-1) ?? to);
    const before = events.findLast((event) => event < last) ?? -1;
    return Math.max(this.peakBetween(from, next), this.peakBetween(before, last));
  }
}
