import { FreeSizes } from './freeSizes.js';
import { Spares } from './spares.js';
import { Stretch } from './stretch.js';

/** Every block starts and ends at a multiple of this many bytes: a cache line, and more than any vector load needs. */
export const alignment = 64;

/** What a block of so many bytes occupies. */
export function occupied(bytes: number): number {
  return Math.max(alignment, Math.ceil(bytes / alignment) * alignment);
}

/**
 * Says where in a growing address space a block goes: where it fits best. A freed stretch merges with free neighbours at once, so that free space
 * never stays in pieces.
 */
export class FreeSpace {
  readonly #sizes = new FreeSizes();
  /** Those that were joined to others. */
  readonly #spares = new Spares<Stretch>();
  #last: Stretch | undefined = undefined;
  #end: number;

  constructor(start: number) {
    this.#end = Math.ceil(start / alignment) * alignment;
  }

  /** The first address that was never given out, or is free up to the end. */
  get end(): number {
    return this.#end;
  }

  /** `bytes` is a positive multiple of the alignment. */
  take(bytes: number): Stretch {
    const found = this.#sizes.atLeast(bytes);
    if (found === undefined) return this.#extend(bytes);
    this.#unlist(found);
    if (found.bytes > bytes) this.#split(found, bytes);
    found.free = false;
    return found;
  }

  give(stretch: Stretch): void {
    let whole = stretch;
    const { before, after } = stretch;
    if (after?.free) this.#absorb(stretch, after);
    if (before?.free) {
      this.#unlist(before);
      this.#join(before, stretch);
      whole = before;
    }
    if (whole === this.#last) this.#retract(whole);
    else this.#list(whole);
  }

  #extend(bytes: number): Stretch {
    const stretch = this.#stretch(this.#end, bytes);
    stretch.before = this.#last;
    if (this.#last !== undefined) this.#last.after = stretch;
    this.#last = stretch;
    this.#end += bytes;
    return stretch;
  }

  #retract(stretch: Stretch): void {
    this.#last = stretch.before;
    if (this.#last !== undefined) this.#last.after = undefined;
    this.#end = stretch.start;
    this.#spares.give(stretch);
  }

  #split(stretch: Stretch, bytes: number): void {
    const rest = this.#stretch(stretch.start + bytes, stretch.bytes - bytes);
    rest.before = stretch;
    rest.after = stretch.after;
    if (rest.after !== undefined) rest.after.before = rest;
    if (this.#last === stretch) this.#last = rest;
    stretch.after = rest;
    stretch.bytes = bytes;
    this.#list(rest);
  }

  #absorb(stretch: Stretch, after: Stretch): void {
    this.#unlist(after);
    this.#join(stretch, after);
  }

  #join(first: Stretch, second: Stretch): void {
    first.bytes += second.bytes;
    first.after = second.after;
    if (second.after !== undefined) second.after.before = first;
    if (this.#last === second) this.#last = first;
    this.#spares.give(second);
  }

  /** One that nobody is linked with. */
  #stretch(start: number, bytes: number): Stretch {
    const spare = this.#spares.take();
    if (spare === undefined) return new Stretch(start, bytes);
    spare.start = start;
    spare.bytes = bytes;
    spare.before = undefined;
    spare.after = undefined;
    return spare;
  }

  #list(stretch: Stretch): void {
    this.#sizes.list(stretch);
    stretch.free = true;
  }

  #unlist(stretch: Stretch): void {
    this.#sizes.unlist(stretch);
    stretch.free = false;
  }
}
