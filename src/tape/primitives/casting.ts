import { checkKind } from '../../arguments/options.js';
import { checkTensor } from '../../array/checkTensor.js';
import { checkedDType, type DType, isFloat } from '../../array/dtype.js';
import * as masks from '../../array/masks.js';
import { view } from '../../array/scope.js';
import type { Tensor } from '../../array/tensor.js';
import type { None, One, Primitive } from '../primitive.js';
import { apply } from '../trace.js';

interface Cast {
  readonly from: DType;
  readonly to: DType;
}

export const castPrimitive: Primitive<One, None, Cast> = {
  name: 'cast',
  primal: ([x], { from, to }) => (from === to ? view(x, x.shape) : masks.cast(x, to)),
  vjp: (g, _, { options: { from, to } }) => [isFloat(from) && isFloat(to) ? cast(g, from) : undefined],
};

/**
 * The same numbers as another dtype has them: rounded to the nearest float32; of whole numbers towards 0, those beyond the
 * range as its end, and NaN as 0. The derivative passes between float dtypes. Of its own dtype a tensor is not copied.
 *
 * @throws {ShapeError} if there is no such dtype
 * @example
 * const weights = cast(greater(lengths, 3), 'float32'); // 1 or 0
 */
export function cast(x: Tensor, dtype: DType): Tensor {
  checkKind('cast', 'dtype', dtype, 'string', "one such as 'float32' is needed");
  checkTensor('cast', 'x', x);
  return apply(castPrimitive, [x], { from: x.dtype, to: checkedDType('cast', dtype) });
}
