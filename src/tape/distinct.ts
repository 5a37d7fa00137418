import type { Tensor } from '../array/tensor.js';
import { leavesOf, pathsOf, rebuilt, type Tree } from '../array/tree.js';
import { hasTwice } from '../array/twice.js';

/** The different tensors among the leaves of a tree: weights that are tied are one of them. */
export class Distinct<T extends Tree> {
  readonly tensors: readonly Tensor[];
  readonly #tree: T;
  readonly #leaves: readonly Tensor[];
  readonly #isTied: boolean;

  constructor(tree: T) {
    this.#tree = tree;
    this.#leaves = leavesOf(tree);
    this.#isTied = hasTwice(this.#leaves);
    this.tensors = this.#isTied ? [...new Set(this.#leaves)] : this.#leaves;
  }

  /** The tree with others in the places of its tensors, the same one wherever it has the same. */
  with(others: readonly Tensor[]): T {
    return rebuilt(this.#tree, this.#isTied ? this.#leaves.map((leaf) => others[this.#nth(leaf)]!) : others);
  }

  /** The paths of the leaves that are the nth tensor. */
  namesOf(nth: number): readonly string[] {
    return pathsOf(this.#tree).filter((_, place) => this.#leaves[place] === this.tensors[nth]);
  }

  /** The paths of tensors that are several leaves. */
  get ties(): readonly (readonly string[])[] {
    if (!this.#isTied) return [];
    return this.tensors.map((_, nth) => this.namesOf(nth)).filter((names) => names.length > 1);
  }

  #nth(leaf: Tensor): number {
    return this.tensors.indexOf(leaf);
  }
}
