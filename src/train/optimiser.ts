import { zeros } from '../array/create.js';
import { currentArena, outsideScopes, Scope, within } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import { leavesLike, leavesOf, pathsOf, type Tree } from '../array/tree.js';
import { ShapeError, TapeError } from '../errors.js';

/** Changes parameters in place by gradients that it consumes: they are disposed of, whatever happens. */
export interface Optimiser {
  /**
   * @param parameters - a tree of float tensors, the same at every call; their entries are overwritten
   * @param gradient - of the same form; freed by this call
   */
  update<P extends Tree>(parameters: P, gradient: P): void;
  /** Frees the optimiser's own buffers. */
  dispose(): void;
}

export interface Pair {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
}

/** Runs `body` over the leaves of both trees, and disposes of the gradients. */
export function consume(
  where: string,
  parameters: Tree,
  gradient: Tree,
  body: (pairs: readonly Pair[]) => void,
): void {
  try {
    body(paired(where, parameters, gradient));
  } finally {
    for (const leaf of leavesOf(gradient)) leaf.dispose();
  }
}

/**
 * The buffer that an optimiser keeps for the parameter at a place; made when that is first updated.
 *
 * @throws {ShapeError} if another parameter was there before
 */
export function bufferAt(where: string, buffers: Tensor[], place: number, parameter: Tensor): Tensor {
  buffers[place] ??= buffer(parameter);
  const kept = buffers[place];
  if (kept.toString() === parameter.toString() && kept.arena === parameter.arena) return kept;
  throw new ShapeError(
    `${where}: parameter ${place} is ${parameter} and was ${kept} before; ` +
      'an optimiser keeps to its parameters, make a new one for others',
  );
}

/** Zeros like a parameter and in its arena, for an optimiser to keep: no scope around an update owns them. */
function buffer({ shape, dtype, arena = currentArena() }: Tensor): Tensor {
  const scope = new Scope(arena, 'outside');
  return outsideScopes(() =>
    within(
      scope,
      () => zeros(shape, { dtype }),
      (made) => [made],
    ),
  );
}

/** @throws {RangeError} unless `value` is finite and at least `least` */
export function checkNumber(where: string, name: string, value: number, least = 0): void {
  if (Number.isFinite(value) && value >= least) return;
  throw new RangeError(`${where}: ${name} is ${value}; a finite number of at least ${least} is needed`);
}

function paired(where: string, parameters: Tree, gradient: Tree): Pair[] {
  const paths = pathsOf(parameters);
  const gradients = leavesLike(gradient, parameters);
  if (gradients === undefined) {
    throw new ShapeError(
      `${where}: the parameters are '${paths.join("', '")}' and the gradients '${pathsOf(gradient).join("', '")}'; ` +
        'a gradient for each parameter is needed, under the same name',
    );
  }
  return leavesOf(parameters).map((parameter, place) => {
    const gradient = gradients[place]!;
    if (parameter.fate !== undefined || gradient.fate !== undefined) {
      const which = parameter.fate === undefined ? 'gradient' : 'parameter';
      throw new TapeError(
        `${where}: ${which} '${paths[place]}' was ${parameter.fate ?? gradient.fate}; ` +
          'an update consumes its gradient, so a new one is needed for each',
      );
    }
    if (parameter.toString() !== gradient.toString()) {
      throw new ShapeError(
        `${where}: parameter '${paths[place]}' is ${parameter} and its gradient ${gradient}; they must be alike`,
      );
    }
    if (parameter.arena !== gradient.arena) {
      throw new TapeError(
        `${where}: parameter '${paths[place]}' and its gradient are in two arenas; make both in the same one`,
      );
    }
    return { parameter, gradient };
  });
}
