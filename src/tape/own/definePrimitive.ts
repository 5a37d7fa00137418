import { unfit } from '../../arguments/options.js';
import { shown } from '../../arguments/shown.js';
import type { Tensor } from '../../array/tensor.js';
import { ShapeError } from '../../errors.js';
import type { Pending, Primitive, PrimitiveDefinition } from '../primitive.js';
import { primitives } from '../primitives/index.js';
import { apply as applied, later as pending } from '../trace.js';
import { isOwn, ownPrimitive } from './ownPrimitive.js';

/** A primitive of one's own: a function of its inputs, as a list, and of its options. */
export interface OwnPrimitive<I extends readonly Tensor[], S extends readonly Tensor[], O> {
  (inputs: I, options: O): Tensor;
  readonly primitive: Primitive<I, S, O>;
}

/** Whatever can be applied: a function of the library that has a primitive, one of one's own, or its definition. */
export type Applicable<I extends readonly Tensor[], S extends readonly Tensor[], O> =
  | PrimitiveDefinition<I, S, O>
  | { readonly primitive: PrimitiveDefinition<I, S, O> };

/**
 * A primitive of one's own: a function whose derivative is what you say it is. `primal` and `vjp` are made of the
 * library's functions, or read values with `toArray()` and make new tensors of them.
 *
 * What changes from one application to the next comes in through `options`. A compiled step still looks at what the
 * primitive does whenever it is asked, so that a variable that changes between two gradients counts; one that the vjp
 * reads and that changes between the application and the sweep is refused. A step whose primitive reads values runs as
 * it is written, and the report says so.
 *
 * @returns a function of the list of inputs and of the options; `apply(it, inputs, options)` is the same
 * @throws {TypeError} if a field is missing, of another kind, or unknown
 * @throws {ShapeError} where it is applied or swept, if what its functions return does not fit
 * @throws {PurityError} in the sweep, if the vjp does something else than when the primitive was applied
 * @example
 * // A step with the derivative of a steep sigmoid.
 * const spike = definePrimitive({
 *   name: 'spike',
 *   primal: ([v]) => greater(v, 0),
 *   save: ([v]) => [exactly(v)],
 *   vjp: (g, [v], { options: { slope } }) => {
 *     const s = sigmoid(multiply(v, slope));
 *     return [multiply(g, multiply(slope, multiply(s, subtract(1, s))))];
 *   },
 * });
 * const fired = spike([membrane], { slope: 4 });
 */
export function definePrimitive<
  I extends readonly Tensor[],
  S extends readonly Tensor[] = readonly [],
  O = void,
>(definition: PrimitiveDefinition<I, S, O>): OwnPrimitive<I, S, O> {
  const primitive = ownPrimitive(definition);
  const own = (inputs: I, options: O): Tensor => appliedTo(primitive, inputs, options);
  return Object.assign(own, { primitive });
}

/**
 * Applies a primitive to a list of inputs: of one's own, as `definePrimitive` made it or as it would get it, or of the
 * library's table.
 *
 * @throws {TypeError} if it is no primitive
 * @throws {ShapeError} if the inputs are no list, or do not fit
 * @example
 * const fired = apply(spike, [membrane], { slope: 4 });
 */
export function apply<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  primitive: Applicable<I, S, O>,
  inputs: I,
  options: O,
): Tensor {
  return appliedTo(primitiveOf(primitive), inputs, options);
}

/** The same application, left undone until somebody needs it: for a cotangent that may not be needed. */
export function later<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  primitive: Applicable<I, S, O>,
  inputs: I,
  options: O,
): Pending {
  const found = primitiveOf(primitive);
  checkInputs(found.name, inputs);
  return pending(found, inputs, options);
}

const table: ReadonlySet<object> = new Set(primitives);

function primitiveOf<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  given: Applicable<I, S, O>,
): Primitive<I, S, O> {
  const primitive: Primitive<I, S, O> = hasPrimitive(given) ? given.primitive : given;
  if (typeof primitive !== 'object' || primitive === null || Array.isArray(primitive))
    throw unfit(
      'apply',
      'the primitive',
      primitive,
      'what definePrimitive has made is needed, or its definition',
    );
  // A definition is read anew at every application: its fields may be others by then.
  return table.has(primitive) || isOwn(primitive) ? primitive : ownPrimitive(primitive);
}

function hasPrimitive<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  given: Applicable<I, S, O>,
): given is { readonly primitive: PrimitiveDefinition<I, S, O> } {
  const found: unknown = given;
  return (typeof found === 'object' || typeof found === 'function') && found !== null && 'primitive' in found;
}

function appliedTo<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  primitive: Primitive<I, S, O>,
  inputs: I,
  options: O,
): Tensor {
  checkInputs(primitive.name, inputs);
  return applied(primitive, inputs, options);
}

function checkInputs(name: string, inputs: readonly Tensor[]): void {
  const found: unknown = inputs;
  if (Array.isArray(found)) return;
  throw new ShapeError(`${name}: the inputs are ${shown(found)}; a list of tensors is needed, such as [x]`);
}
