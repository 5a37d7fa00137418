import { cutAt } from '../array/axes.js';
import { zeros } from '../array/create.js';
import { zipInto } from '../array/elementwise.js';
import { writeWindow } from '../array/rows.js';
import { allocate } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import { leavesOf, rebuilt, type Tree } from '../array/tree.js';
import { freeAll, holdAll } from './holding.js';
import { checkedLeaves, type Form, formOf } from './stepResult.js';

export type OutputMode = 'sum' | 'stack' | 'none';

/** The outputs of a scan, added up or stacked in the order of the steps, each step's taken once. */
export class StepOutputs {
  readonly mode: OutputMode;
  readonly #extent: number;
  #form: Form | undefined;
  readonly #totals: Tensor[] = [];
  /** The outputs one by one, where they are to be stacked and how many there will be is not known. */
  readonly #rows: Tensor[][] = [];

  constructor(mode: OutputMode, extent: number) {
    this.mode = mode;
    this.#extent = extent;
  }

  /** The totals so far, held here. */
  get leaves(): readonly Tensor[] {
    return this.#totals;
  }

  /** `leaves` in the form of a step's output; undefined where no step had one. */
  treeOf(leaves: readonly Tensor[]): Tree | undefined {
    return this.#form === undefined ? undefined : rebuilt(this.#form.tree, leaves);
  }

  /** What an output looks like; undefined until there was one. */
  get form(): Tree | undefined {
    return this.#form?.tree;
  }

  /** The leaves of an output, which has to have the form of those before it. */
  checked(tree: Tree, step: number): readonly Tensor[] {
    return this.#form === undefined
      ? leavesOf(tree)
      : checkedLeaves('output', tree, this.#form, { where: 'scan', step });
  }

  /** Takes the output of `step`, the next one in order; `leaves` are in the order of the totals. */
  take(tree: Tree, leaves: readonly Tensor[], step: number): void {
    this.#form ??= formOf(tree);
    if (this.mode === 'stack' && this.#extent === Number.POSITIVE_INFINITY) {
      this.#rows.push(holdAll(leaves, () => 'scratch'));
      return;
    }
    if (this.#totals.length === 0) this.#start(leaves, this.#extent);
    this.#add(leaves, step);
  }

  /** All outputs were taken. */
  finish(): void {
    const [first] = this.#rows;
    if (first === undefined) return;
    this.#start(first, this.#rows.length);
    this.#rows.forEach((leaves, step) => {
      this.#add(leaves, step);
      freeAll(leaves);
    });
    this.#rows.length = 0;
  }

  free(): void {
    freeAll(this.#totals);
    freeAll(this.#rows.flat());
  }

  #add(leaves: readonly Tensor[], step: number): void {
    leaves.forEach((leaf, place) => {
      const total = this.#totals[place]!;
      if (this.mode === 'sum') zipInto('add', total, leaf);
      else writeWindow(total, cutAt(total.shape, 0), step, leaf);
    });
  }

  #start(leaves: readonly Tensor[], extent: number): void {
    for (const leaf of leaves) {
      const isSum = this.mode === 'sum';
      const shape = isSum ? leaf.shape : [extent, ...leaf.shape];
      const total = isSum ? zeros(shape, { dtype: leaf.dtype }) : allocate(shape, leaf.dtype);
      this.#totals.push(total.handle('scratch'));
    }
  }
}
