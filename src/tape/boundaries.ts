import type { Arena, Block } from '../array/arena.js';
import { byteLengthOf, type Tensor } from '../array/tensor.js';
import { PurityError } from '../errors.js';

const entryBytes = 8;
const entriesPerGrowth = 256;

/** The steps [from, to) that one action runs. */
export interface Segment {
  readonly from: number;
  readonly to: number;
}

/**
 * Remembers every state of a chain by a hash of 64 bits, so that a step which is no pure function is found as soon as it
 * runs again. A difference within eight bytes of one tensor is always found; any other is missed about once in 2^64.
 *
 * Entry t + 1 is state t's, and 0 where that was not seen yet; entry 0 is where states are hashed.
 */
export class Boundaries {
  readonly #arena: Arena;
  readonly #where: string;
  readonly #entriesEach: number;
  readonly #blocks: Block[] = [];

  /**
   * @param options - `extent` is Infinity where the chain's end is not known: then entries are added as they are needed;
   * `where` is what the user called, for messages
   */
  constructor(arena: Arena, { extent, where }: { extent: number; where: string }) {
    this.#arena = arena;
    this.#where = where;
    this.#entriesEach = extent === Number.POSITIVE_INFINITY ? entriesPerGrowth : extent + 2;
    this.#grow();
  }

  /**
   * Remembers state `boundary`, or compares it with what it was; `segment` is what is being run.
   *
   * @throws {PurityError} if it was another one
   */
  note(state: readonly Tensor[], boundary: number, segment: Segment): void {
    const first = this.#pointerOf(boundary + 1);
    const now = this.#pointerOf(0);
    const { measuring, memory } = this.#arena;
    memory.kernels.float64.fill(1, now, 0);
    for (const leaf of state) {
      memory.kernels.bytes.hash(byteLengthOf(leaf.shape, leaf.dtype), leaf.pointer, now);
    }
    if (measuring) return;
    const found = memory.view('int32', now, 2);
    const known = memory.view('int32', first, 2);
    if (known[0] === 0 && known[1] === 0) known.set(found);
    else if (known[0] !== found[0] || known[1] !== found[1]) throw this.#refusal(boundary, segment);
  }

  /** Forgets everything. A second call does nothing. */
  free(): void {
    for (const block of this.#blocks.splice(0)) this.#arena.release(block, 'scratch');
  }

  #pointerOf(entry: number): number {
    const place = Math.floor(entry / this.#entriesEach);
    while (this.#blocks.length <= place) this.#grow();
    return this.#blocks[place]!.pointer + (entry % this.#entriesEach) * entryBytes;
  }

  #grow(): void {
    const block = this.#arena.allocate(this.#entriesEach * entryBytes, 'scratch');
    this.#blocks.push(block);
    this.#arena.memory.kernels.float64.fill(this.#entriesEach, block.pointer, 0);
  }

  #refusal(boundary: number, { from, to }: Segment): PurityError {
    const segment = to - from === 1 ? 'alone' : `in the segment of steps ${from} to ${to - 1}`;
    const found = boundary === 0 ? changedInPlace(segment) : impure(boundary - 1, segment);
    return new PurityError(`${this.#where}: ${found}`);
  }
}

function changedInPlace(segment: string): string {
  return (
    `the initial state was changed in place: when step 0 was run again ${segment}, it read another state than the ` +
    'first time. A chain may read its initial state more than once: pass a copy of what changes'
  );
}

function impure(step: number, segment: string): string {
  return (
    `step ${step} is not a pure function: run again ${segment}, it left another state than the first time. ` +
    'Usual causes: Math.random or Date in the step, a counter or a variable outside that it changes, an input that ' +
    'was changed in place. Draw randomness with dropout or a key, and pass what changes as state or inputs'
  );
}
