import { checkPart, checkTree, deepest, isPlainRecord, type TreeRules } from '../arguments/notTree.js';
import { shown } from '../arguments/shown.js';

/**
 * Tensors of a framework under names and in lists, nested to any depth. Null and undefined may stand wherever a tensor may:
 * they are nothing, and stay where they are.
 */
export type TreeOf<T> = T | readonly PartOf<T>[] | { readonly [name: string]: PartOf<T> };

/** What may stand at a place of a tree. */
export type PartOf<T> = TreeOf<T> | null | undefined;

/** A tree with a tensor at every place. */
export type FullTreeOf<T> = T | readonly FullTreeOf<T>[] | { readonly [name: string]: FullTreeOf<T> };

/** The tensors of a tree, each with the path to it. */
export interface Flat<T> {
  readonly leaves: readonly T[];
  readonly paths: readonly string[];
}

/** How trees of one framework are taken apart and put together. */
export class Trees<T> {
  readonly #isLeaf: (value: unknown) => value is T;
  readonly rules: TreeRules;

  constructor(isLeaf: (value: unknown) => value is T) {
    this.#isLeaf = isLeaf;
    this.rules = { isLeaf };
  }

  /** @throws {ChainError} with the path to what is neither a tensor nor a plain object or list of them */
  flat(where: string, tree: unknown): Flat<T> {
    checkTree(where, tree, this.rules);
    return this.#flattened(tree);
  }

  /** The same of what may be nothing. */
  flatPart(where: string, part: unknown): Flat<T> {
    checkPart(where, part, this.rules);
    return this.#flattened(part);
  }

  /** The same of a tree that has a tensor at every place, as a state has. */
  flatState(where: string, tree: unknown): Flat<T> {
    checkTree(where, tree, { ...this.rules, isFull: true });
    return this.#flattened(tree);
  }

  /** The same tree with other leaves, in the order of `flat`. */
  rebuilt(tree: unknown, leaves: readonly T[]): unknown {
    let next = 0;
    const refill = (part: unknown): unknown => {
      if (this.#isLeaf(part)) return leaves[next++];
      if (Array.isArray(part)) return part.map(refill);
      if (!isPlainRecord(part)) return part;
      return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, refill(each)]));
    };
    return refill(tree);
  }

  /** The names, lists and nothings of a tree as plain data, to compare; 0 stands for every tensor. */
  outline(tree: unknown): unknown {
    if (this.#isLeaf(tree)) return 0;
    if (tree === undefined) return 'undefined';
    if (Array.isArray(tree)) return { list: tree.map((part) => this.outline(part)) };
    if (!isPlainRecord(tree)) return tree;
    return Object.entries(tree).map(([name, part]) => [name, this.outline(part)]);
  }

  /** The tensors of what may be no tree. */
  found(value: unknown): readonly T[] {
    return this.#flattened(value).leaves;
  }

  #flattened(tree: unknown): Flat<T> {
    const leaves: T[] = [];
    const paths: string[] = [];
    const gather = (part: unknown, path: string, depth: number): void => {
      if (this.#isLeaf(part)) {
        leaves.push(part);
        paths.push(path);
      } else if ((Array.isArray(part) || isPlainRecord(part)) && depth <= deepest)
        for (const [name, each] of Object.entries(part))
          gather(each, path === '' ? name : `${path}.${name}`, depth + 1);
    };
    gather(tree, '', 0);
    return { leaves, paths };
  }
}

/** What a value is, for messages. */
export function inWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value instanceof Promise) return 'a promise (a step cannot be asynchronous)';
  return shown(value);
}
