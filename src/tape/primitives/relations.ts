import { checkTensor } from '../../array/checkTensor.js';
import { zip } from '../../array/elementwise.js';
import { compare } from '../../array/masks.js';
import type { Tensor } from '../../array/tensor.js';
import { type Binary, binary, comparison } from './define.js';

// Masks are uint8, 1 or 0, of operands of any dtype; a float in arithmetic with a mask takes it as numbers of its own dtype.

/** A mask: 1 where a > b, 0 elsewhere. */
export const greater: Binary = comparison({
  name: 'greater',
  primal: ([a, b]) => compare('greater', 'greater', a, b),
});

/** A mask: 1 where a >= b, 0 elsewhere. */
export const greaterOrEqual: Binary = comparison({
  name: 'greaterOrEqual',
  primal: ([a, b]) => compare('greaterOrEqual', 'greaterOrEqual', a, b),
});

/** A mask: 1 where a < b, 0 elsewhere. */
export const less: Binary = comparison({
  name: 'less',
  primal: ([a, b]) => compare('less', 'less', a, b),
});

/** A mask: 1 where a <= b, 0 elsewhere. */
export const lessOrEqual: Binary = comparison({
  name: 'lessOrEqual',
  primal: ([a, b]) => compare('lessOrEqual', 'lessOrEqual', a, b),
});

/** A mask: 1 where a = b, 0 elsewhere. */
export const equal: Binary = comparison({
  name: 'equal',
  primal: ([a, b]) => compare('equal', 'equal', a, b),
});

/** A mask: 1 where a and b differ, 0 elsewhere. */
export const notEqual: Binary = comparison({
  name: 'notEqual',
  primal: ([a, b]) => compare('notEqual', 'notEqual', a, b),
});

/** A mask: 1 where neither a nor b is 0, 0 elsewhere. */
export const logicalAnd: Binary = comparison({
  name: 'logicalAnd',
  primal: ([a, b]) => compare('logicalAnd', 'and', a, b),
});

/** A mask: 1 where a or b is not 0, 0 elsewhere. */
export const logicalOr: Binary = comparison({
  name: 'logicalOr',
  primal: ([a, b]) => compare('logicalOr', 'or', a, b),
});

/** How much of a maximum is a: 0 where a < b, half where both are equal, and 1 elsewhere, so where either is NaN, too. */
export const share: Binary = binary({ name: 'share', primal: ([a, b]) => zip('share', a, b) });

/** A mask: 1 where x is 0, 0 elsewhere. */
export function logicalNot(x: Tensor): Tensor {
  checkTensor('logicalNot', 'x', x);
  return equal(x, 0);
}

/** A condition as a mask: where it is not 0. */
export function asMask(condition: Tensor): Tensor {
  return condition.dtype === 'uint8' ? condition : notEqual(condition, 0);
}
