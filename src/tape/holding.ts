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
export function freeAll(tensors: Iterable<Tensor | undefined>): void {
  for (const tensor of tensors) tensor?.free('freed with its scope');
}
