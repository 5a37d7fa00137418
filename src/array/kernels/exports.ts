import type { ByteKernels, FloatKernels, MapKernel, MapName, ZipKernel, ZipName } from '../kernels.js';
import type { BiasName, SumKernel, SumName } from './cells.js';

// What the module exports: every kernel under its own name with the dtype behind it, but the maps, the zips and the
// activations as one function each, which takes the place of the operation's name in its list.

type Suffix = 'f32' | 'f64';
type OwnName = Exclude<keyof FloatKernels, MapName | ZipName | BiasName | SumName>;
type Operated<F extends (...numbers: never[]) => void> = (
  operation: number,
  ...numbers: Parameters<F>
) => void;

export type KernelExports = { readonly [N in OwnName as `${N}_${Suffix}`]: FloatKernels[N] } & {
  readonly [N in Suffix as `map_${N}`]: Operated<MapKernel>;
} & { readonly [N in Suffix as `zip_${N}`]: Operated<ZipKernel> } & {
  readonly [N in Suffix as `activate_${N}`]: Operated<SumKernel>;
} & ByteKernels;

const byDtype: readonly (OwnName | 'map' | 'zip' | 'activate')[] = [
  'map',
  'zip',
  'activate',
  'lstmGatesVjp',
  'lstmCell',
  'lstmCellVjp',
  'gruGates',
  'gruGatesVjp',
  'gruCell',
  'gruCellVjp',
  'gemm',
  'sum',
  'max',
  'logSumExp',
  'softmax',
  'logSoftmax',
  'crossEntropy',
  'crossEntropyVjp',
  'positiveBits',
  'maskBits',
  'strided',
  'addRows',
  'scatterAddRows',
  'fill',
  'uniform',
  'normal',
  'dropout',
  'sample',
  'unsample',
  'addSampledRows',
  'addSampledProduct',
  'signs',
  'scale',
  'sumOfSquares',
  'addCompensated',
  'sgd',
  'momentum',
  'adam',
];
const ofBytes: readonly (keyof ByteKernels)[] = [
  'compare',
  'select',
  'cast',
  'sumWhole',
  'firstBeyond',
  'stridedBytes',
  'copyRows',
  'gatherRows',
  'firstOutside',
  'hash',
];

/** The first name that a module should export as a function and does not. */
export function missingExport(exports: WebAssembly.Exports): string | undefined {
  const names = [...byDtype.flatMap((name) => [`${name}_f32`, `${name}_f64`]), ...ofBytes];
  return names.find((name) => typeof exports[name] !== 'function');
}

export function areKernels(exports: WebAssembly.Exports): exports is WebAssembly.Exports & KernelExports {
  return missingExport(exports) === undefined;
}
