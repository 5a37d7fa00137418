import { type ByteKernels, type FloatKernels, type Kernels, mapNames, zipNames } from '../kernels.js';
import { tableOf } from '../tables.js';
import { biasNames, sumNames } from './cells.js';
import type { SketchKernels } from './sketches.js';

/** Kernels that only add up the floating-point operations they were asked for. */
export function countingKernels(counter: { operations: number }): Kernels {
  const count = (operations: number): void => {
    counter.operations += operations;
  };
  const bytes: ByteKernels = {
    compare: (_relation, _type, d0, d1, d2, d3) => count(d0 * d1 * d2 * d3),
    select: (_width, n) => count(n),
    cast: (_from, _to, n) => count(n),
    sumWhole: (_width, outer, middle, inner) => count(outer * middle * inner),
    firstBeyond: () => -1,
    stridedBytes: nothing,
    copyRows: nothing,
    gatherRows: nothing,
    firstOutside: () => -1,
    // As an elementwise kernel for float32 of as many bytes.
    hash: (bytes) => count(Math.ceil(bytes / 4)),
  };
  const floats = floatKernels(count);
  return { float32: floats, float64: floats, bytes };
}

function floatKernels(count: (operations: number) => void): FloatKernels {
  const each = (n: number): void => count(n);
  const axis = (outer: number, middle: number, inner: number): void => count(outer * middle * inner);
  const table = (rows: number, columns: number): void => count(rows * columns);
  return {
    ...tableOf(mapNames, each),
    ...tableOf(zipNames, (d0: number, d1: number, d2: number, d3: number) => count(d0 * d1 * d2 * d3)),
    ...tableOf(biasNames, table),
    ...tableOf(sumNames, table),
    ...sketches(count),
    ...cells((each) => (rows, hidden) => count(each * rows * hidden)),
    gemm: (m, n, k) => count(2 * m * n * k),
    sum: axis,
    max: axis,
    logSumExp: axis,
    softmax: axis,
    logSoftmax: axis,
    crossEntropy: table,
    crossEntropyVjp: table,
    positiveBits: each,
    maskBits: each,
    strided: nothing,
    addRows: table,
    scatterAddRows: table,
    fill: nothing,
    uniform: each,
    normal: each,
    dropout: each,
    scale: each,
    sumOfSquares: (n) => {
      count(n);
      return 0;
    },
    addCompensated: each,
    sgd: each,
    momentum: each,
    adam: each,
  };
}

// By the numbers that they write, as if each were an elementwise kernel of its own.
function cells(each: (numbers: number) => (rows: number, hidden: number) => void) {
  return {
    lstmGatesVjp: each(4),
    lstmCell: each(5),
    lstmCellVjp: each(9),
    gruGates: each(9),
    gruGatesVjp: each(7),
    gruCell: each(4),
    gruCellVjp: each(6),
  };
}

// A sample counts the numbers that it writes.
function sketches(count: (operations: number) => void): SketchKernels {
  return {
    sample: (rows, _d, _low, _high, k) => count(rows * k),
    unsample: (rows, d) => count(rows * d),
    addSampledRows: (k, n) => count(2 * k * n),
    addSampledProduct: (rows, n, _low, _high, _d, k) => count(2 * rows * k * n),
    signs: (n) => count(n),
  };
}

function nothing(): void {}
