export { Arena, type ArenaOptions } from './arena.js';
export {
  type CreateOptions,
  eye,
  full,
  type Nested,
  normal,
  ones,
  type RandomOptions,
  tensor,
  uniform,
  zeros,
} from './create.js';
export type { DType, FloatType, NumberArray, TypedArray } from './dtype.js';
export type { FloatKernels, Kernels } from './kernels.js';
export { type Account, accounts, type Ledger, type Moment } from './ledger.js';
export type { ProductName, ProductOptions } from './native/options.js';
export { tensorsCollected } from './net.js';
export type { Transposition } from './product.js';
export { keyAt, keyOf, type RandomKey, type RandomStream, randomStream } from './random.js';
export { defaultArena, useArena } from './scope.js';
export { Tensor } from './tensor.js';
export { tidy } from './tidy.js';
export { empty, type FullTree, leavesOf, mapTree, pathsOf, type Tree, type TreePart } from './tree.js';
