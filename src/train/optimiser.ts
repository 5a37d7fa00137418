import { zeros } from '../array/create.js';
import { outsideScopes } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import { leavesOf, pathsOf, type Tree } from '../array/tree.js';
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
  const gradients = leavesOf(gradient);
  try {
    body(paired(where, parameters, gradients));
  } finally {
    for (const leaf of gradients) leaf.dispose();
  }
}

/** Zeros like a parameter, for an optimiser to keep: no scope around an update owns them. */
export function buffer(parameter: Tensor): Tensor {
  return outsideScopes(() => zeros(parameter.shape, { dtype: parameter.dtype }));
}

/** @throws {RangeError} unless `value` is finite and at least `least` */
export function checkNumber(where: string, name: string, value: number, least = 0): void {
  if (Number.isFinite(value) && value >= least) return;
  throw new RangeError(`${where}: ${name} is ${value}; a finite number of at least ${least} is needed`);
}

function paired(where: string, parameters: Tree, gradients: readonly Tensor[]): Pair[] {
  const paths = pathsOf(parameters);
  const leaves = leavesOf(parameters);
  if (leaves.length !== gradients.length) {
    throw new ShapeError(
      `${where}: there are ${leaves.length} parameters and ${gradients.length} gradients; as many are needed`,
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
    return { parameter, gradient };
  });
}
