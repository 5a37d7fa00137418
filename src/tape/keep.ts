import type { Mark, Tensor } from '../array/tensor.js';
import type { Residual } from './primitive.js';

/** A residual in the form in which it waits. A class with fields, never a closure: a closure keeps its whole scope. */
export interface Kept {
  /** The residual, as the VJP gets it. */
  recall(): Tensor;
  free(): void;
}

/** The second socket: in what form a residual waits on the tape. */
export interface Keep {
  readonly name: string;
  /** `marksFor` gives the marks that a handle kept here carries. */
  keep(residual: Residual, marksFor: (tensor: Tensor) => Mark): Kept;
}

/** Residuals wait as they are. */
export const exact: Keep = {
  name: 'exact',
  keep: ({ tensor }, marksFor) => {
    const handle = tensor.handle('residual');
    handle.marks = marksFor(tensor);
    return new Exact(handle);
  },
};

class Exact implements Kept {
  readonly #handle: Tensor;

  constructor(handle: Tensor) {
    this.#handle = handle;
  }

  recall(): Tensor {
    return this.#handle;
  }

  free(): void {
    this.#handle.free('freed with its scope');
  }
}
