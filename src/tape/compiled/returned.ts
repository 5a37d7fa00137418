import { isNothing, isPlainRecord } from '../../arguments/notTree.js';
import { Tensor } from '../../array/tensor.js';
import type { Tree, TreePart } from '../../array/tree.js';

/** Whether a tree that a user's function returned has these leaves, in the order of `form`. Nothing is made to find out. */
export function hasLeaves(tree: unknown, form: Tree, leaves: readonly Tensor[]): boolean {
  return walked(tree, form, leaves, 0) === leaves.length;
}

/** Whether it has the names and lists of another. */
export function isFormed(tree: unknown, form: Tree): boolean {
  return walked(tree, form, undefined, 0) !== -1;
}

/** How many leaves were passed, those before included; -1 where something differs. */
function walked(
  tree: unknown,
  form: TreePart,
  leaves: readonly Tensor[] | undefined,
  passed: number,
): number {
  if (form instanceof Tensor) {
    const isSame = leaves === undefined ? tree instanceof Tensor : tree === leaves[passed];
    return isSame ? passed + 1 : -1;
  }
  if (isNothing(form)) return tree === form ? passed : -1;
  if (!isBranch(tree) || Array.isArray(tree) !== Array.isArray(form)) return -1;
  for (const name in tree) if (!(name in form)) return -1;
  let next = passed;
  for (const name in form) {
    if (next === -1 || !(name in tree)) return -1;
    next = walked(tree[name], Reflect.get(form, name), leaves, next);
  }
  return next;
}

function isBranch(tree: unknown): tree is Readonly<Record<string, unknown>> {
  return Array.isArray(tree) || isPlainRecord(tree);
}
