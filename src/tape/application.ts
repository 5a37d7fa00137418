import type { Tensor } from '../array/tensor.js';
import type { Entry } from './entry.js';
import type { Kept } from './keep.js';
import type { Contribution, Primitive, Setting } from './primitive.js';

/** One application of a primitive: data only, no closure, so that nothing else can wait with it. */
export class Application<I extends readonly Tensor[], S extends readonly Tensor[], O> implements Entry {
  readonly inputs: readonly number[];
  readonly firstOutput: number;
  readonly outputCount = 1;
  readonly #primitive: Primitive<I, S, O>;
  readonly #setting: Setting<O>;
  #kept: readonly Kept[];

  constructor(
    primitive: Primitive<I, S, O>,
    setting: Setting<O>,
    kept: readonly Kept[],
    inputs: readonly number[],
    output: number,
  ) {
    this.#primitive = primitive;
    this.#setting = setting;
    this.#kept = kept;
    this.inputs = inputs;
    this.firstOutput = output;
  }

  pull([g]: readonly (Tensor | undefined)[]): readonly Contribution[] {
    if (g === undefined || this.#primitive.vjp === undefined) return [];
    // `save` is typed to hand over exactly the tensors that `vjp` takes; a list loses that on the way.
    const saved = this.#kept.map((kept) => kept.recall()) as readonly Tensor[] as S;
    return this.#primitive.vjp(g, saved, this.#setting);
  }

  free(): void {
    for (const kept of this.#kept) kept.free();
    this.#kept = [];
  }
}
