import {
  checkPart,
  checkTree,
  deepest,
  isNothing,
  isPlainRecord,
  type TreeRules,
} from '../arguments/notTree.js';
import { checkKind } from '../arguments/options.js';
import { outsideOfArenas } from './denseTensor.js';
import { Tensor } from './tensor.js';

/**
 * Tensors under names and in lists, nested to any depth. Null and undefined may stand wherever a tensor may, such as
 * `{ W, bias: null }`: they are nothing, and stay where they are in a gradient and wherever else the tree comes back.
 */
export type Tree = Tensor | readonly TreePart[] | { readonly [name: string]: TreePart };

/** What may stand at a place of a tree. */
export type TreePart = Tree | null | undefined;

/** A tree with a tensor at every place. */
export type FullTree = Tensor | readonly FullTree[] | { readonly [name: string]: FullTree };

/** A tree with nothing in it: the state or the parameters of a step that has none. */
export const empty: Readonly<Record<string, never>> = {};

/** Of trees of our own tensors. */
export const treeRules: TreeRules = { isLeaf: (value: unknown): boolean => value instanceof Tensor };

/**
 * The tensors of a tree, names in the order in which the object lists them.
 *
 * @throws {ChainError} if something in it is neither a tensor nor a plain object or list of them
 */
export function leavesOf(tree: Tree): Tensor[] {
  return leavesAt('leavesOf: tree', tree);
}

/** The same of a tree that has a name in messages, such as 'scan: parameters'. */
export function leavesAt(where: string, tree: Tree): Tensor[] {
  if (isNothing(tree)) checkTree(where, tree, treeRules);
  return leavesOfPart(where, tree);
}

/** The same of what may be nothing. */
export function leavesOfPart(where: string, part: TreePart): Tensor[] {
  const leaves: Tensor[] = [];
  if (!gather(part, leaves, 0)) checkPart(where, part, treeRules);
  return leaves;
}

/** Whether something can stand at a place of a tree; of what cannot, `checkPart` says why. */
export function isPart(value: unknown): value is TreePart {
  return gather(value, undefined, 0);
}

/** Whether something is a tree; of what is none, `notTree` says why. */
export function isTree(value: unknown): value is Tree {
  return !isNothing(value) && isPart(value);
}

/**
 * The same tree with other leaves.
 *
 * @throws {ChainError} if something in it is neither a tensor nor a plain object or list of them
 */
export function mapTree<T extends Tree>(tree: T, change: (leaf: Tensor, path: string) => Tensor): T;
export function mapTree(tree: Tree, change: (leaf: Tensor, path: string) => Tensor): TreePart {
  leavesAt('mapTree: tree', tree);
  checkKind('mapTree', 'change', change, 'function', 'a function (leaf, path) => tensor is needed');
  return mapped(tree, '', change);
}

/** The same tree with `leaves` in the order of `leavesOf`. */
export function rebuilt<T extends TreePart>(tree: T, leaves: readonly Tensor[]): T;
export function rebuilt(tree: TreePart, leaves: readonly Tensor[]): TreePart {
  return refilled(tree, { leaves, next: 0 });
}

/**
 * The tensors of a tree in the order of another with the same names and lists; undefined where those differ. Two objects
 * that list the same names in another order are the same tree; null, undefined and a name that only the other has are the same.
 */
export function leavesLike(tree: TreePart, like: TreePart): Tensor[] | undefined {
  const leaves: Tensor[] = [];
  return gatherLike(tree, like, leaves) ? leaves : undefined;
}

/** The same names and lists with tensors of no entries, so that none is kept. */
export function skeletonOf<T extends Tree>(tree: T): T {
  return mapTree(tree, (leaf) => outsideOfArenas(new Uint8Array(0), [0], leaf.dtype));
}

/** The path to where a tree has nothing and another has something, or no such place; undefined if there is none. */
export function missingIn(tree: TreePart, like: TreePart, path = ''): string | undefined {
  if (isNothing(tree)) return isNothing(like) ? undefined : path;
  if (tree instanceof Tensor) return undefined;
  const likes = new Map(like instanceof Tensor || isNothing(like) ? [] : Object.entries(like));
  for (const [name, part] of Object.entries(tree)) {
    const missing = missingIn(part, likes.has(name) ? likes.get(name) : empty, joined(path, name));
    if (missing !== undefined) return missing;
  }
  return undefined;
}

/**
 * The paths of the tensors of a tree, such as `layers.0.W`, in the order of `leavesOf`.
 *
 * @throws {ChainError} if something in it is neither a tensor nor a plain object or list of them
 */
export function pathsOf(tree: Tree): string[] {
  leavesAt('pathsOf: tree', tree);
  const paths: string[] = [];
  visit(tree, '', (_, path) => paths.push(path));
  return paths;
}

/** Calls `see` for every tensor of a checked tree with the path to it, such as `layers.0.W`. */
function visit(tree: TreePart, path: string, see: (leaf: Tensor, path: string) => void): void {
  if (tree instanceof Tensor) see(tree, path);
  else if (!isNothing(tree))
    for (const [name, part] of Object.entries(tree)) visit(part, joined(path, name), see);
}

// The walks of every step: no paths are made here, which only messages need.
/** False where something is no tree. */
function gather(tree: unknown, leaves: Tensor[] | undefined, depth: number): boolean {
  if (tree instanceof Tensor) {
    leaves?.push(tree);
    return true;
  }
  if (isNothing(tree)) return true;
  if (depth > deepest) return false;
  if (Array.isArray(tree)) {
    for (const part of tree) if (!gather(part, leaves, depth + 1)) return false;
    return true;
  }
  if (!isPlainRecord(tree)) return false;
  for (const name in tree) if (!gather(tree[name], leaves, depth + 1)) return false;
  return true;
}

function gatherLike(tree: TreePart, like: TreePart, leaves: Tensor[]): boolean {
  if (isNothing(tree) || isNothing(like)) return isNothing(tree) && isNothing(like);
  if (like instanceof Tensor || tree instanceof Tensor) {
    if (!(tree instanceof Tensor && like instanceof Tensor)) return false;
    leaves.push(tree);
    return true;
  }
  if (isList(like) || isList(tree)) {
    if (!(isList(like) && isList(tree)) || like.length !== tree.length) return false;
    return like.every((part, place) => gatherLike(tree[place], part, leaves));
  }
  for (const name in tree) if (!(name in like)) return false;
  // A name that is not there has nothing either.
  for (const name in like) if (!gatherLike(tree[name], like[name], leaves)) return false;
  return true;
}

function refilled(tree: TreePart, leaves: { readonly leaves: readonly Tensor[]; next: number }): TreePart {
  if (tree instanceof Tensor) return leaves.leaves[leaves.next++]!;
  if (isNothing(tree)) return tree;
  if (isList(tree)) return tree.map((part) => refilled(part, leaves));
  const filled: Record<string, TreePart> = {};
  for (const name in tree) filled[name] = refilled(tree[name], leaves);
  return filled;
}

function mapped(tree: TreePart, path: string, change: (leaf: Tensor, path: string) => Tensor): TreePart {
  if (tree instanceof Tensor) return change(tree, path);
  if (isNothing(tree)) return tree;
  if (isList(tree)) return tree.map((part, place) => mapped(part, joined(path, String(place)), change));
  return Object.fromEntries(
    Object.entries(tree).map(([name, part]) => [name, mapped(part, joined(path, name), change)]),
  );
}

function isList(tree: TreePart): tree is readonly TreePart[] {
  return Array.isArray(tree);
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
