import type { ByteKernels, FloatKernels, Kernels } from '../kernels.js';
import { copyRows, firstOutside, gatherRows } from './reference/bytes.js';
import { cells } from './reference/cells.js';
import { maps, zips } from './reference/elementwise.js';
import { gemm } from './reference/gemm.js';
import { maskBits, positiveBits } from './reference/mask.js';
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
import { sketches } from './reference/sketches.js';
import { adam, addCompensated, fill, momentum, scale, sgd } from './reference/update.js';
import { type Floats, loadByte, Views } from './reference/views.js';
import { whole } from './reference/whole.js';

/**
 * The kernels as they are meant, without a thought for speed: what the others are tested against. Their results have
 * the same bits, except where exp, log, sin, cos or a power is taken.
 */
export function referenceKernels(memory: WebAssembly.Memory): Kernels {
  const views = new Views(memory);
  return {
    float32: floatKernels(views.floats('float32')),
    float64: floatKernels(views.floats('float64')),
    bytes: {
      ...whole(views),
      copyRows: copyRows(views),
      gatherRows: gatherRows(views),
      firstOutside: firstOutside(views),
      hash: hash(views),
    },
  };
}

function floatKernels(floats: Floats): FloatKernels {
  return {
    ...maps(floats),
    ...zips(floats),
    ...cells(floats),
    ...sketches(floats),
    gemm: gemm(floats),
    sum: sum(floats),
    max: max(floats),
    logSumExp: logSumExp(floats),
    softmax: softmax(floats),
    logSoftmax: logSoftmax(floats),
    crossEntropy: crossEntropy(floats),
    crossEntropyVjp: crossEntropyVjp(floats),
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
    addCompensated: addCompensated(floats),
    sgd: sgd(floats),
    momentum: momentum(floats),
    adam: adam(floats),
  };
}

// The fractions of the golden ratio and of the root of 3, in units of 2^-64.
const golden = 0x9e3779b97f4a7c15n;
const root = 0xbb67ae8584caa73bn;
const most = 2n ** 64n - 1n;

/** Word i of eight bytes goes into chain i mod 4, and what is left at the end, fewer than eight bytes, into the last. */
function hash(views: Views): ByteKernels['hash'] {
  return (bytes, x, y) => {
    const chains = [golden, root, most - golden, most - root];
    for (let start = 0; start < bytes; start += 8) {
      const chain = start + 8 > bytes ? 3 : (start / 8) % 4;
      chains[chain] = hashRound(chains[chain]!, wordAt(views, x + start, Math.min(8, bytes - start)));
    }
    const seeded = hashRound(wordAt(views, y, 8), BigInt(bytes));
    const hashed = mixed(chains.reduce(hashRound, seeded));
    for (let i = 0; i < 8; i++) views.uint8[y + i] = Number((hashed >> BigInt(8 * i)) & 255n);
  };
}

function hashRound(chain: bigint, word: bigint): bigint {
  const turned = ((chain << 29n) | (chain >> 35n)) & most;
  return ((turned ^ ((word * golden) & most)) * root) & most;
}

function mixed(merged: bigint): bigint {
  const once = ((merged ^ (merged >> 32n)) * golden) & most;
  const twice = ((once ^ (once >> 29n)) * root) & most;
  return twice ^ (twice >> 32n);
}

// Up to eight bytes, the first one lowest.
function wordAt(views: Views, pointer: number, bytes: number): bigint {
  let word = 0n;
  for (let i = bytes - 1; i >= 0; i--) word = (word << 8n) | BigInt(loadByte(views, pointer + i));
  return word;
}
