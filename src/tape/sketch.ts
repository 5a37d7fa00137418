import type { DType } from '../array/dtype.js';
import type { RandomKey } from '../array/random.js';
import type { Tensor } from '../array/tensor.js';

/** What is known of a residual before it is there. */
export interface ResidualKind {
  /** The name of the primitive whose VJP needs it. */
  readonly primitive: string;
  /** The step's own parameters whose cotangents are computed from it directly, by their paths, such as `W` or `cell.W`. */
  readonly parameters: readonly string[];
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Of its block. */
  readonly bytes: number;
}

/**
 * A random linear map S [d, k] of a tensor's last axis with E[S Sᵀ] = 1: x waits as x S, and x S Sᵀ is an unbiased
 * estimate of it. S depends on a key alone and is made again wherever it is needed. With `perRow` maps, each row of x
 * has a map of its own.
 */
export interface Sketching {
  /** k: how many entries of the last axis are kept. */
  readonly kept: number;
  /** What the user should hear about it. */
  readonly remark?: string | undefined;
  /** x S, [..., d] → [..., k]; a new tensor of the open scope. */
  keep(x: Tensor, key: RandomKey): Tensor;
  /** The estimate: y Sᵀ, [..., k] → [..., d]. */
  recall(y: Tensor, key: RandomKey): Tensor;
  /** sum [d, n] += (y Sᵀ)ᵀ g in place, with y [m, k] and g [m, n]: the weight gradient of a product, by the smaller form. */
  addProduct(sum: Tensor, y: Tensor, g: Tensor, key: RandomKey): void;
}
