import type { Tensor } from '../array/tensor.js';
import type { Entry } from './entry.js';
import type { Kept, Sketch } from './kept.js';
import type { Contribution, Primitive, Setting } from './primitive.js';

/** One application of a primitive: data only, no closure, so that nothing else can wait with it. */
export class Application<I extends readonly Tensor[], S extends readonly Tensor[], O> implements Entry {
  readonly inputs: readonly number[];
  readonly firstOutput: number;
  readonly outputCount = 1;
  readonly #primitive: Primitive<I, S, O>;
  readonly #setting: Setting<O>;
  readonly #kept: Kept[];
  #isSketched = false;

  constructor(
    primitive: Primitive<I, S, O>,
    setting: Setting<O>,
    kept: Kept[],
    inputs: readonly number[],
    output: number,
  ) {
    this.#primitive = primitive;
    this.#setting = setting;
    this.#kept = kept;
    this.inputs = inputs;
    this.firstOutput = output;
  }

  /** Lets the nth residual wait as a sketch. */
  replace(nth: number, sketch: Sketch): void {
    this.#kept[nth] = sketch;
    this.#isSketched = true;
  }

  pull([g]: readonly (Tensor | undefined)[]): readonly Contribution[] {
    const { vjp, vjpOfSketches } = this.#primitive;
    if (g === undefined || vjp === undefined) return [];
    // `save` is typed to hand over exactly the tensors that `vjp` takes; a list loses that on the way.
    if (this.#isSketched && vjpOfSketches !== undefined) {
      return vjpOfSketches(
        g,
        this.#kept as readonly Kept[] as { readonly [K in keyof S]: Kept },
        this.#setting,
      );
    }
    return vjp(g, this.#kept.map((kept) => kept.recall()) as readonly Tensor[] as S, this.#setting);
  }

  free(): void {
    for (const kept of this.#kept.splice(0)) kept.free();
  }
}
