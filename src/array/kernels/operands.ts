import { type MapName, mapNames, type ZipName, zipNames } from '../kernels.js';
import { tableOf } from '../tables.js';
import { type BiasName, biasNames, type SumName, sumNames } from './cells.js';

/** Which arguments of a kernel are pointers, and what it does with the bytes there. */
export interface Operands {
  readonly reads: readonly number[];
  /** What it writes, and may read too; -1 for nothing. */
  readonly write: number;
  /** Those of `reads` whose bytes may be the ones that are written: entry i is read before it is written, never after. */
  readonly inPlace: (args: readonly number[]) => readonly number[];
}

const nowhere: Operands['inPlace'] = () => [];

const from = (reads: readonly number[], write: number, inPlace = nowhere): Operands => ({
  reads,
  write,
  inPlace,
});

const elementwise = (reads: readonly number[], write: number): Operands => from(reads, write, () => reads);

// y is dense, so an operand may be y where it is dense as well.
const zip = from([4, 9], 14, (args) => [4, 9].filter((pointer) => isDense(args, pointer)));

/** Of every kernel that a step of a chain may use. What is not here answers with a number, or changes parameters. */
export const operandsOf: Readonly<Record<string, Operands>> = {
  ...tableOf<MapName, Operands>(mapNames, elementwise([1], 2)),
  ...tableOf<ZipName, Operands>(zipNames, zip),
  // A row of p, or of q, is read before it is written, but the bias is read again for every row.
  ...tableOf<BiasName, Operands>(
    biasNames,
    from([2, 3], 4, () => [2]),
  ),
  ...tableOf<SumName, Operands>(
    sumNames,
    from([2, 3, 4], 5, () => [2, 3]),
  ),
  lstmGatesVjp: elementwise([2, 3], 4),
  lstmCell: from([2, 3], 4),
  lstmCellVjp: from([2, 3, 4, 5], 6),
  gruGates: from([2, 3, 4, 5], 6),
  gruGatesVjp: from([2, 3], 4),
  gruCell: from([2, 3], 4, () => [3]),
  gruCellVjp: from([2, 3, 4], 5),
  gemm: from([3, 5], 7),
  sum: from([3], 4),
  max: from([3], 4),
  logSumExp: from([3], 4),
  softmax: from([3], 4),
  logSoftmax: from([3], 4),
  crossEntropy: from([2, 3], 4),
  crossEntropyVjp: from([2, 3, 4], 5),
  positiveBits: from([1], 2),
  maskBits: from([1, 2], 3, () => [1]),
  strided: from([4], 9),
  addRows: from([2], 4),
  scatterAddRows: from([2, 3], 4),
  fill: from([], 1),
  uniform: from([], 1),
  normal: from([], 1),
  dropout: from([4], 5),
  sample: from([6], 7),
  unsample: from([6], 7),
  addSampledRows: from([6], 7),
  addSampledProduct: from([7, 8], 9),
  signs: from([], 4),
  scale: from([], 1),
  compare: from([6, 11], 16),
  // A condition has a byte where what it chooses may have more.
  select: from([2, 3, 4], 5, () => [3, 4]),
  cast: from([3], 4),
  sumWhole: from([4], 5),
  firstBeyond: from([4], -1),
  stridedBytes: from([5], 10),
  copyRows: from([2], 4),
  gatherRows: from([2, 3], 4),
  firstOutside: from([1], -1),
};

function isDense(args: readonly number[], pointer: number): boolean {
  let stride = 1;
  for (let axis = 3; axis >= 0; axis -= 1) {
    const length = args[axis]!;
    if (length !== 1 && args[pointer + 1 + axis] !== stride) return false;
    stride *= length;
  }
  return true;
}
