import type { Mark, Tensor } from '../../array/tensor.js';
import { ShapeError } from '../../errors.js';
import { Application } from '../application.js';
import type { Whole } from '../kept.js';
import type { Contribution, Primitive, Residual, Setting } from '../primitive.js';
import { admitted, alias, constant, hearing, type Listener } from '../trace.js';
import { type Pledge, pledgeOf } from './pledge.js';

/** An application of an own primitive, whose vjp is looked at before it is trusted. */
export class OwnApplication<I extends readonly Tensor[], S extends readonly Tensor[], O> extends Application<
  I,
  S,
  O
> {
  /** Absent where the vjp reads values: nobody knows what that does before it has them. */
  readonly #pledge: Pledge | undefined;

  constructor(
    primitive: Primitive<I, S, O>,
    setting: Setting<O>,
    kept: Whole[],
    inputs: readonly number[],
    output: { readonly tensor: Tensor; readonly number: number },
  ) {
    super(primitive, setting, kept, inputs, output.number);
    const waiting = [output.tensor, ...kept.map(({ tensor }) => tensor)];
    this.#pledge = pledgeIfAny(primitive, waiting, setting);
  }

  override pull(cotangents: readonly (Tensor | undefined)[]): readonly Contribution[] {
    this.#pledge?.check();
    return super.pull(cotangents);
  }

  /** A vjp that is not called here could be elsewhere: it is looked at all the same. */
  skip(): void {
    this.#pledge?.check();
  }
}

function pledgeIfAny<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  primitive: Primitive<I, S, O>,
  waiting: readonly Tensor[],
  setting: Setting<O>,
): Pledge | undefined {
  try {
    return pledgeOf(primitive, waiting, setting);
  } catch (error) {
    // What does not fit never will; anything else is said if the sweep gets here.
    if (error instanceof ShapeError) throw error;
    return undefined;
  }
}

/**
 * What an own primitive saves, where nobody but `outer` and those around it hear what it computes for that: whoever is
 * further in has only the primitive on its tape.
 */
export function savedBy<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  primitive: Primitive<I, S, O>,
  { inputs, output, options }: { readonly inputs: I; readonly output: Tensor; readonly options: O },
  outer: Listener | undefined,
): readonly Residual[] {
  const handles = inputs.map((input) => {
    const handle = alias(input);
    handle.marks = heardBy(outer, input.marks) ?? constant;
    return handle;
  });
  // As many as there are inputs.
  const given = handles as readonly Tensor[] as I;
  const residuals = hearing(outer, () => primitive.save?.(given, output, options)) ?? [];
  return residuals.map(({ tensor, ...residual }) => {
    const found = inputs[handles.indexOf(tensor)] ?? admitted(primitive.name, [tensor], false)[0]!;
    return { ...residual, tensor: found };
  });
}

/** The marks of a listener and of those around it. */
function heardBy(outer: Listener | undefined, marks: Mark | undefined): Mark | undefined {
  if (marks === undefined) return undefined;
  const next = heardBy(outer, marks.next);
  for (let listener = outer; listener !== undefined; listener = listener.outer) {
    if (listener === marks.owner) return { owner: marks.owner, index: marks.index, next };
  }
  return next;
}
