import * as all from '../../../src/index.js';
import { sqrt } from '../../../src/tape/index.js';
import { kind, options } from '../argument.js';
import {
  aNumber,
  arena,
  aTensor,
  aTree,
  axis,
  dtype,
  flag,
  func,
  key,
  matrix,
  operand,
  required,
  seed,
  shape,
} from '../kinds.js';
import { called, constructed, method, type Signature } from '../signature.js';

const { tensor } = all;
const labels = (): unknown => tensor([1, 0], { dtype: 'int32' });
const ofSize =
  (...lengths: number[]): (() => unknown) =>
  () =>
    all.ones(lengths);
const like = (good: () => unknown) => ({ ...aTensor, good });
const list = kind(
  () => [matrix(), matrix()],
  'undefined',
  'null',
  'number',
  'text',
  'empty',
  'list',
  'tensor',
  'function',
  'symbol',
);
const place = kind(() => 3, 'undefined', 'null', 'text', 'nan', 'negative', 'fraction', 'list', 'symbol');
const entries = kind(matrix, 'undefined', 'null', 'text', 'flag', 'empty', 'texts', 'function', 'symbol');

const unary = [
  all.abs,
  all.cos,
  all.exp,
  all.log,
  all.negate,
  all.relu,
  all.sigmoid,
  all.sign,
  all.sin,
  all.softplus,
  sqrt,
  all.square,
  all.tanh,
].map((f) => called(f, [aTensor], { name: f.primitive.name }));

const binary = [
  all.add,
  all.divide,
  all.equal,
  all.greater,
  all.greaterOrEqual,
  all.less,
  all.lessOrEqual,
  all.logicalAnd,
  all.logicalOr,
  all.maximum,
  all.minimum,
  all.multiply,
  all.notEqual,
  all.power,
  all.subtract,
].map((f) => called(f, [operand, operand], { name: f.primitive.name }));

const reductions = [all.sum, all.mean, all.max, all.logSumExp].map((f) =>
  called(f, [aTensor, options({ axis, keepAxis: flag })]),
);

const made: readonly Signature[] = [
  called(all.tensor, [
    { ...entries, good: () => [1, 2] },
    options({ shape: kind(() => [2], 'null', 'number', 'text', 'empty', 'texts'), dtype }),
  ]),
  called(all.zeros, [shape, options({ dtype })]),
  called(all.ones, [shape, options({ dtype })]),
  called(all.full, [shape, required, options({ dtype })]),
  called(all.eye, [
    kind(() => 2, 'undefined', 'null', 'text', 'nan', 'negative', 'fraction', 'list'),
    options({ dtype, scale: aNumber }),
  ]),
  called(all.uniform, [shape, options({ key, dtype, low: aNumber, high: aNumber }, () => ({ key: [1, 2] }))]),
  called(all.normal, [
    shape,
    options({ key, dtype, mean: aNumber, deviation: aNumber }, () => ({ key: [1, 2] })),
  ]),
  called(all.randomStream, [seed, kind(() => undefined, 'number', 'text', 'list')]),
  called(all.keyOf, [seed]),
  called(all.keyAt, [{ ...key, good: () => [1, 2] }, place]),
  called(all.tidy, [func(() => () => 1)]),
  called(all.defaultArena, []),
  called(all.tensorsCollected, []),
  // Gives back the arena that it took the place of.
  called(all.useArena, [arena], { use: (before) => all.useArena(Object(before)) }),
  constructed(all.Arena, 'arena', [
    options({
      limitBytes: kind(() => 1000, 'null', 'nan', 'zero', 'negative', 'text', 'flag', 'list'),
      backend: kind(() => 'reference', 'null', 'number', 'text', 'flag', 'empty'),
      product: kind(() => 'builtin', 'null', 'number', 'text', 'flag', 'list', 'function'),
      memory: kind(() => undefined, 'number', 'text', 'flag', 'list', 'empty'),
    }),
  ]),
  method(
    all.Arena,
    'allocate',
    () => new all.Arena(),
    [
      kind(() => 8, 'undefined', 'null', 'nan', 'text', 'negative', 'list', 'symbol'),
      kind(() => 'scratch', 'undefined', 'null', 'number', 'text'),
    ],
    ['arena', 'ledger'],
  ),
  called(all.leavesOf, [aTree]),
  called(all.pathsOf, [aTree]),
  called(all.copyTree, [aTree]),
  called(all.mapTree, [aTree, func(() => (leaf: unknown) => leaf)]),
];

const shaped: readonly Signature[] = [
  called(all.copy, [aTensor]),
  called(all.cast, [aTensor, { ...dtype, wrong: [...dtype.wrong, ...kind(() => 1, 'undefined').wrong] }]),
  called(all.logicalNot, [aTensor]),
  called(all.stopGradient, [aTensor]),
  called(all.reshape, [aTensor, { ...shape, good: () => [4] }]),
  called(all.transpose, [
    aTensor,
    kind(() => [1, 0], 'null', 'number', 'text', 'empty', 'texts', 'list', 'symbol'),
  ]),
  called(all.slice, [
    aTensor,
    options({ axis, start: aNumber, end: required }, () => ({ start: 0, end: 1 })),
  ]),
  called(all.concatenate, [list, axis]),
  called(all.stack, [list, { ...axis, good: () => 0 }]),
  called(all.broadcastTo, [aTensor, shape]),
  called(all.softmax, [aTensor, axis]),
  called(all.logSoftmax, [aTensor, axis]),
  called(all.where, [operand, operand, operand]),
];

const composed: readonly Signature[] = [
  called(all.matmul, [aTensor, aTensor, options({ transposeA: flag, transposeB: flag })]),
  called(all.gather, [aTensor, like(labels)]),
  called(all.crossEntropy, [aTensor, like(labels)]),
  called(all.dropout, [
    aTensor,
    options({ rate: kind(() => 0.5, 'null', 'nan', 'negative', 'text', 'flag'), key }, () => ({
      rate: 0.5,
      key: [1, 2],
    })),
  ]),
  called(all.laplacian, [aTensor, options({ scale: aNumber })]),
  called(
    all.biasActivation,
    [
      like(ofSize(2, 3)),
      like(ofSize(3)),
      kind(() => 'tanh', 'undefined', 'null', 'number', 'text', 'empty', 'symbol'),
    ],
    { heads: ['biasActivation', 'sumActivation'] },
  ),
  called(all.lstmGates, [like(ofSize(2, 4)), like(ofSize(2, 4)), like(ofSize(4))]),
  called(all.lstmCell, [like(ofSize(2, 4)), like(ofSize(2, 1))]),
  called(all.gruGates, [like(ofSize(2, 3)), like(ofSize(2, 3)), like(ofSize(3)), like(ofSize(3))]),
  called(all.gruCell, [like(ofSize(2, 4)), like(ofSize(2, 1))]),
  called(all.reaction, [
    like(ofSize(3)),
    options({ weights: like(ofSize(2)), fields: like(ofSize(2, 3)), factors: like(ofSize(2)) }, () => ({
      weights: all.ones([2]),
      factors: all.ones([2]),
      fields: all.ones([2, 3]),
    })),
  ]),
  called(all.squaredDeviation, [
    like(ofSize(3)),
    options({ weights: like(ofSize(2)), fields: like(ofSize(2, 3)) }, () => ({
      weights: all.ones([2]),
      fields: all.ones([2, 3]),
    })),
  ]),
];

export const ofTensors: readonly Signature[] = [
  ...unary,
  ...binary,
  ...reductions,
  ...made,
  ...shaped,
  ...composed,
];
