import type { FloatKernels, Kernels } from '../kernels.js';
import { copyRows, firstOutside, gatherRows } from './reference/bytes.js';
import { maps, zips } from './reference/elementwise.js';
import { gemm } from './reference/gemm.js';
import { maskBits, positiveBits, select } from './reference/mask.js';
import { dropout, normal, uniform } from './reference/random.js';
import {
  crossEntropy,
  crossEntropyVjp,
  logSoftmax,
  logSumExp,
  max,
  softmax,
  sum,
  sumOfSquares,
} from './reference/reduce.js';
import { addRows, scatterAddRows, strided } from './reference/rows.js';
import { adam, fill, momentum, scale, sgd } from './reference/update.js';
import { type Floats, Views } from './reference/views.js';

/**
 * The kernels as they are meant, without a thought for speed: what the others are tested against. Their results have
 * the same bits, except where exp, log, sin, cos or a power is taken.
 */
export function referenceKernels(memory: WebAssembly.Memory): Kernels {
  const views = new Views(memory);
  return {
    float32: floatKernels(views.floats('float32')),
    float64: floatKernels(views.floats('float64')),
    bytes: { copyRows: copyRows(views), gatherRows: gatherRows(views), firstOutside: firstOutside(views) },
  };
}

function floatKernels(floats: Floats): FloatKernels {
  return {
    ...maps(floats),
    ...zips(floats),
    gemm: gemm(floats),
    sum: sum(floats),
    max: max(floats),
    logSumExp: logSumExp(floats),
    softmax: softmax(floats),
    logSoftmax: logSoftmax(floats),
    crossEntropy: crossEntropy(floats),
    crossEntropyVjp: crossEntropyVjp(floats),
    select: select(floats),
    positiveBits: positiveBits(floats),
    maskBits: maskBits(floats),
    strided: strided(floats),
    addRows: addRows(floats),
    scatterAddRows: scatterAddRows(floats),
    fill: fill(floats),
    uniform: uniform(floats),
    normal: normal(floats),
    dropout: dropout(floats),
    scale: scale(floats),
    sumOfSquares: sumOfSquares(floats),
    sgd: sgd(floats),
    momentum: momentum(floats),
    adam: adam(floats),
  };
}
