import { sum, type Tensor, tensor } from '../../../src/index.js';
import * as all from '../../../src/randomized/index.js';
import * as train from '../../../src/train/index.js';
import { kind, options } from '../argument.js';
import { aTree, count, flag, func, keep, required, seed, strategy } from '../kinds.js';
import { called, method, type Signature } from '../signature.js';

const graph = all.scalarGraph((g, x) => g.sin(x), [1]);
const aGraph = kind(() => graph, 'undefined', 'null', 'number', 'text', 'empty', 'list', 'function');
const fraction = kind(() => 0.5, 'null', 'nan', 'zero', 'negative', 'fraction', 'text', 'list');
const names = kind(() => ['W'], 'null', 'number', 'text', 'empty', 'list');
const common = {
  seed,
  primitives: names,
  parameters: names,
  minimumBytes: kind(() => 0, 'null', 'nan', 'negative', 'text', 'list'),
  signal: flag,
};
const numbers = kind(() => [1, 2], 'undefined', 'null', 'number', 'text', 'empty', 'texts');
const rows = kind(() => [[1, 2]], 'undefined', 'null', 'number', 'text', 'empty', 'list');
const kept = { kept: count, replace: flag };
const operand = kind(() => 2, 'undefined', 'null', 'text', 'flag', 'empty', 'list', 'function');
const rate = kind(() => 0.1, 'null', 'nan', 'negative', 'text', 'flag', 'list');
const trained = (): object => ({ W: tensor([1, 2]) });

const scalars = [
  'add',
  'subtract',
  'multiply',
  'divide',
  'negate',
  'square',
  'sqrt',
  'exp',
  'log',
  'sin',
  'cos',
  'tanh',
].map((name) => {
  const arity = ['add', 'subtract', 'multiply', 'divide'].includes(name) ? 2 : 1;
  return method(all.ScalarOperations, name, () => new all.ScalarOperations(), Array(arity).fill(operand), [
    'scalarGraph',
  ]);
});

export const ofEstimates: readonly Signature[] = [
  called(all.combine, [{ ...strategy, wrong: [...strategy.wrong] }, keep]),
  called(all.sample, [
    options({ fraction, replace: flag, perExample: flag, ...common }, () => ({ fraction: 0.5 })),
  ]),
  called(all.project, [options({ fraction, ...common }, () => ({ fraction: 0.5 }))]),
  called(
    all.estimateVariance,
    [
      func(
        () =>
          ({ W }: { W: Tensor }) =>
            sum(W),
      ),
      aTree,
      strategy,
      options(
        {
          draws: { ...count, good: () => 3 },
          seed,
          level: kind(() => 0.1, 'null', 'nan', 'zero', 'negative', 'fraction', 'text'),
          onProgress: kind(() => () => {}, 'null', 'number', 'text', 'empty'),
        },
        () => ({ draws: 2 }),
      ),
    ],
    { heads: ['estimateVariance', 'tape'] },
  ),
  called(all.bauer, [aGraph, options({ mostPaths: required })]),
  called(all.pathsIn, [aGraph]),
  called(all.reverse, [aGraph]),
  called(all.samplePaths, [aGraph, options({ edgesPerVertex: count, seed }, () => ({ edgesPerVertex: 1 }))]),
  called(all.scalarGraph, [
    func(() => (g: all.ScalarOperations, x: all.Scalar) => g.add(x, 1)),
    kind(() => [1], 'undefined', 'null', 'number', 'text', 'empty', 'texts'),
  ]),
  ...scalars,
  called(all.sampleVariance, [numbers, options(kept, () => ({ kept: 1, replace: true }))]),
  called(all.projectionVariance, [numbers, options({ kept: count }, () => ({ kept: 1 }))]),
  called(all.sampledGradientVariance, [
    rows,
    rows,
    options({ ...kept, perExample: flag }, () => ({ kept: 1, replace: true, perExample: true })),
  ]),
  called(all.projectedGradientVariance, [rows, rows, options({ kept: count }, () => ({ kept: 1 }))]),
  called(train.adam, [
    options(
      {
        rate,
        decay: kind(() => [0.9, 0.99], 'null', 'number', 'text', 'empty', 'list', 'texts'),
        epsilon: rate,
      },
      () => ({ rate: 0.1 }),
    ),
  ]),
  called(train.sgd, [options({ rate, momentum: rate }, () => ({ rate: 0.1 }))]),
  called(train.clipByGlobalNorm, [
    { ...aTree, good: trained },
    kind(() => 1, 'undefined', 'null', 'nan', 'zero', 'negative', 'text', 'flag'),
  ]),
];
