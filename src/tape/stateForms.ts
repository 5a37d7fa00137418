import type { Tensor } from '../array/tensor.js';
import { rebuilt, type Tree } from '../array/tree.js';
import { ChainError } from '../errors.js';
import { type Form, formOf } from './stepResult.js';

/** What the states of a chain look like. */
export interface StateForms<S extends Tree> {
  /** State `step` as the user's step gets it. */
  treeOf(leaves: readonly Tensor[], step: number): S;
  /** What state `step` has to look like; anything where that is not known. */
  expected(step: number): Form | undefined;
  /** Notes what state `step` looks like when it is reached for the first time. */
  note(tree: Tree, step: number): void;
}

/** All states have the form of the first. */
export class UniformStates<S extends Tree> implements StateForms<S> {
  readonly #first: S;
  readonly #form: Form;

  constructor(first: S) {
    this.#first = first;
    this.#form = formOf(first);
  }

  treeOf(leaves: readonly Tensor[]): S {
    return rebuilt(this.#first, leaves);
  }

  expected(): Form {
    return this.#form;
  }

  note(): void {}
}

/** Every state has a form of its own, the same whenever its step runs again. */
export class UnequalStates implements StateForms<Tree> {
  readonly #forms: Form[];

  constructor(first: Tree) {
    this.#forms = [formOf(first)];
  }

  treeOf(leaves: readonly Tensor[], step: number): Tree {
    const form = this.#forms[step];
    if (form === undefined) throw new ChainError(`chain: state ${step} was not reached yet`);
    return rebuilt(form.tree, leaves);
  }

  expected(step: number): Form | undefined {
    return this.#forms[step];
  }

  note(tree: Tree, step: number): void {
    this.#forms[step] = formOf(tree);
  }
}
