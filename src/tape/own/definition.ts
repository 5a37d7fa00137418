import type { Tensor } from '../../array/tensor.js';
import type { PrimitiveDefinition } from '../primitive.js';
import { described } from './described.js';

const fields: ReadonlySet<string> = new Set(['name', 'primal', 'save', 'vjp']);

/** @throws {TypeError} unless it is a definition */
export function checkDefinition<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  definition: PrimitiveDefinition<I, S, O>,
): void {
  const found: unknown = definition;
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    throw new TypeError(
      `definePrimitive: the definition is ${described(found)}; { name, primal, save, vjp } is needed`,
    );
  }
  const name: unknown = Reflect.get(found, 'name');
  if (typeof name !== 'string' || name === '') {
    throw new TypeError(
      `definePrimitive: name is ${name === '' ? "''" : described(name)}; a name for messages and reports is needed`,
    );
  }
  for (const field of Object.keys(found)) {
    if (fields.has(field)) continue;
    throw new TypeError(
      `definePrimitive: '${name}' has a field '${field}', which is unknown; name, primal, save and vjp are known, and ` +
        'what changes between applications is passed as options',
    );
  }
  checkFunction(name, 'primal', Reflect.get(found, 'primal'), true);
  checkFunction(name, 'save', Reflect.get(found, 'save'), false);
  checkFunction(name, 'vjp', Reflect.get(found, 'vjp'), false);
  if (definition.save === undefined || definition.vjp !== undefined) return;
  throw new TypeError(
    `definePrimitive: '${name}' has save and no vjp, which alone reads what is saved; add vjp, or leave save out`,
  );
}

function checkFunction(name: string, field: string, found: unknown, isNeeded: boolean): void {
  if (typeof found === 'function' || (found === undefined && !isNeeded)) return;
  throw new TypeError(`definePrimitive: '${name}' has ${described(found)} as ${field}; a function is needed`);
}
