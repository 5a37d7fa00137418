import { checkKind } from '../arguments/options.js';
import { TapeError } from '../errors.js';
import { currentArena, openScope, Scope, within } from './scope.js';
import { Tensor } from './tensor.js';

/**
 * Runs `body` and disposes of every tensor made in it, but for those in what it returns.
 *
 * @throws {TapeError} if `body` is asynchronous
 * @example
 * const y = tidy(() => multiply(add(x, 1), add(x, 2))); // the two sums are freed
 */
export function tidy<T>(body: () => T): T {
  checkKind('tidy', 'body', body, 'function', 'a function () => tensors is needed');
  const result = within(new Scope(currentArena(), openScope()?.purpose ?? 'outside'), body, tensorsIn);
  if (result instanceof Promise) {
    throw new TapeError(
      'tidy: the function returned a promise, and what it made was freed at its first await; ' +
        'tidy the parts between awaits, or dispose of tensors one by one',
    );
  }
  return result;
}

/** Every tensor that a value contains, in objects and lists at any depth. */
function tensorsIn(value: unknown): Tensor[] {
  if (value instanceof Tensor) return [value];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.values(value).flatMap(tensorsIn);
}
