/**
 * Functions of a length from 1 on, nowhere falling, that rise steadily for long stretches: each is kept as runs of equal
 * slope, all of them in three growing arrays.
 */
export class RunColumns {
  /** The length at which a run begins, the value there, and by how much it rises with every step. */
  #starts = new Int32Array(1024);
  #values = new Int32Array(1024);
  #slopes = new Int32Array(1024);
  /** Of each column, its first run. */
  readonly #firsts = [0];
  #runs = 0;

  push(start: number, value: number, slope: number): void {
    if (this.#runs === this.#starts.length) this.#grow();
    this.#starts[this.#runs] = start;
    this.#values[this.#runs] = value;
    this.#slopes[this.#runs] = slope;
    this.#runs += 1;
  }

  /** Ends the column that is being made; its number, or that of the one before it where they are the same. */
  close(): number {
    const [before, first] = this.#firsts.slice(-2);
    if (before !== undefined && first !== undefined && this.#isSame(before, first)) this.#runs = first;
    else this.#firsts.push(this.#runs);
    return this.#firsts.length - 2;
  }

  /** Adds a column; its number. */
  compress(values: Int32Array): number {
    let slope = -1;
    for (let length = 1; length + 1 < values.length; length += 1) {
      const next = values[length + 1]! - values[length]!;
      if (next !== slope) this.push(length, values[length]!, next);
      slope = next;
    }
    return this.close();
  }

  expand(column: number, values: Int32Array): void {
    const end = this.#firsts[column + 1]!;
    for (let run = this.#firsts[column]!; run < end; run += 1) {
      const beyond = run + 1 < end ? Math.min(this.#starts[run + 1]!, values.length) : values.length;
      const slope = this.#slopes[run]!;
      let value = this.#values[run]!;
      for (let length = this.#starts[run]!; length < beyond; length += 1) {
        values[length] = value;
        value += slope;
      }
    }
  }

  /** Length 1, and those from which a column rises faster than to them; how many there are. */
  kinks(column: number, kinks: Int32Array): number {
    let count = 0;
    const first = this.#firsts[column]!;
    for (let run = first; run < this.#firsts[column + 1]!; run += 1)
      if (run === first || this.#slopes[run]! > this.#slopes[run - 1]!) kinks[count++] = this.#starts[run]!;
    return count;
  }

  at(column: number, length: number): number {
    let run = this.#firsts[column]!;
    let beyond = this.#firsts[column + 1]!;
    while (beyond - run > 1) {
      const middle = (run + beyond) >> 1;
      if (this.#starts[middle]! <= length) run = middle;
      else beyond = middle;
    }
    return this.#values[run]! + this.#slopes[run]! * (length - this.#starts[run]!);
  }

  startsOf(column: number): Int32Array {
    return this.#starts.subarray(this.#firsts[column], this.#firsts[column + 1]);
  }

  #isSame(before: number, first: number): boolean {
    if (this.#runs - first !== first - before) return false;
    for (let run = first; run < this.#runs; run += 1) {
      const other = run - first + before;
      if (this.#starts[run] !== this.#starts[other] || this.#slopes[run] !== this.#slopes[other])
        return false;
    }
    return true;
  }

  #grow(): void {
    this.#starts = twice(this.#starts);
    this.#values = twice(this.#values);
    this.#slopes = twice(this.#slopes);
  }
}

function twice(values: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(2 * values.length);
  grown.set(values);
  return grown;
}
