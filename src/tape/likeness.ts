import type { Block } from '../array/arena.js';
import { isFloat } from '../array/dtype.js';
import type { Tensor } from '../array/tensor.js';
import { like, type TensorForm } from './tensorForm.js';

/**
 * Which of several cotangents are there, and which share their bytes: -1 for one that is not, -2 and less for one that is the
 * cotangent of output 0, 1, … or some of it, else a number.
 */
export type Likeness = readonly number[];

type Leaves = readonly (Tensor | undefined)[];

/** @param outputs - the cotangents of the outputs, which are held as long as there are steps to be swept */
export function likenessOf(leaves: Leaves, outputs: Leaves): Likeness {
  const ofOutputs = new Map<Block | undefined, number>(
    outputs.map((output, nth) => [output?.block, firstOutput - nth]),
  );
  const known = new Map<Block | undefined, number>();
  return leaves.map((leaf) => {
    if (leaf === undefined) return -1;
    const number = ofOutputs.get(leaf.block) ?? known.get(leaf.block) ?? known.size;
    if (number >= 0) known.set(leaf.block, number);
    return number;
  });
}

const firstOutput = -2;

/** All that there can be, each with bytes of its own. */
export function everyCotangent(forms: readonly { readonly dtype: TensorForm['dtype'] }[]): Likeness {
  return forms.map(({ dtype }, nth) => (isFloat(dtype) ? nth : -1));
}

/** Cotangents of these forms that are so alike. */
export function cotangentsLike(
  forms: readonly TensorForm[],
  likeness: Likeness,
  outputs: Leaves,
): readonly (Tensor | undefined)[] {
  const made = new Map<number, Tensor>();
  return forms.map((form, nth) => {
    const number = likeness[nth] ?? -1;
    if (number === -1) return undefined;
    const twin = made.get(number) ?? outputs[firstOutput - number];
    const cotangent = twin === undefined ? like(form, 'cotangent') : twin.handle('cotangent', form.shape);
    made.set(number, cotangent);
    return cotangent;
  });
}
