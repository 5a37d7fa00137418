import { currentArena, openScope, Scope, view, within } from '../../array/scope.js';
import type { Tensor } from '../../array/tensor.js';
import { atNoPlace } from '../place.js';
import type { Primitive, PrimitiveDefinition, Setting } from '../primitive.js';
import { alias, hearing } from '../trace.js';
import type { Form } from './conduct.js';
import { checkDefinition } from './definition.js';
import { checkedCotangents, checkedOutput, checkResiduals } from './returned.js';

/**
 * A user's definition as the tape applies it. What its functions return is checked at every call; what they apply is part
 * of them, and heard by nobody who hears the primitive. They draw no random numbers: they run again, and elsewhere than
 * where the primitive is applied.
 *
 * @throws {TypeError} if it is no definition
 */
export function ownPrimitive<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  definition: PrimitiveDefinition<I, S, O>,
): Primitive<I, S, O> {
  checkDefinition(definition);
  const { name, save, vjp } = definition;
  const own: Primitive<I, S, O> = {
    name,
    isOwn: true,
    primal: (inputs, options) => outputOf(definition, inputs, options),
  };
  const saving: Primitive<I, S, O> =
    save === undefined ? own : { ...own, save: checkedSave(definition, save) };
  const whole = vjp === undefined ? saving : { ...saving, vjp: checkedVjp(definition, vjp) };
  known.add(whole);
  return whole;
}

const known = new WeakSet<object>();

/** Whether it was made here. */
export function isOwn(primitive: object): boolean {
  return known.has(primitive);
}

/** A handle of the value that is the caller's; all else that was made for it is let go of. */
function outputOf<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  definition: PrimitiveDefinition<I, S, O>,
  inputs: I,
  options: O,
): Tensor {
  const { name, vjp } = definition;
  const made = (): Tensor => {
    // Under handles of their own, since what is computed from them here is not to be followed. There are as many.
    const given = inputs.map(alias) as readonly Tensor[] as I;
    const output = checkedOutput(name, definition.primal(given, options), vjp !== undefined);
    // What is returned as it was given has another derivative than what was given.
    return view(output, output.shape);
  };
  return inScopeOfItsOwn(
    () => hearing(undefined, () => atNoPlace(made)),
    (output) => [output],
  );
}

function checkedSave<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  definition: PrimitiveDefinition<I, S, O>,
  save: NonNullable<PrimitiveDefinition<I, S, O>['save']>,
): NonNullable<Primitive<I, S, O>['save']> {
  return (inputs, output, options) =>
    inScopeOfItsOwn(
      () => {
        const found = atNoPlace(() => save.call(definition, inputs, output, options));
        checkResiduals(definition.name, found, inputs.length);
        return found;
      },
      (residuals) => residuals.map(({ tensor }) => tensor),
    );
}

function checkedVjp<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  definition: PrimitiveDefinition<I, S, O>,
  vjp: NonNullable<PrimitiveDefinition<I, S, O>['vjp']>,
): NonNullable<Primitive<I, S, O>['vjp']> {
  return (g, saved, setting) => {
    const found = atNoPlace(() => vjp.call(definition, g, saved, setting));
    return checkedCotangents(definition.name, found, inputsOf(setting));
  };
}

function inputsOf<O>({ shapes, dtypes = [] }: Setting<O>): readonly Form[] {
  return shapes.map((shape, nth) => ({ shape, dtype: dtypes[nth] ?? 'float32' }));
}

function inScopeOfItsOwn<T>(body: () => T, kept: (result: T) => readonly Tensor[]): T {
  return within(new Scope(currentArena(), openScope()?.purpose ?? 'outside'), body, kept);
}
