import { checkKind, type OptionsOf, requireOptions, unfit } from '../../arguments/options.js';
import type { Tensor } from '../../array/tensor.js';
import type { PrimitiveDefinition } from '../primitive.js';

const known: OptionsOf<PrimitiveDefinition<readonly Tensor[], readonly Tensor[], unknown>> = {
  name: 'string',
  primal: 'function',
  save: 'function',
  vjp: 'function',
};

/** @throws {TypeError} unless it is a definition */
export function checkDefinition<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  definition: PrimitiveDefinition<I, S, O>,
): void {
  requireOptions('definePrimitive', definition, known);
  const { name, primal, save, vjp } = definition;
  if (name === undefined || name === '') {
    throw unfit('definePrimitive', 'name', name, 'a name for messages and reports is needed');
  }
  const where = `definePrimitive: ${name}`;
  checkKind(where, 'primal', primal, 'function', 'a function (inputs, options) => output is needed');
  if (save === undefined || vjp !== undefined) return;
  throw unfit(where, 'vjp', vjp, 'it alone reads what is saved, so add it, or leave save out');
}
