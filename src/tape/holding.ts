import type { Purpose } from '../array/ledger.js';
import type { Tensor } from '../array/tensor.js';

/** A handle of every tensor, or of none if one does not fit into the budget. */
export function holdAll(tensors: readonly Tensor[], purposeAt: (place: number) => Purpose): Tensor[] {
  const held: Tensor[] = [];
  try {
    tensors.forEach((tensor, place) => {
      held.push(tensor.handle(purposeAt(place)));
    });
    return held;
  } catch (error) {
    freeAll(held);
    throw error;
  }
}

/** Lets go of every tensor that is there. */
export function freeAll(tensors: readonly (Tensor | undefined)[]): void {
  for (let nth = 0; nth < tensors.length; nth += 1) tensors[nth]?.free('freed with its scope');
}
