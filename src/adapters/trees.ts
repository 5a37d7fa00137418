import { ChainError } from '../errors.js';

/** Tensors of a framework under names and in lists, nested to any depth. */
export type TreeOf<T> = T | readonly TreeOf<T>[] | { readonly [name: string]: TreeOf<T> };

/** The tensors of a tree, each with the path to it. */
export interface Flat<T> {
  readonly leaves: readonly T[];
  readonly paths: readonly string[];
}

/** How trees of one framework are taken apart and put together. */
export class Trees<T> {
  readonly #isLeaf: (value: unknown) => value is T;

  constructor(isLeaf: (value: unknown) => value is T) {
    this.#isLeaf = isLeaf;
  }

  /** @throws {ChainError} if something in it is neither a tensor nor a list or an object of them */
  flat(where: string, tree: unknown): Flat<T> {
    const leaves: T[] = [];
    const paths: string[] = [];
    this.#visit(where, tree, '', (leaf, path) => {
      leaves.push(leaf);
      paths.push(path);
    });
    return { leaves, paths };
  }

  /** The same tree with other leaves, in the order of `flat`. */
  rebuilt(tree: unknown, leaves: readonly T[]): unknown {
    let next = 0;
    const refill = (part: unknown): unknown => {
      if (this.#isLeaf(part)) return leaves[next++];
      if (Array.isArray(part)) return part.map(refill);
      if (typeof part !== 'object' || part === null) return part;
      return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, refill(each)]));
    };
    return refill(tree);
  }

  #visit(where: string, tree: unknown, path: string, see: (leaf: T, path: string) => void): void {
    if (this.#isLeaf(tree)) {
      see(tree, path);
      return;
    }
    if (typeof tree !== 'object' || tree === null || tree instanceof Promise)
      throw new ChainError(
        `${where}${path === '' ? '' : ` '${path}'`} is ${inWords(tree)}; a tensor, or an object or list of tensors, is needed`,
      );
    for (const [name, part] of Object.entries(tree))
      this.#visit(where, part, path === '' ? name : `${path}.${name}`, see);
  }
}

/** What a value is, for messages. */
export function inWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value instanceof Promise) return 'a promise (a step cannot be asynchronous)';
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' ? 'an object' : `${typeof value} ${String(value)}`;
}
