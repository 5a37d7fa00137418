import { checkKind } from '../arguments/options.js';
import { checkTensor } from '../array/checkTensor.js';
import { checkedKey, type RandomKey } from '../array/random.js';
import type { Mark, Tensor } from '../array/tensor.js';
import type { Sketching } from './sketch.js';

/** A residual in the form in which it waits. A class with fields, never a closure: a closure keeps its whole scope. */
export type Kept = Whole | Sketch;

/** A residual as it is. */
export class Whole {
  readonly #handle: Tensor;

  constructor(tensor: Tensor, marks: Mark) {
    this.#handle = tensor.handle('residual');
    this.#handle.marks = marks;
  }

  get tensor(): Tensor {
    return this.#handle;
  }

  /** The residual, as the VJP gets it. */
  recall(): Tensor {
    return this.#handle;
  }

  free(): void {
    this.#handle.free('freed with its scope');
  }
}

/**
 * Holds residuals as they are; none of them, if one cannot be held.
 *
 * @param owner - the tape that holds them, which does not follow what is computed from them
 * @param unfollowed - the mark of what nobody else follows either
 */
export function keptWhole(
  residuals: readonly { readonly tensor: Tensor }[],
  owner: object,
  unfollowed: Mark,
): Whole[] {
  const kept: Whole[] = [];
  try {
    for (const { tensor } of residuals)
      kept.push(new Whole(tensor, marksWithout(tensor.marks, owner) ?? unfollowed));
    return kept;
  } catch (error) {
    for (const each of kept) each.free();
    throw error;
  }
}

/** The marks of all but one of those who follow a tensor. */
function marksWithout(marks: Mark | undefined, owner: object): Mark | undefined {
  if (marks === undefined) return undefined;
  const next = marksWithout(marks.next, owner);
  if (marks.owner === owner || marks.owner === undefined) return next;
  return { owner: marks.owner, index: marks.index, next };
}

/** What is left of a residual that is estimated. */
export class Sketch {
  readonly #handle: Tensor;
  readonly #sketching: Sketching;
  readonly #key: RandomKey;

  /** Sketches a tensor, in the open scope. */
  constructor(tensor: Tensor, sketching: Sketching, key: RandomKey) {
    checkTensor('sketch', 'tensor', tensor);
    checkKind(
      'sketch',
      'sketching',
      sketching,
      'object',
      'an object with keep, recall and addProduct is needed',
    );
    const kept = sketching.keep(tensor, checkedKey('sketch', key));
    this.#handle = kept.handle('residual');
    kept.dispose();
    this.#sketching = sketching;
    this.#key = key;
  }

  /** The estimate, as the VJP gets it; it belongs to the open scope. */
  recall(): Tensor {
    return this.#sketching.recall(this.#handle, this.#key);
  }

  /** The estimate that the same map makes of another tensor of the residual's shape: that of a difference is a difference. */
  estimateOf(x: Tensor): Tensor {
    return this.#sketching.recall(this.#sketching.keep(x, this.#key), this.#key);
  }

  /** sum [d, n] += estimateᵀ g of an estimate [m, d] and g [m, n], by the smaller product. */
  addProduct(sum: Tensor, g: Tensor): void {
    this.#sketching.addProduct(sum, this.#handle, g, this.#key);
  }

  free(): void {
    this.#handle.free('freed with its scope');
  }
}
