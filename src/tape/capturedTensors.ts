import type { Tensor } from '../array/tensor.js';

/**
 * Tensors from outside that the steps of a chain read, kept for as long as a step may run again: what made them, such as a
 * step around the chain or a `tidy`, may be done with them sooner.
 */
export class CapturedTensors {
  readonly #pinned = new Set<Tensor>();
  #isOpen = true;

  note(x: Tensor): void {
    if (!this.#isOpen || x.fate !== undefined || this.#pinned.has(x)) return;
    this.#pinned.add(x);
    x.pin();
  }

  /** No step will run for the first time, or ever again. */
  free(): void {
    this.#isOpen = false;
    for (const x of this.#pinned) x.unpin();
    this.#pinned.clear();
  }
}
