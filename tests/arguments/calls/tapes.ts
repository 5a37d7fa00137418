import * as all from '../../../src/index.js';
import { kind, options } from '../argument.js';
import {
  aTensor,
  aTree,
  bytes,
  chain,
  count,
  extent,
  flag,
  func,
  profile,
  schedule,
  seed,
  strategy,
  text,
} from '../kinds.js';
import { called, constructed, method, type Signature } from '../signature.js';

const { add, empty, multiply, ones, sum } = all;
const loss = func(
  () =>
    ({ W }: { W: all.Tensor }) =>
      sum(W),
);
const check = kind(() => 'boundaries', 'null', 'number', 'text', 'flag', 'empty');
const gradientSums = kind(() => 'compensated', 'null', 'number', 'text', 'flag', 'empty');
const tapeOptions = options({
  strategy,
  limitBytes: bytes,
  seed,
  check,
  gradientSums,
  predict: flag,
  compile: flag,
});
const step = (p: all.Tensor, h: all.Tensor): object => ({ state: multiply(h, p) });
const inputs = { extent: 3, at: () => empty };
const scanned = options(
  {
    parameters: { ...aTree, good: () => ones([2]) },
    state: { ...aTree, good: () => ones([2]) },
    inputs: kind(
      () => inputs,
      'undefined',
      'null',
      'number',
      'text',
      'flag',
      'date',
      'function',
      'empty',
      'symbol',
    ),
    outputs: kind(() => 'none', 'null', 'number', 'text', 'flag', 'empty', 'symbol'),
    until: kind(() => () => false, 'null', 'number', 'text', 'empty'),
    strategy,
  },
  () => ({ parameters: ones([2]), state: ones([2]), inputs }),
);
const given = (): unknown => [ones([2])];
const list = kind(given, 'undefined', 'null', 'number', 'text', 'empty', 'list', 'function');
const shown = (): object => {
  const { gradient, value, report } = new all.Tape().gradient((p: all.Tensor) => sum(p), ones([2]));
  gradient.dispose();
  value.dispose();
  return report;
};

const applied = kind(() => all.tanh, 'undefined', 'null', 'number', 'text', 'empty', 'list', 'function');
/** By the name of the primitive, where there is one. */
const appliers = ['apply', 'tanh', 'definePrimitive'];

const costs = kind(
  () => [{ advanceCost: 1, recordCost: 1, sweepCost: 1 }],
  'undefined',
  'null',
  'number',
  'text',
  'empty',
  'list',
  'texts',
);

const sketching = {
  kept: 2,
  remark: undefined,
  keep: (x: all.Tensor) => add(x, 0),
  recall: (x: all.Tensor) => x,
  addProduct: () => {},
};

const reversed = options({ strategy, profile, initial: kind(() => 0) }, () => ({
  strategy: all.revolve({ slots: 2 }),
  profile: { extent: 3 },
  initial: 0,
}));
/** Of the library's own, which passes them. */
const ofExecutor = Object.fromEntries(
  ['initial', 'counter', 'moments', 'player', 'records'].map((name) => [name, kind(() => ({}))]),
);

/** What is in it is looked at when it is obeyed. */
const lazily = { ...schedule, wrong: schedule.wrong.filter(([found]) => found !== 'texts') };
const aChain = kind(() => chain, 'undefined', 'null', 'number', 'text', 'empty', 'list', 'function');

/** An action is data: whoever plays it looks at it. */
const actions = [all.advance, all.record, all.sweep, all.discard, all.snapshot, all.restore, all.release].map(
  (f) => {
    const number = kind(() => 0, 'undefined', 'null', 'text', 'nan', 'negative', 'fraction', 'list');
    return called(f, [number, number], {
      heads: ['action 0', 'schedule'],
      isRunnable: false,
      use: (action) => all.tally([Object(action)], 3),
    });
  },
);

export const ofTapes: readonly Signature[] = [
  constructed(all.Tape, 'tape', [tapeOptions]),
  method(all.Tape, 'gradient', () => new all.Tape(), [loss, aTree], ['tape']),
  method(all.Tape, 'predict', () => new all.Tape(), [loss, aTree], ['tape']),
  called(all.valueAndGradient, [loss, tapeOptions], { heads: ['valueAndGradient', 'tape'] }),
  called(
    all.chainProfiles,
    [
      loss,
      aTree,
      options({ costs: kind(() => 'operations', 'null', 'number', 'text', 'flag'), compile: flag }),
    ],
    {
      heads: ['chainProfiles', 'tape'],
    },
  ),
  called(all.checkpoint, [func(() => (x: unknown) => x), options({})]),
  called(all.sequential, [
    kind(() => [step], 'undefined', 'null', 'number', 'text', 'empty', 'list', 'function'),
    options({ strategy }),
  ]),
  called(all.scan, [func(() => step), scanned]),
  constructed(all.Driver, 'driver', [aChain, reversed]),
  constructed(all.Executor, 'executor', [
    aChain,
    options({ schedule: lazily, extent, ...ofExecutor }, () => ({
      schedule: [],
      extent: 0,
      initial: 0,
      counter: {},
    })),
  ]),
  called(all.formatReport, [kind(shown, 'undefined', 'null', 'number', 'text', 'empty', 'list')]),
  called(all.knownProfile, [profile], { heads: ['knownProfile'] }),
  called(
    all.costedAs,
    [
      kind(() => 'test'),
      profile,
      { ...profile, wrong: profile.wrong.filter(([found]) => found !== 'undefined') },
    ],
    {
      heads: ['test'],
    },
  ),
  called(all.withCosts, [profile, costs]),
  called(all.tally, [schedule, extent]),
  called(all.turn, [kind(() => 0, 'undefined', 'null', 'text', 'nan', 'negative', 'fraction'), count], {
    heads: ['action 0', 'schedule'],
    isRunnable: false,
    use: (both) => all.tally(Object(both), 3),
  }),
  ...actions,
  constructed(all.Sketch, 'sketch', [
    aTensor,
    kind(() => sketching, 'undefined', 'null', 'number', 'text', 'list'),
    kind(() => [1, 2], 'undefined', 'null', 'number', 'text'),
  ]),
  called(all.exactly, [aTensor]),
  called(all.estimable, [aTensor, kind(() => [0], 'null', 'number', 'text', 'empty', 'texts')]),
  called(all.apply, [applied, list], { heads: appliers }),
  called(all.later, [applied, list], { heads: appliers, use: (pending) => Object(pending).compute() }),
  called(all.definePrimitive, [
    options(
      { name: text, primal: func(() => () => 1), save: func(() => () => []), vjp: func(() => () => []) },
      () => ({
        name: 'own',
        primal: ([x]: [all.Tensor]) => x,
      }),
    ),
  ]),
];
