/** Every block starts and ends at a multiple of this many bytes: a cache line, and more than any vector load needs. */
export const alignment = 64;

/** What a block of so many bytes occupies. */
export function occupied(bytes: number): number {
  return Math.max(alignment, Math.ceil(bytes / alignment) * alignment);
}

/** A stretch of the arena, used or free; neighbours are linked in the order of their addresses. */
export class Stretch {
  start: number;
  bytes: number;
  free = false;
  before: Stretch | undefined = undefined;
  after: Stretch | undefined = undefined;
  /** Neighbours among the free stretches of this size. */
  newer: Stretch | undefined = undefined;
  older: Stretch | undefined = undefined;

  constructor(start: number, bytes: number) {
    this.start = start;
    this.bytes = bytes;
  }
}

/**
 * Says where in a growing address space a block goes. Best fit, lowest cost for sizes seen before: a training loop asks
 * for the same few sizes again and again. A freed stretch merges with free neighbours at once, so that free space
 * never stays in pieces.
 */
export class FreeSpace {
  /** The newest free stretch of a size; undefined where all of that size are taken for now. */
  readonly #newestBySize = new Map<number, Stretch | undefined>();
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
    const found = this.#newestBySize.get(bytes) ?? this.#smallestAbove(bytes);
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

  #smallestAbove(bytes: number): Stretch | undefined {
    let best = Number.POSITIVE_INFINITY;
    for (const [size, newest] of this.#newestBySize) {
      if (newest === undefined) this.#newestBySize.delete(size);
      else if (size > bytes && size < best) best = size;
    }
    return this.#newestBySize.get(best);
  }

  #extend(bytes: number): Stretch {
    const stretch = new Stretch(this.#end, bytes);
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
  }

  #split(stretch: Stretch, bytes: number): void {
    const rest = new Stretch(stretch.start + bytes, stretch.bytes - bytes);
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
  }

  #list(stretch: Stretch): void {
    const newest = this.#newestBySize.get(stretch.bytes);
    stretch.free = true;
    stretch.older = newest;
    stretch.newer = undefined;
    if (newest !== undefined) newest.newer = stretch;
    this.#newestBySize.set(stretch.bytes, stretch);
  }

  #unlist(stretch: Stretch): void {
    const { newer, older } = stretch;
    if (older !== undefined) older.newer = newer;
    if (newer !== undefined) newer.older = older;
    else this.#newestBySize.set(stretch.bytes, older);
    stretch.free = false;
    stretch.newer = undefined;
    stretch.older = undefined;
  }
}
