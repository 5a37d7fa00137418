import type { Block } from '../array/arena.js';
import { isFloat } from '../array/dtype.js';
import type { Tensor } from '../array/tensor.js';
import { like, type TensorForm } from './tensorForm.js';

/** Which of several cotangents are there, and which share their bytes: -1 for one that is not, else a number. */
export type Likeness = readonly number[];

export function likenessOf(leaves: readonly (Tensor | undefined)[]): Likeness {
  const known = new Map<Block | undefined, number>();
  return leaves.map((leaf) => {
    if (leaf === undefined) return -1;
    const number = known.get(leaf.block) ?? known.size;
    known.set(leaf.block, number);
    return number;
  });
}

/** All that there can be, each with bytes of its own. */
export function everyCotangent(forms: readonly { readonly dtype: TensorForm['dtype'] }[]): Likeness {
  return forms.map(({ dtype }, nth) => (isFloat(dtype) ? nth : -1));
}

/** Cotangents of these forms that are so alike. */
export function cotangentsLike(
  forms: readonly TensorForm[],
  likeness: Likeness,
): readonly (Tensor | undefined)[] {
  const made = new Map<number, Tensor>();
  return forms.map((form, nth) => {
    const number = likeness[nth] ?? -1;
    if (number === -1) return undefined;
    const twin = made.get(number);
    const cotangent = twin === undefined ? like(form, 'cotangent') : twin.handle('cotangent', form.shape);
    made.set(number, cotangent);
    return cotangent;
  });
}
