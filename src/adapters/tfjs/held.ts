import type { TfTensor } from './engine.js';

/** Some tensors that are disposed of when the last who holds them lets go, but for those that are somebody else's. */
export class Held {
  readonly leaves: readonly TfTensor[];
  /** Those that it disposes of. */
  readonly own: readonly TfTensor[];
  #holders = 1;

  constructor(leaves: readonly TfTensor[], own: readonly TfTensor[] = leaves) {
    this.leaves = leaves;
    this.own = own;
  }

  hold(): this {
    this.#holders += 1;
    return this;
  }

  free(): void {
    this.#holders -= 1;
    if (this.#holders === 0) for (const leaf of this.own) leaf.dispose();
  }
}
