import { ChainError } from '../../errors.js';
import { type Form, formOf } from '../form.js';
import type { OutputMode } from '../options.js';
import type { Trees } from '../trees.js';
import { type Engine, isolated, stacked, type TfTensor } from './engine.js';

/** The outputs of a chain's steps, added up or one after another. */
export class Outputs {
  readonly mode: OutputMode;
  readonly #engine: Engine;
  readonly #trees: Trees<TfTensor>;
  #tree: unknown = undefined;
  #form: Form | undefined = undefined;
  #taken: TfTensor[][] = [];

  constructor(engine: Engine, trees: Trees<TfTensor>, mode: OutputMode) {
    this.#engine = engine;
    this.#trees = trees;
    this.mode = mode;
  }

  /** What an output looks like; known after the first one. */
  get form(): Form | undefined {
    return this.#form;
  }

  /** What was taken; those that were added up are one. */
  get taken(): readonly TfTensor[] {
    return this.#taken.flat();
  }

  noteForm(tree: unknown): void {
    this.#tree = tree;
    this.#form ??= formOf(this.#trees.flat('scan: an output', tree));
  }

  /** Takes over the output of the next step. */
  take(output: readonly TfTensor[]): void {
    const [total] = this.#taken;
    if (this.mode === 'stack' || total === undefined) {
      this.#taken.push([...output]);
      return;
    }
    isolated(this.#engine, () => {
      output.forEach((b, place) => {
        const a = total[place]!;
        total[place] = this.#engine.runKernel('Add', { a, b });
        a.dispose();
        b.dispose();
      });
    });
  }

  /** All outputs are taken; what they come to is the caller's. */
  finish(): readonly TfTensor[] {
    const [first] = this.#taken;
    if (this.mode === 'none') return [];
    if (first === undefined) {
      throw new ChainError(
        `scan: there are no steps, so there is no output to ${this.mode}; use outputs: 'none'`,
      );
    }
    if (this.mode === 'sum') {
      this.#taken = [];
      return first;
    }
    const column = (place: number): TfTensor[] => this.#taken.map((output) => output[place]!);
    const leaves = first.map((_, place) => stacked(this.#engine, column(place)));
    this.free();
    return leaves;
  }

  treeOf(leaves: readonly TfTensor[]): unknown {
    return this.mode === 'none' ? undefined : this.#trees.rebuilt(this.#tree, leaves);
  }

  /** May be called more than once. */
  free(): void {
    for (const leaf of this.#taken.splice(0).flat()) leaf.dispose();
  }
}
