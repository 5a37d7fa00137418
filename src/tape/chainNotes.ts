import { occupied } from '../array/freeSpace.js';
import { byteLengthOf, type Tensor } from '../array/tensor.js';

/** What a run holds beside one of its chains. */
export interface Surroundings {
  /** While the chain runs forward: parameters, inputs, the initial state, its outputs, and whatever came before it. */
  readonly heldBytes: number;
  /** While it is swept: the last state, cotangents, gradients, and whatever came after it, too. */
  readonly heldInSweepBytes: number;
}

/**
 * Notes, while a run is measured, what it holds beside one of its chains. That does not depend on the chain's schedule, so
 * it is known to whoever plans the next run of the same program.
 */
export class ChainNotes {
  /** What the run before noted of this chain. */
  readonly known: Surroundings | undefined;
  #heldBytes = 0;
  #lastBytes = 0;
  #endBytes = 0;
  #sweepBytes: number | undefined = undefined;

  constructor(known: Surroundings | undefined) {
    this.known = known;
  }

  /** The chain is about to begin, with `liveBytes` live. */
  noteStart(liveBytes: number): void {
    this.#heldBytes = liveBytes;
  }

  /** Its last state is reached. */
  noteEnd(liveBytes: number, ends: { state: readonly Tensor[]; outputs: readonly Tensor[] }): void {
    this.#endBytes = liveBytes;
    this.#lastBytes = bytesOf(ends.state);
    this.#heldBytes += bytesOf(ends.outputs);
  }

  /** Its sweep is about to begin. */
  noteSweep(liveBytes: number): void {
    this.#sweepBytes = liveBytes;
  }

  /** What was noted; undefined if the chain was not swept. */
  get found(): Surroundings | undefined {
    if (this.#sweepBytes === undefined) return undefined;
    const heldInSweepBytes = this.#heldBytes + this.#lastBytes + this.#sweepBytes - this.#endBytes;
    return { heldBytes: this.#heldBytes, heldInSweepBytes };
  }
}

/** What the leaves occupy. */
export function bytesOf(leaves: readonly Tensor[]): number {
  return leaves.reduce((bytes, leaf) => bytes + occupied(byteLengthOf(leaf.shape, leaf.dtype)), 0);
}
