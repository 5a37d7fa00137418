import type { DType } from '../../src/tape/index.js';
import { any, bits, int32, mask, nonzero, positive, type Sample } from './samples.js';

/** Inputs, and the options that they go with. */
export interface Case {
  readonly inputs: readonly Sample[];
  readonly options?: unknown;
  /** The options where they depend on the dtype that the case is tried in. */
  readonly optionsAt?: (dtype: DType) => unknown;
}

const unaryShapes = [[], [1], [7], [3, 5], [2, 3, 1, 5]];
const onShapes = (sample: (...shape: number[]) => Sample): Case[] =>
  unaryShapes.map((shape) => ({ inputs: [sample(...shape)] }));

const binaryShapes = [
  [[], []],
  [[5], [5]],
  [[3, 5], [5]],
  [[5], [3, 5]],
  [
    [3, 1],
    [1, 5],
  ],
  [[2, 3, 4], []],
  [
    [2, 1, 3],
    [5, 1],
  ],
  [
    [2, 1, 3, 1, 2],
    [4, 1, 5, 1],
  ],
  [[0, 3], [3]],
] as const;
const onPairs = (a: typeof any, b: typeof any): Case[] =>
  binaryShapes.map(([ofA, ofB]) => ({ inputs: [a(...ofA), b(...ofB)] }));

const reductions: readonly Case[] = [
  { inputs: [any(5)], options: { first: 0, end: 1 } },
  { inputs: [any(3, 4)], options: { first: 0, end: 1 } },
  { inputs: [any(3, 4)], options: { first: 1, end: 2 } },
  { inputs: [any(2, 3, 4)], options: { first: 1, end: 2 } },
  { inputs: [any(2, 3, 4)], options: { first: 0, end: 3 } },
  { inputs: [any(2, 17, 3)], options: { first: 1, end: 3 } },
  { inputs: [any()], options: { first: 0, end: 0 } },
];
const alongAxes = reductions.slice(0, 4);

const labels = int32([3], [4, 0, 4]);

/** What each primitive is tried on; at least one case for every row of the table. */
export const cases: Readonly<Record<string, readonly Case[]>> = {
  add: onPairs(any, any),
  subtract: onPairs(any, any),
  multiply: onPairs(any, any),
  divide: onPairs(any, nonzero),
  power: onPairs(positive, any),
  maximum: onPairs(any, any),
  minimum: onPairs(any, any),
  greater: onPairs(any, any),
  greaterOrEqual: onPairs(any, any),
  less: onPairs(any, any),
  lessOrEqual: onPairs(any, any),
  equal: onPairs(any, any),
  notEqual: onPairs(any, any),
  logicalAnd: [...onPairs(any, any), { inputs: [mask([3], [0, 1, 2]), mask([3], [1, 0, 3])] }],
  logicalOr: [...onPairs(any, any), { inputs: [mask([3], [0, 1, 2]), mask([3], [0, 0, 3])] }],
  share: onPairs(any, any),
  cast: [
    { inputs: [any(2, 3)], optionsAt: (from) => ({ from, to: 'float64' }) },
    { inputs: [any(4)], optionsAt: (from) => ({ from, to: from }) },
    { inputs: [mask([4], [0, 1, 2, 255])], options: { from: 'uint8', to: 'float64' } },
    { inputs: [int32([3], [-7, 0, 9])], options: { from: 'int32', to: 'float64' } },
  ],
  tanhVjp: onPairs(any, any).filter(({ inputs: [g, y] }) => g?.shape.join() === y?.shape.join()),
  sigmoidVjp: onPairs(any, any).filter(({ inputs: [g, y] }) => g?.shape.join() === y?.shape.join()),
  negate: onShapes(any),
  square: onShapes(any),
  sqrt: onShapes(positive),
  exp: onShapes(any),
  log: onShapes(positive),
  sin: onShapes(any),
  cos: onShapes(any),
  tanh: onShapes(any),
  sigmoid: onShapes(any),
  softplus: onShapes(any),
  relu: onShapes(any),
  abs: onShapes(any),
  sign: onShapes(any),
  masked: [
    { inputs: [any(3, 5), bits(0b10110010, 0b1010101)] },
    { inputs: [any(8), bits(0b11110000)] },
    { inputs: [any(), bits(1)] },
  ],
  where: [
    { inputs: [mask([2, 3], [1, 0, 0, 2, 255, 0]), any(2, 3), any(2, 3)] },
    { inputs: [mask([], [0]), any(), any()] },
    { inputs: [mask([4], [1, 1, 0, 3]), any(4), any(4)] },
  ],
  matmul: [
    { inputs: [any(3, 4), any(4, 5)], options: {} },
    { inputs: [any(4, 3), any(4, 5)], options: { transposeA: true } },
    { inputs: [any(3, 4), any(5, 4)], options: { transposeB: true } },
    { inputs: [any(4, 3), any(5, 4)], options: { transposeA: true, transposeB: true } },
    { inputs: [any(1, 17), any(17, 1)], options: {} },
    { inputs: [any(9, 1), any(1, 7)], options: {} },
  ],
  biasActivation: (['tanh', 'sigmoid', 'relu'] as const).flatMap((options) => [
    { inputs: [any(3, 5), any(5)], options },
    { inputs: [any(2, 3, 4), any(4)], options },
    { inputs: [any(7), any(7)], options },
  ]),
  sumActivation: (['tanh', 'sigmoid', 'relu'] as const).flatMap((options) => [
    { inputs: [any(3, 5), any(3, 5), any(5)], options },
    { inputs: [any(2, 2, 4), any(2, 2, 4), any(4)], options },
  ]),
  lstmGates: [{ inputs: [any(2, 12), any(2, 12), any(12)] }, { inputs: [any(1, 4), any(1, 4), any(4)] }],
  lstmGatesVjp: [{ inputs: [any(2, 12), any(2, 12)] }, { inputs: [any(3, 4), any(3, 4)] }],
  lstmCell: [{ inputs: [any(2, 12), any(2, 3)] }, { inputs: [any(3, 4), any(3, 1)] }],
  lstmCellVjp: [
    { inputs: [any(2, 2, 3), any(2, 12), any(2, 3), any(2, 2, 3)] },
    { inputs: [any(2, 1, 1), any(1, 4), any(1, 1), any(2, 1, 1)] },
  ],
  gruGates: [
    { inputs: [any(2, 9), any(2, 9), any(9), any(9)] },
    { inputs: [any(1, 3), any(1, 3), any(3), any(3)] },
  ],
  gruGatesVjp: [{ inputs: [any(2, 12), any(2, 12)] }, { inputs: [any(3, 4), any(3, 4)] }],
  gruCell: [{ inputs: [any(2, 12), any(2, 3)] }, { inputs: [any(3, 4), any(3, 1)] }],
  gruCellVjp: [{ inputs: [any(2, 3), any(2, 12), any(2, 3)] }, { inputs: [any(1, 1), any(1, 4), any(1, 1)] }],
  reshape: [
    { inputs: [any(2, 3)], options: [3, 2] },
    { inputs: [any(4)], options: [2, 1, 2] },
    { inputs: [any(1)], options: [] },
  ],
  transpose: [
    { inputs: [any(2, 3)], options: [1, 0] },
    { inputs: [any(2, 3, 4)], options: [2, 0, 1] },
    { inputs: [any(2, 1, 3, 2, 2)], options: [4, 2, 0, 3, 1] },
    { inputs: [any(2, 2, 2, 2, 2, 2)], options: [5, 3, 1, 4, 2, 0] },
    { inputs: [any(4)], options: [0] },
  ],
  slice: [
    { inputs: [any(5)], options: { axis: 0, start: 1, length: 3, whole: 5 } },
    { inputs: [any(3, 5)], options: { axis: 1, start: 2, length: 2, whole: 5 } },
    { inputs: [any(2, 5, 3)], options: { axis: 1, start: 4, length: 1, whole: 5 } },
    { inputs: [any(3, 5)], options: { axis: 0, start: 0, length: 0, whole: 3 } },
  ],
  pad: [
    { inputs: [any(3)], options: { axis: 0, start: 1, length: 3, whole: 5 } },
    { inputs: [any(3, 2)], options: { axis: 1, start: 2, length: 2, whole: 5 } },
    { inputs: [any(2, 1, 3)], options: { axis: 1, start: 4, length: 1, whole: 5 } },
  ],
  concatenate: [
    { inputs: [any(2), any(3)], options: 0 },
    { inputs: [any(2, 3), any(2, 1), any(2, 4)], options: 1 },
    { inputs: [any(2, 3, 2), any(2, 0, 2), any(2, 1, 2)], options: 1 },
    { inputs: [any(1, 2)], options: 0 },
  ],
  copy: [{ inputs: [any(2, 3)] }, { inputs: [any()] }, { inputs: [any(0, 2)] }],
  stopGradient: [{ inputs: [any(2, 3)] }],
  broadcastTo: [
    { inputs: [any()], options: [2, 3] },
    { inputs: [any(3)], options: [2, 3] },
    { inputs: [any(3, 1)], options: [3, 4] },
    { inputs: [any(1, 3, 1)], options: [2, 2, 3, 4] },
    { inputs: [any(1, 2, 1, 2, 1, 2)], options: [2, 2, 3, 2, 2, 2] },
    { inputs: [any(2, 3)], options: [2, 3] },
  ],
  sumTo: [
    { inputs: [any(2, 3)], options: [] },
    { inputs: [any(2, 3)], options: [3] },
    { inputs: [any(3, 4)], options: [3, 1] },
    { inputs: [any(2, 3, 4)], options: [3, 1] },
    { inputs: [any(2, 3, 4)], options: [1, 3, 1] },
    { inputs: [any(2, 2, 3, 4)], options: [1, 3, 1] },
    { inputs: [any(2, 3)], options: [2, 3] },
  ],
  sum: reductions,
  sumWhole: [
    { inputs: [int32([2, 3], [1, 2, 3, 4, 5, 6])], options: { first: 1, end: 2 } },
    { inputs: [mask([4], [1, 0, 1, 1])], options: { first: 0, end: 1 } },
  ],
  mean: reductions,
  max: reductions,
  logSumExp: reductions,
  softmax: alongAxes,
  logSoftmax: alongAxes,
  crossEntropy: [
    { inputs: [any(3, 5), labels] },
    { inputs: [any(2, 2, 3), int32([2, 2], [0, 2, 1, 1])] },
    { inputs: [any(4), int32([], [3])] },
    { inputs: [any(2, 1), int32([2], [0, 0])] },
  ],
  crossEntropyVjp: [{ inputs: [any(3), any(3, 5), labels] }, { inputs: [any(), any(4), int32([], [3])] }],
  gather: [
    { inputs: [any(5, 3), labels] },
    { inputs: [any(5), int32([2, 2], [4, 1, 1, 1])] },
    { inputs: [any(2, 2, 3), int32([], [1])] },
  ],
  scatter: [
    { inputs: [any(3, 2), labels], options: [5, 2] },
    { inputs: [any(2, 2), int32([2, 2], [4, 1, 1, 1])], options: [5] },
    { inputs: [any(2, 3), int32([], [1])], options: [2, 2, 3] },
  ],
  dropout: [
    { inputs: [any(3, 5)], options: { rate: 0.4, key: [1, 2] } },
    { inputs: [any(7)], options: { rate: 0, key: [3, 4] } },
  ],
  laplacian: [
    { inputs: [any(4, 5)], options: 1 },
    { inputs: [any(2, 3, 4)], options: -0.3 },
    { inputs: [any(2, 5)], options: 1 },
    { inputs: [any(0, 4, 4)], options: 1 },
  ],
  reaction: [
    { inputs: [any(5), any(3), any(3), any(3, 5)] },
    { inputs: [any(1), any(1), any(1), any(1, 1)] },
  ],
  squaredDeviation: [{ inputs: [any(5), any(3), any(3, 5)] }, { inputs: [any(1), any(1), any(1, 1)] }],
};
