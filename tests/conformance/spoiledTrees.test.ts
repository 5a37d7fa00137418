import { describe, expect, test } from 'vitest';
import {
  adam,
  add,
  ChainError,
  checkpoint,
  clipByGlobalNorm,
  copyTree,
  estimateVariance,
  leavesOf,
  mapTree,
  normal,
  online,
  pathsOf,
  revolve,
  type Strategy,
  scan,
  sequential,
  sgd,
  storeAll,
  sum,
  Tape,
  type Tensor,
  type Tree,
  tanh,
  tidy,
} from '../../src/index.js';
import { refusal } from '../support/held.js';
import { randomFrom, randomTree, spoiled } from '../support/sparseTrees.js';

class Cell {
  readonly w: number = 3;
}
const strangers: readonly (readonly [stranger: unknown, found: string])[] = [
  [3, '3'],
  [true, 'true'],
  ['on', "'on'"],
  [new Cell(), 'a Cell'],
  [new Map(), 'a Map'],
  [new Float32Array(2), 'a Float32Array'],
  [Promise.resolve(), 'a promise'],
  [() => 3, 'a function'],
  [Symbol('s'), 'Symbol(s)'],
  [4n, '4n'],
];
const nothings: typeof strangers = [null, undefined].map((nothing) => [nothing, String(nothing)]);

const steps = 3;
const total = (tree: Tree): Tensor =>
  leavesOf(tree).reduce((all, leaf) => add(all, sum(leaf)), sum(leavesOf(tree)[0]!));

/** What is given to a place of a program: the tree that is right, or in one step another. */
interface Given {
  readonly right: Tree;
  readonly at: number;
  /** Whatever its type says. */
  readonly wrong: never;
}

/** Where a tree is given, as messages call it, and how. */
type Place = readonly [where: (at: number) => string, use: (given: Given, options: object) => unknown];

const gradientOf = (options: object, loss: (p: Tensor) => Tree): unknown =>
  tidy(() => new Tape(options).gradient((p) => total(loss(p)), normal([2], { key: [7, 7] })));
const on = (at: number, index: number, { right, wrong }: Given): Tree => (index === at ? wrong : right);
const times = (p: Tensor, right: Tree): Tree => mapTree(right, (leaf) => tanh(add(leaf, p)));
const ofSteps = { extent: steps, at: () => ({}) };

const inRuns: Readonly<Record<string, Place>> = {
  'parameters of a tape': [
    () => 'tape: parameters',
    ({ wrong }, options) => new Tape(options).gradient(total, wrong),
  ],
  'parameters of a scan': [
    () => 'scan: parameters',
    ({ wrong }, options) =>
      gradientOf(
        options,
        (p) => scan((_, h) => ({ state: h }), { parameters: wrong, state: p, inputs: ofSteps }).state,
      ),
  ],
  'inputs that are sliced': [
    () => 'scan: inputs',
    ({ wrong }, options) =>
      gradientOf(
        options,
        (p) => scan((_, h) => ({ state: h }), { parameters: p, state: p, inputs: wrong }).state,
      ),
  ],
  'inputs on demand': [
    (at) => `scan: inputs.at(${at})`,
    (given, options) => {
      const inputs = { extent: steps, at: (index: number) => on(given.at, index, given) };
      return gradientOf(
        options,
        (p) => scan((q, h) => ({ state: add(h, q) }), { parameters: p, state: p, inputs }).state,
      );
    },
  ],
  'outputs of steps': [
    (at) => `scan, step ${at}: output`,
    (given, options) => {
      const step = (q: Tensor, h: Tensor, _: object, index: number) => ({
        state: add(h, q),
        output: on(given.at, index, given),
      });
      return gradientOf(
        options,
        (p) => scan(step, { parameters: p, state: p, inputs: ofSteps, outputs: 'sum' }).state,
      );
    },
  ],
  'an argument of a function run again': [
    () => 'checkpoint: argument 1',
    ({ wrong }, options) => gradientOf(options, (p) => checkpoint((x: Tensor, _: Tree) => x)(p, wrong)),
  ],
  'the result of a function run again': [
    () => 'checkpoint: result',
    ({ wrong }, options) => gradientOf(options, (p) => checkpoint((_: Tensor): Tree => wrong)(p)),
  ],
  'parameters of layers': [
    (at) => `sequential: parameters.${at}`,
    (given, options) => {
      const layer = (_: Tree, x: Tensor): Tensor => x;
      const parameters = Array.from({ length: steps }, (_, index) => on(given.at, index, given));
      return gradientOf(options, (p) => sequential([layer, layer, layer])(parameters as never, p));
    },
  ],
  'the input of layers': [
    () => 'sequential: x',
    ({ wrong }, options) => gradientOf(options, (p) => sequential<[Tensor], Tree>([(_, x) => x])([p], wrong)),
  ],
  'the result of a layer': [
    (at) => `sequential, layer ${at}: result`,
    (given, options) => {
      const layer = (p: Tensor, _: Tree, index: number): Tree =>
        on(given.at, index, { ...given, right: times(p, given.right) });
      return gradientOf(options, (p) =>
        sequential<Tensor[], Tree>([layer, layer, layer])([p, p, p], given.right),
      );
    },
  ],
};

const inStates: Readonly<Record<string, Place>> = {
  'the first state': [
    () => 'scan: state',
    ({ wrong }, options) =>
      gradientOf(
        options,
        (p) => scan((_: Tensor, h) => ({ state: h }), { parameters: p, state: wrong, inputs: ofSteps }).state,
      ),
  ],
  'the state of a step': [
    (at) => `scan, step ${at}: state`,
    (given, options) => {
      const step = (p: Tensor, _: Tree, __: object, index: number) => ({
        state: on(given.at, index, { ...given, right: times(p, given.right) }) as never,
      });
      return gradientOf(
        options,
        (p) => scan(step, { parameters: p, state: given.right as never, inputs: ofSteps }).state,
      );
    },
  ],
};

const iterables: Readonly<Record<string, Place>> = {
  'inputs one after another': [
    (at) => `scan: input ${at}.0`,
    (given, options) => {
      const inputs = new Set(
        Array.from({ length: steps }, (_, index) => ({ ...[on(given.at, index, given)] })),
      );
      return gradientOf(
        options,
        (p) => scan((q, h) => ({ state: add(h, q) }), { parameters: p, state: p, inputs }).state,
      );
    },
  ],
};

const outsideOfRuns: Readonly<Record<string, Place>> = {
  leavesOf: [() => 'leavesOf: tree', ({ wrong }) => leavesOf(wrong)],
  pathsOf: [() => 'pathsOf: tree', ({ wrong }) => pathsOf(wrong)],
  mapTree: [() => 'mapTree: tree', ({ wrong }) => mapTree(wrong, (leaf) => leaf)],
  copyTree: [() => 'copyTree: tree', ({ wrong }) => copyTree(wrong)],
  'parameters of adam': [
    () => 'adam: parameters',
    ({ wrong }) => adam({ rate: 1 }).update(wrong, [] as never),
  ],
  'a gradient of sgd': [() => 'sgd: gradient', ({ wrong }) => sgd({ rate: 1 }).update([] as never, wrong)],
  clipByGlobalNorm: [() => 'clipByGlobalNorm: gradient', ({ wrong }) => clipByGlobalNorm(wrong, 1)],
  estimateVariance: [
    () => 'estimateVariance: parameters',
    ({ wrong }) => estimateVariance(total, wrong, storeAll(), { draws: 2 }),
  ],
};

/** Tries a place with everything that is no tree, at a random path of a random tree. */
function refused(place: Place, strategies: readonly Strategy[], wrong: typeof strangers): void {
  const random = randomFrom(wrong.length);
  for (const [stranger, found] of wrong) {
    for (const strategy of strategies) {
      for (const [compile, predict] of [
        [true, true],
        [false, true],
        [true, false],
        [false, false],
      ] as const)
        tidy(() => refusedOnce(place, { strategy, compile, predict }, { random, stranger, found }));
    }
  }
}

function refusedOnce(
  [where, use]: Place,
  options: object,
  { random, stranger, found }: { random: () => number; stranger: unknown; found: string },
): void {
  const leaf = (): Tensor => normal([steps, 2], { key: [1, Math.floor(random() * 1e6)] });
  const right: Tree = { tree: randomTree(random, leaf) };
  const { tree, path } = spoiled(right, random, stranger);
  const at = Math.floor(random() * steps);
  const error = refusal(() => use({ right, at, wrong: tree as never }, options));
  expect(error).toBeInstanceOf(ChainError);
  expect(String(error).split('; ')[0]).toBe(`ChainError: ${where(at)}${path} is ${found}`);
}

describe('what is no tree is refused by where it is, whatever the strategy, and nothing is left', () => {
  const usual = [storeAll(), revolve({ slots: 1 })];

  test.each(Object.entries(inRuns))('%s', (_name, place) => {
    refused(place, usual, strangers);
  });

  test.each(Object.entries(inStates))('%s, where nothings are refused too', (_name, place) => {
    refused(place, usual, [...strangers, ...nothings]);
  });

  test.each(Object.entries(iterables))('%s', (_name, place) => {
    refused(place, [online({ slots: 1 })], strangers);
  });

  test.each(Object.entries(outsideOfRuns))('%s', (_name, place) => {
    refused(place, usual.slice(1), strangers);
  });
});
