import { biasActivationPrimitive, sumActivationPrimitive } from './activation.js';
import * as arithmetic from './arithmetic.js';
import { broadcastToPrimitive, sumToPrimitive } from './broadcasting.js';
import { castPrimitive } from './casting.js';
import { maximum, minimum, wherePrimitive } from './comparing.js';
import { copyPrimitive } from './copying.js';
import type { Row } from './define.js';
import { dropoutPrimitive } from './dropout.js';
import { reactionPrimitive, squaredDeviationPrimitive } from './fields.js';
import * as functions from './functions.js';
import { gruRows } from './gruCell.js';
import { gatherPrimitive, scatterPrimitive } from './indexing.js';
import { matmulPrimitive } from './linear.js';
import { crossEntropyPrimitive, crossEntropyVjpPrimitive } from './losses.js';
import { lstmRows } from './lstmCell.js';
import * as reductions from './reductions.js';
import * as relations from './relations.js';
import { shapingRows } from './shaping.js';
import { laplacianPrimitive } from './stencil.js';

/** Every primitive: what the tests, the docs and the reports iterate over. */
export const primitives: readonly Row[] = [
  ...Object.values(arithmetic).map((f) => f.primitive),
  ...Object.values(functions).map((f) => f.primitive),
  ...Object.values(relations).flatMap((f) => ('primitive' in f ? [f.primitive] : [])),
  castPrimitive,
  ...[maximum, minimum].map((f) => f.primitive),
  wherePrimitive,
  matmulPrimitive,
  biasActivationPrimitive,
  sumActivationPrimitive,
  ...lstmRows,
  ...gruRows,
  ...shapingRows,
  copyPrimitive,
  broadcastToPrimitive,
  sumToPrimitive,
  reductions.sumPrimitive,
  reductions.sumWholePrimitive,
  reductions.meanPrimitive,
  reductions.maxPrimitive,
  reductions.logSumExpPrimitive,
  reductions.softmaxPrimitive,
  reductions.logSoftmaxPrimitive,
  crossEntropyPrimitive,
  crossEntropyVjpPrimitive,
  gatherPrimitive,
  scatterPrimitive,
  dropoutPrimitive,
  laplacianPrimitive,
  reactionPrimitive,
  squaredDeviationPrimitive,
];
