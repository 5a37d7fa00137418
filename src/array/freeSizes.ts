import type { Stretch } from './stretch.js';

/** The free stretches of an address space by their sizes: lists of one size each, in the order of the sizes. */
export class FreeSizes {
  /** The newest of each size. Lists are never shortened, which would give memory back that is wanted again. */
  readonly #newest: (Stretch | undefined)[] = [];
  #count = 0;

  /** The newest of the smallest size of at least `bytes`. */
  atLeast(bytes: number): Stretch | undefined {
    const place = this.#placeOf(bytes);
    return place === this.#count ? undefined : this.#newest[place];
  }

  list(stretch: Stretch): void {
    const place = this.#placeOf(stretch.bytes);
    const found = place === this.#count ? undefined : this.#newest[place];
    const newest = found?.bytes === stretch.bytes ? found : undefined;
    stretch.older = newest;
    stretch.newer = undefined;
    if (newest === undefined) this.#makeRoom(place);
    else newest.newer = stretch;
    this.#newest[place] = stretch;
  }

  unlist(stretch: Stretch): void {
    const { newer, older } = stretch;
    if (older !== undefined) older.newer = newer;
    if (newer !== undefined) newer.older = older;
    else if (older !== undefined) this.#newest[this.#placeOf(stretch.bytes)] = older;
    else this.#close(this.#placeOf(stretch.bytes));
    stretch.newer = undefined;
    stretch.older = undefined;
  }

  /** Where the first size of at least `bytes` is. */
  #placeOf(bytes: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#newest[middle]!.bytes < bytes) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #makeRoom(place: number): void {
    const newest = this.#newest;
    for (let next = this.#count; next > place; next -= 1) newest[next] = newest[next - 1];
    this.#count += 1;
  }

  #close(place: number): void {
    const newest = this.#newest;
    this.#count -= 1;
    for (let next = place; next < this.#count; next += 1) newest[next] = newest[next + 1];
    newest[this.#count] = undefined;
  }
}
