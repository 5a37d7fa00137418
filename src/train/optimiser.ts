import { shown } from '../arguments/shown.js';
import { zeros } from '../array/create.js';
import { currentArena, outsideScopes, Scope, within } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import { leavesAt, leavesLike, pathsOf, type Tree } from '../array/tree.js';
import { hasTwice } from '../array/twice.js';
import { ShapeError, TapeError } from '../errors.js';

/**
 * Changes parameters in place by gradients that it consumes: they are disposed of, whatever happens.
 *
 * It changes the tensors that it is given, which are the same ones under whatever other names they go: `{ ...p }` and
 * `mapTree(p, (x) => x)` hold the parameters themselves, and `copyTree(p)` holds copies. Other tensors never change: what `stopGradient(p.W)`, `slice` or
 * `reshape` gave before stays as it was, since a parameter whose bytes others hold too moves to bytes of its own.
 *
 * One tensor as several leaves (tied weights) is one parameter, and is updated once.
 *
 * @example
 * const p = { W: tensor([1, 2]) };
 * const first = stopGradient(p.W);
 * sgd({ rate: 1 }).update(p, { W: tensor([1, 1]) });
 * p.W.toArray(); // Float32Array [0, 1]
 * first.toArray(); // Float32Array [1, 2]
 */
export interface Optimiser {
  /**
   * @param parameters - a tree of float tensors, the same at every call; their entries are overwritten
   * @param gradient - of the same form; freed by this call
   * @throws {ShapeError} if a gradient is not like its parameter, or those of one tensor under two names differ
   * @throws {BudgetError} if the arena has no bytes for a parameter to move to, or for the optimiser's own
   */
  update<P extends Tree>(parameters: P, gradient: P): void;
  /** Frees the optimiser's own buffers. */
  dispose(): void;
}

export interface Pair {
  /** Of the leaf, among all leaves. */
  readonly place: number;
  readonly path: string;
  readonly parameter: Tensor;
  readonly gradient: Tensor;
}

/** Runs `body` over the parameters, each once and with bytes of its own, and disposes of the gradients. */
export function consume(
  where: string,
  parameters: Tree,
  gradient: Tree,
  body: (pairs: readonly Pair[]) => void,
): void {
  const leaves = leavesAt(`${where}: gradient`, gradient);
  try {
    const pairs = eachOnce(where, paired(where, parameters, gradient));
    // All of them first: if one does not fit, none has changed.
    for (const { parameter } of pairs) parameter.unshare();
    body(pairs);
  } finally {
    for (const leaf of leaves) leaf.dispose();
  }
}

/**
 * The buffer that an optimiser keeps for the parameter at a place; made when that is first updated.
 *
 * @throws {ShapeError} if another parameter was there before
 */
export function bufferAt(where: string, buffers: (Tensor | undefined)[], { place, parameter }: Pair): Tensor {
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
  throw new RangeError(
    `${where}: ${name} is ${shown(value)}; a finite number of at least ${least} is needed`,
  );
}

function paired(where: string, parameters: Tree, gradient: Tree): Pair[] {
  const leaves = leavesAt(`${where}: parameters`, parameters);
  const paths = pathsOf(parameters);
  const gradients = leavesLike(gradient, parameters);
  if (gradients === undefined) {
    throw new ShapeError(
      `${where}: the parameters are '${paths.join("', '")}' and the gradients '${pathsOf(gradient).join("', '")}'; ` +
        'a gradient for each parameter is needed, under the same name',
    );
  }
  return leaves.map((parameter, place) => {
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
    return { place, path: paths[place]!, parameter, gradient };
  });
}

/** One tensor under several names is one parameter, and its gradient is the same under each. */
function eachOnce(where: string, pairs: readonly Pair[]): readonly Pair[] {
  if (!hasTwice(pairs.map(({ parameter }) => parameter))) return pairs;
  const known = new Map<Tensor, Pair>();
  for (const pair of pairs) {
    const first = known.get(pair.parameter);
    if (first === undefined) known.set(pair.parameter, pair);
    else if (!isSame(first.gradient, pair.gradient)) throw differing(where, first, pair);
  }
  return [...known.values()];
}

function isSame(one: Tensor, other: Tensor): boolean {
  if (one === other) return true;
  const entries = other.toArray();
  return one.toArray().every((entry, place) => Object.is(entry, entries[place]));
}

function differing(where: string, first: Pair, second: Pair): ShapeError {
  return new ShapeError(
    `${where}: parameters '${first.path}' and '${second.path}' are one tensor, and their gradients differ; both must be ` +
      'the gradient by that tensor, the sum of the two, as Tape.gradient gives it',
  );
}
