import { shown } from '../../arguments/shown.js';
import { type DType, isFloat } from '../../array/dtype.js';
import { sameShape, Tensor } from '../../array/tensor.js';
import { ShapeError } from '../../errors.js';
import type { Contribution, Pending, Residual } from '../primitive.js';
import { admitted } from '../trace.js';
import type { Form } from './conduct.js';

/** What `primal` returned, as it can be computed with here. */
export function checkedOutput(name: string, found: unknown, isDerived: boolean): Tensor {
  if (!(found instanceof Tensor)) {
    throw new ShapeError(`${name}: primal returned ${shown(found)}; a tensor is needed`);
  }
  if (isDerived && !isFloat(found.dtype)) {
    throw new ShapeError(
      `${name}: primal returned ${found}; float32 or float64 is needed where there is a vjp, since only these have ` +
        'derivatives',
    );
  }
  return admitted(name, [found] as const)[0];
}

/** What `save` returned. */
export function checkResiduals(name: string, found: readonly Residual[], inputCount: number): void {
  const listed: unknown = found;
  if (!Array.isArray(listed)) {
    throw new ShapeError(
      `${name}: save returned ${shown(listed)}; a list is needed, such as [exactly(x)] for a vjp that reads x`,
    );
  }
  for (const [place, residual] of listed.entries()) checkResidual(name, residual, place, inputCount);
}

function checkResidual(name: string, found: unknown, place: number, inputCount: number): void {
  if (!isResidual(found)) {
    throw new ShapeError(
      `${name}: save returned ${shown(found)} at place ${place} of its list; wrap the tensor: exactly(x) if the vjp ` +
        'needs it as it is, or estimable(x) if every cotangent is affine in it',
    );
  }
  const { readBy = [] } = found;
  const stranger = readBy.find((each) => !Number.isInteger(each) || each < 0 || each >= inputCount);
  if (stranger === undefined) return;
  throw new ShapeError(
    `${name}: save says that the cotangent of input ${stranger} is computed from its residual ${place}; the inputs are ` +
      `numbered from 0 to ${inputCount - 1}`,
  );
}

function isResidual(found: unknown): found is Residual {
  return (
    typeof found === 'object' &&
    found !== null &&
    'tensor' in found &&
    found.tensor instanceof Tensor &&
    'estimable' in found &&
    typeof found.estimable === 'boolean'
  );
}

/** What `vjp` returned: a cotangent for every input, or nothing for one. */
export function checkedCotangents(
  name: string,
  found: readonly Contribution[],
  inputs: readonly Form[],
): readonly Contribution[] {
  const listed: unknown = found;
  const needed = `a list of ${inputs.length} is needed, a cotangent for each input, with undefined for zero`;
  if (!Array.isArray(listed)) {
    throw new ShapeError(`${name}: vjp returned ${shown(listed)}; ${needed}`);
  }
  if (found.length !== inputs.length) {
    throw new ShapeError(`${name}: vjp returned a list of ${found.length}; ${needed}`);
  }
  return inputs.map((input, place) => checkedContribution(name, found[place], input, place));
}

function checkedContribution(name: string, found: Contribution, input: Form, place: number): Contribution {
  if (found === undefined) return undefined;
  if (!isPending(found)) return checkedCotangent(name, found, input, place);
  return { compute: () => checkedCotangent(name, found.compute(), input, place) };
}

function isPending(found: unknown): found is Pending {
  return (
    typeof found === 'object' && found !== null && 'compute' in found && typeof found.compute === 'function'
  );
}

function checkedCotangent(name: string, found: unknown, { shape, dtype }: Form, place: number): Tensor {
  if (!(found instanceof Tensor)) {
    throw new ShapeError(
      `${name}: vjp returned ${shown(found)} as the cotangent of input ${place}; a tensor like that input is needed, ` +
        'or undefined for zero',
    );
  }
  if (found.dtype === dtype && sameShape(found.shape, shape)) return admitted(name, [found] as const)[0];
  const remedy = isFloat(dtype)
    ? 'a cotangent has the shape and the dtype of its input'
    : 'it has no derivative, so return undefined for it';
  throw new ShapeError(
    `${name}: vjp returned ${found} as the cotangent of input ${place}, which is ${nameOf({ shape, dtype })}; ${remedy}`,
  );
}

function nameOf({ shape, dtype }: { shape: readonly number[]; dtype: DType }): string {
  return `${dtype} [${shape.join(', ')}]`;
}
