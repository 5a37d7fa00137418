/** As many as are kept; what is beyond is left to the garbage collector. */
const most = 2 ** 15;

/**
 * Objects that are done with, to be used again: a loop that takes what it gave back leaves nothing to be collected. Who
 * gives one back must be the last to know it.
 */
export class Spares<T> {
  // A list that is popped gives its memory back, and would take it again: taken objects stay listed instead.
  readonly #listed: T[] = [];
  #count = 0;

  take(): T | undefined {
    if (this.#count === 0) return undefined;
    this.#count -= 1;
    return this.#listed[this.#count];
  }

  give(spare: T): void {
    if (this.#count === most) return;
    this.#listed[this.#count] = spare;
    this.#count += 1;
  }
}
