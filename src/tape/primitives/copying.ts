import { checkTensor } from '../../array/checkTensor.js';
import { copied } from '../../array/rows.js';
import { composed } from '../../array/scope.js';
import type { Tensor } from '../../array/tensor.js';
import { leavesAt, mapTree, type Tree } from '../../array/tree.js';
import type { None, One, Primitive } from '../primitive.js';
import { apply } from '../trace.js';

export const copyPrimitive: Primitive<One, None, undefined> = {
  name: 'copy',
  primal: ([x]) => copied(x),
  vjp: (g) => [g],
};

/**
 * The same entries in bytes of their own: what becomes of the tensor that they were copied from, an update in place or its
 * end, does not show. The derivative passes.
 *
 * @example
 * const before = copy(parameters.W); // stays as it is while an optimiser updates W
 */
export function copy(x: Tensor): Tensor {
  checkTensor('copy', 'x', x);
  return composed(() => apply(copyPrimitive, [x], undefined));
}

/**
 * The same tree with a copy of every tensor: the best parameters so far, a target network, the start of a moving average.
 *
 * @example
 * const best = copyTree(parameters);
 */
export function copyTree<T extends Tree>(tree: T): T {
  leavesAt('copyTree: tree', tree);
  return mapTree(tree, (leaf) => copy(leaf));
}
