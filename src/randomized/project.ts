// Oktay, McGreivy, Aduol, Beatson & Adams (2021), Randomized automatic differentiation, arXiv:2007.10412: layer inputs,
// projected by a matrix of random signs.
import { bytesPerElement } from '../array/dtype.js';
import { keyOf, type RandomKey } from '../array/random.js';
import { addProjected, projected, unprojected } from '../array/sketches.js';
import type { Tensor } from '../array/tensor.js';
import type { Keep } from '../tape/keep.js';
import type { ResidualKind, Sketching } from '../tape/sketch.js';
import { checkedOptions, type EstimateOptions, reasonToKeep } from './estimateOptions.js';
import { keptOf, shortageOf } from './fraction.js';

// The matrix exists while a residual is kept and again while it is recalled: above this it may be no larger than that.
const mostBytes = 2 ** 24;

/**
 * Residuals wait as random projections of the rows of their last axis, from which the sweep makes unbiased estimates. The
 * matrix, of entries ±1/√k, is a function of the seed, the run, the step and the residual, and drawn again instead of
 * stored.
 *
 * @throws {TypeError} if an option is unknown, or of another type
 * @throws {RangeError} unless the fraction is above 0 and at most 1
 * @example
 * const strategy = combine(revolve({ slots: 8 }), project({ fraction: 0.1 }));
 */
export function project(options: EstimateOptions): Keep {
  const checked = checkedOptions('project', options, []);
  const { fraction, seed, signal } = checked;
  return {
    name: `project(${fraction})`,
    key: keyOf(seed),
    signal,
    sketchOf: (residual) => reasonToKeep(residual, checked) ?? projecting(residual, fraction),
  };
}

function projecting({ shape, dtype, bytes }: ResidualKind, fraction: number): Sketching | string {
  const width = shape.at(-1)!;
  const kept = keptOf(width, fraction);
  if (width * kept * bytesPerElement[dtype] > Math.max(bytes, mostBytes))
    return `the matrix that projects it, [${width}, ${kept}], would take more bytes`;
  return new Projection(width, kept, shortageOf(width, fraction));
}

class Projection implements Sketching {
  readonly kept: number;
  readonly remark: string | undefined;
  readonly #width: number;

  constructor(width: number, kept: number, remark: string | undefined) {
    this.kept = kept;
    this.remark = remark;
    this.#width = width;
  }

  keep(x: Tensor, key: RandomKey): Tensor {
    return projected(x, this.kept, key);
  }

  recall(y: Tensor, key: RandomKey): Tensor {
    return unprojected(y, this.#width, key);
  }

  addProduct(sum: Tensor, y: Tensor, g: Tensor, key: RandomKey): void {
    addProjected(sum, y, g, key);
  }
}
