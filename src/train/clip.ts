import { checkKind } from '../arguments/options.js';
import { kernelsFor } from '../array/scope.js';
import { describeFate } from '../array/tensor.js';
import { leavesAt, type Tree } from '../array/tree.js';
import { TapeError } from '../errors.js';

/**
 * Scales a gradient in place so that its norm over all leaves is at most `largest`; returns the norm before. A tensor that
 * is several leaves, as where weights are tied, counts once. Other tensors that share a leaf's bytes stay as they are.
 *
 * A norm that is not finite is returned and nothing is scaled: the caller decides.
 *
 * @throws {RangeError} if `largest` is not above 0
 * @example
 * const norm = clipByGlobalNorm(gradient, 1);
 */
export function clipByGlobalNorm(gradient: Tree, largest: number): number {
  checkKind('clipByGlobalNorm', 'largest', largest, 'number');
  if (!(largest > 0)) {
    throw new RangeError(`clipByGlobalNorm: the largest norm is ${largest}; a number above 0 is needed`);
  }
  const leaves = new Set(leavesAt('clipByGlobalNorm: gradient', gradient));
  for (const leaf of leaves) {
    if (leaf.fate !== undefined)
      throw new TapeError(`clipByGlobalNorm: ${describeFate(leaf)}; clip before an update`);
  }
  let squares = 0;
  for (const leaf of leaves)
    squares += kernelsFor(leaf, 'clipByGlobalNorm').sumOfSquares(leaf.size, leaf.pointer);
  const norm = Math.sqrt(squares);
  if (norm > largest && Number.isFinite(norm)) {
    for (const leaf of leaves) leaf.unshare();
    for (const leaf of leaves)
      kernelsFor(leaf, 'clipByGlobalNorm').scale(leaf.size, leaf.pointer, largest / norm);
  }
  return norm;
}
