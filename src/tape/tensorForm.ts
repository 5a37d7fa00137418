import type { DType } from '../array/dtype.js';
import type { Purpose } from '../array/ledger.js';
import { allocate } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import { constant } from './trace.js';

/** What a tensor is but for its entries. */
export interface TensorForm {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

export function formOf({ shape, dtype }: Tensor): TensorForm {
  return { shape, dtype };
}

/** A tensor of a form with bytes of its own, held for a purpose. */
export function like({ shape, dtype }: TensorForm, purpose: Purpose): Tensor {
  const made = allocate(shape, dtype);
  const handle = made.handle(purpose);
  made.dispose();
  handle.marks = constant;
  return handle;
}
