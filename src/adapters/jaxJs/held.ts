import { type JaxArray, sumOf } from './engine.js';

/** Counts the bytes of the arrays that a chain holds. jax-js does not tell what else is live. */
export class Meter {
  peakBytes = 0;
  #bytes = 0;

  add(bytes: number): void {
    this.#bytes += bytes;
    this.peakBytes = Math.max(this.peakBytes, this.#bytes);
  }

  remove(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/** Arrays that a chain owns, counted while any handle of them is left. */
export class Held {
  readonly leaves: readonly JaxArray[];
  readonly #meter: Meter;
  readonly #bytes: number;
  #handleCount = 1;

  /** Takes over one reference of each. */
  constructor(leaves: readonly JaxArray[], meter: Meter) {
    this.leaves = leaves;
    this.#meter = meter;
    this.#bytes = sumOf(leaves);
    meter.add(this.#bytes);
  }

  /** A reference of each, for a function of jax-js, which uses it up. */
  lend(): JaxArray[] {
    return this.leaves.map((leaf) => leaf.ref);
  }

  keep(): this {
    this.#handleCount += 1;
    return this;
  }

  free(): void {
    this.#handleCount -= 1;
    if (this.#handleCount > 0) return;
    this.#meter.remove(this.#bytes);
    for (const leaf of this.leaves) leaf.dispose();
  }

  /**
   * Computes them. jax-js computes nothing until it is asked for numbers, and each step costs more the more of them wait. All
   * that a program leaves is computed at once: the smallest is asked for.
   */
  settle(): this {
    const [first, ...others] = this.leaves;
    if (first === undefined) return this;
    const size = (leaf: JaxArray): number => sumOf([leaf]);
    others.reduce((least, leaf) => (size(leaf) < size(least) ? leaf : least), first).ref.dataSync();
    return this;
  }
}
