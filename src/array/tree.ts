import { checkKind } from '../arguments/options.js';
import { ChainError } from '../errors.js';
import { outsideOfArenas, Tensor } from './tensor.js';

/** Tensors under names and in lists, nested to any depth. */
export type Tree = Tensor | readonly Tree[] | { readonly [name: string]: Tree };

/** A tree with nothing in it: the state or the parameters of a step that has none. */
export const empty: Readonly<Record<string, never>> = {};

/** The tensors of a tree, names in the order in which the object lists them. */
export function leavesOf(tree: Tree): Tensor[] {
  if (tree instanceof Tensor) return [tree];
  const leaves: Tensor[] = [];
  gather(tree, leaves);
  return leaves;
}

/** Calls `see` for every tensor with the path to it, such as `layers.0.W`. */
export function visit(tree: Tree, path: string, see: (leaf: Tensor, path: string) => void): void {
  if (tree instanceof Tensor) {
    see(tree, path);
  } else if (isList(tree)) {
    tree.forEach((part, place) => {
      visit(part, joined(path, String(place)), see);
    });
  } else if (typeof tree === 'object' && tree !== null) {
    for (const [name, part] of Object.entries(tree)) visit(part, joined(path, name), see);
  } else {
    throw new ChainError(
      `tree: '${path}' is ${described(tree)}; a tensor, or an object or list of tensors, is needed`,
    );
  }
}

/** The same tree with other leaves. */
export function mapTree<T extends Tree>(tree: T, change: (leaf: Tensor, path: string) => Tensor): T;
export function mapTree(tree: Tree, change: (leaf: Tensor, path: string) => Tensor): Tree {
  checkKind('mapTree', 'change', change, 'function', 'a function (leaf, path) => tensor is needed');
  return mapped(tree, '', change);
}

/** The same tree with `leaves` in the order of `leavesOf`. */
export function rebuilt<T extends Tree>(tree: T, leaves: readonly Tensor[]): T;
export function rebuilt(tree: Tree, leaves: readonly Tensor[]): Tree {
  return refilled(tree, { leaves, next: 0 });
}

/**
 * The tensors of a tree in the order of another with the same names and lists; undefined where those differ. Two objects
 * that list the same names in another order are the same tree.
 */
export function leavesLike(tree: Tree, like: Tree): Tensor[] | undefined {
  const leaves: Tensor[] = [];
  return gatherLike(tree, like, leaves) ? leaves : undefined;
}

/** The same names and lists with tensors of no entries, so that none is kept. */
export function skeletonOf(tree: Tree): Tree {
  return mapTree(tree, (leaf) => outsideOfArenas(new Uint8Array(0), [0], leaf.dtype));
}

/** The paths of the tensors of a tree, such as `layers.0.W`, in the order of `leavesOf`. */
export function pathsOf(tree: Tree): string[] {
  const paths: string[] = [];
  visit(tree, '', (_, path) => paths.push(path));
  return paths;
}

// The walks of every step: no paths are made here, which only messages need.
function gather(tree: Tree, leaves: Tensor[]): void {
  if (tree instanceof Tensor) leaves.push(tree);
  else if (isList(tree)) for (const part of tree) gather(part, leaves);
  else if (typeof tree === 'object' && tree !== null) for (const name in tree) gather(tree[name]!, leaves);
  else visit(tree, '', () => {});
}

function gatherLike(tree: Tree, like: Tree, leaves: Tensor[]): boolean {
  if (like instanceof Tensor || tree instanceof Tensor) {
    if (!(tree instanceof Tensor && like instanceof Tensor)) return false;
    leaves.push(tree);
    return true;
  }
  if (isList(like) || isList(tree)) {
    if (!(isList(like) && isList(tree)) || like.length !== tree.length) return false;
    return like.every((part, place) => gatherLike(tree[place]!, part, leaves));
  }
  for (const name in tree) if (!(name in like)) return false;
  for (const name in like) if (!(name in tree && gatherLike(tree[name]!, like[name]!, leaves))) return false;
  return true;
}

function refilled(tree: Tree, leaves: { readonly leaves: readonly Tensor[]; next: number }): Tree {
  if (tree instanceof Tensor) return leaves.leaves[leaves.next++]!;
  if (isList(tree)) return tree.map((part) => refilled(part, leaves));
  const filled: Record<string, Tree> = {};
  for (const name in tree) filled[name] = refilled(tree[name]!, leaves);
  return filled;
}

function mapped(tree: Tree, path: string, change: (leaf: Tensor, path: string) => Tensor): Tree {
  if (tree instanceof Tensor) return change(tree, path);
  if (isList(tree)) return tree.map((part, place) => mapped(part, joined(path, String(place)), change));
  return Object.fromEntries(
    Object.entries(tree).map(([name, part]) => [name, mapped(part, joined(path, name), change)]),
  );
}

function isList(tree: Tree): tree is readonly Tree[] {
  return Array.isArray(tree);
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function described(value: unknown): string {
  return value === null
    ? 'null'
    : typeof value === 'object'
      ? 'an object'
      : `${typeof value} ${String(value)}`;
}
