// Welford (1962), Note on a method for calculating corrected sums of squares and products, Technometrics 4(3).

/** Mean and variance of lists of numbers that come one after the other, entry by entry, in float64. */
export class Moments {
  readonly #mean: Float64Array;
  /** Sums of squared distances from the mean. */
  readonly #squares: Float64Array;
  #count = 0;

  /** @param size - how many numbers a list has */
  constructor(size: number) {
    this.#mean = new Float64Array(size);
    this.#squares = new Float64Array(size);
  }

  /** @throws {RangeError} if the list is of another size */
  add(values: ArrayLike<number>): void {
    const [mean, squares] = [this.#mean, this.#squares];
    if (values.length !== mean.length)
      throw new RangeError(`moments: the list has ${values.length} entries; ${mean.length} are needed`);
    this.#count += 1;
    for (let i = 0; i < mean.length; i += 1) {
      const value = values[i]!;
      const distance = value - mean[i]!;
      mean[i]! += distance / this.#count;
      squares[i]! += distance * (value - mean[i]!);
    }
  }

  /** How many lists there were. */
  get count(): number {
    return this.#count;
  }

  get mean(): Float64Array {
    return this.#mean.slice();
  }

  /** Without bias: over one less than there were; NaN where there were fewer than two. */
  get variance(): Float64Array {
    const { count } = this;
    return this.#squares.map((sum) => (count < 2 ? Number.NaN : sum / (count - 1)));
  }

  /**
   * By how many of its own deviations the mean is from `expected`: 0 where they are equal, and ±Infinity where they differ
   * though nothing varies.
   *
   * @param rounding - differences up to this count as none
   */
  zScores(expected: ArrayLike<number>, rounding = 0): Float64Array {
    const variance = this.variance;
    return this.#mean.map((mean, i) => {
      const difference = mean - expected[i]!;
      return Math.abs(difference) <= rounding ? 0 : difference / Math.sqrt(variance[i]! / this.#count);
    });
  }
}
