import { describe, expect, test } from 'vitest';
import {
  add,
  bisect,
  defaultArena,
  dropout,
  matmul,
  normal,
  periodic,
  recomputeAll,
  relu,
  revolve,
  type StepFigures,
  type Strategy,
  scan,
  sequential,
  sqrt,
  square,
  storeAll,
  sum,
  Tape,
  type Tensor,
  type Tree,
  tanh,
  tidy,
  zeros,
} from '../../src/index.js';
import { numbersOf } from '../support/programs.js';

type Dense = { readonly W: Tensor; readonly b: Tensor };

const widths = [8, 16, 4, 32, 3, 7];
const dense = ({ W, b }: Dense, x: Tensor): Tensor => tanh(add(matmul(x, W), b));
const noisy = ({ W, b }: Dense, x: Tensor): Tensor => dropout(relu(add(matmul(x, W), b)), { rate: 0.3 });
const layers = [dense, noisy, dense, noisy, dense];

function weights(): Dense[] {
  return layers.map((_, place) => ({
    W: normal([widths[place]!, widths[place + 1]!], { key: [3, place] }),
    b: zeros([widths[place + 1]!]),
  }));
}

function run(strategy: Strategy, network = sequential(layers)) {
  const before = defaultArena().liveBytes;
  const found = tidy(() => {
    const x = normal([5, 8], { key: [3, 100] });
    const loss = (p: Dense[]): Tensor => sum(square(network(p, x)));
    const { value, gradient, report } = new Tape({ strategy, seed: 1 }).gradient(loss, weights());
    return { numbers: [value.item(), ...numbersOf(gradient)], report };
  });
  expect(defaultArena().liveBytes).toBe(before);
  return found;
}

const strategies = [
  storeAll(),
  recomputeAll(),
  revolve({ slots: 2 }),
  sqrt(),
  bisect(),
  periodic({ every: 2 }),
];

describe.each(strategies.map((strategy) => [strategy.name, strategy] as const))('%s', (_name, strategy) => {
  test('gives the loss and the gradient of store-all, to the bit, at the bytes and counts foretold', () => {
    const { numbers, report } = run(strategy);
    expect(numbers).toEqual(run(storeAll()).numbers);
    expect(numbers.some((number) => number !== 0)).toBe(true);
    expect(report.peakBytes).toBe(report.predicted?.peakBytes);
    expect(report.advancedSteps).toBe(report.predicted?.advancedSteps);
    expect(report.sweptSteps).toBe(layers.length);
  });
});

test('is what the layers are one after another, but for the sums of parameters used twice', () => {
  const network = sequential(layers);
  const plain = tidy(() => {
    const x = normal([5, 8], { key: [3, 100] });
    const p = weights();
    // Dropout draws by the place in a tape, so the plain program is one without.
    const still = sequential(layers.map(() => dense));
    const loss = (q: Dense[]): Tensor => sum(square(q.reduce((h, layer) => dense(layer, h), x)));
    const [a, b] = [new Tape().gradient(loss, p), new Tape().gradient((q) => sum(square(still(q, x))), p)];
    return [
      [a.value.item(), ...numbersOf(a.gradient)],
      [b.value.item(), ...numbersOf(b.gradient)],
    ];
  });
  expect(plain[1]).toEqual(plain[0]);
  expect(network).toBeTypeOf('function');
});

test('a strategy of its own goes before the tape’s', () => {
  const { report } = run(storeAll(), sequential(layers, { strategy: revolve({ slots: 1 }) }));
  expect(report.advancedSteps).toBe(10);
});

test('layers may pass on trees, have no parameters, and be called again with other shapes', () => {
  type Pair = { readonly a: Tensor; readonly b: Tensor };
  const split = (_: Tree, { a, b }: Pair): Pair => ({ a: add(a, b), b: tanh(a) });
  const scale = ({ w }: { readonly w: Tensor }, { a, b }: Pair): Pair => ({ a: matmul(a, w), b });
  const network = sequential<[{ readonly w: Tensor }, Tree, Tree], Pair>([scale, split, split]);
  const gradients = [storeAll(), recomputeAll()].map((strategy) =>
    tidy(() => {
      const w = normal([4, 4], { key: [3, 1] });
      const loss = (p: Tensor): Tensor =>
        [2, 3].reduce<Tensor>(
          (total, rows) => {
            const x = normal([rows, 4], { key: [3, rows] });
            const { a, b } = network([{ w: p }, [], []], { a: x, b: x });
            return add(total, add(sum(a), sum(square(b))));
          },
          sum(square(p)),
        );
      return numbersOf(new Tape({ strategy }).gradient(loss, w).gradient);
    }),
  );
  expect(gradients[1]).toEqual(gradients[0]);
});

test('a strategy sees the figures of every layer', () => {
  const seen: (readonly StepFigures[] | undefined)[] = [];
  const watching: Strategy = {
    ...storeAll(),
    schedule: (profile) => {
      seen.push(profile.steps);
      return storeAll().schedule(profile);
    },
  };
  run(watching);
  const steps = seen[0]!;
  expect(steps.map((step) => step.afterBytes)).toEqual([320, 128, 640, 64, 192]);
  expect(steps.map((step) => step.beforeBytes)).toEqual([192, 320, 128, 640, 64]);
  // Two operations a multiply-add, one for each addition of the bias and one for each tanh; dropout draws and scales.
  expect(steps[0]!.advanceCost).toBe(2 * 5 * 8 * 16 + 2 * 5 * 16);
  expect(steps[2]!.advanceCost).toBe(2 * 5 * 4 * 32 + 2 * 5 * 32);
  // A tanh's record is its output; a relu's is a bit an entry, one block here.
  expect(steps.map((step) => step.recordBytes)).toEqual([0, 64, 0, 64, 0]);
});

test('can be a step’s inside, and a scan a layer', () => {
  const inner = sequential([
    (w: Tensor, x: Tensor) => tanh(matmul(x, w)),
    (w: Tensor, x: Tensor) => matmul(x, w),
  ]);
  const cell = (w: Tensor, h: Tensor) => ({ state: inner([w, w], h) });
  const layer = (w: Tensor, x: Tensor): Tensor =>
    scan(cell, { parameters: w, state: x, inputs: { extent: 3, at: () => [] } }).state;
  const found = [storeAll(), revolve({ slots: 1 }), sqrt()].map((strategy) =>
    tidy(() => {
      const w = normal([4, 4], { key: [3, 9] });
      const loss = (p: Tensor): Tensor =>
        sum(sequential([layer, layer])([p, p], normal([2, 4], { key: [3, 8] })));
      return numbersOf(new Tape({ strategy }).gradient(loss, w).gradient);
    }),
  );
  expect(found[1]).toEqual(found[0]);
  expect(found[2]).toEqual(found[0]);
});

test('wrong layers and wrong parameters are refused', () => {
  expect(() => sequential('layers' as never)).toThrow(
    "sequential: layers is 'layers'; a list of functions is needed",
  );
  expect(() => sequential([dense, 3] as never)).toThrow(
    'sequential: layer 1 is 3; a function (parameters, x) => y is needed',
  );
  tidy(() => {
    const x = zeros([1, 8]);
    expect(() => sequential(layers)(weights().slice(1), x)).toThrow(
      'sequential: parameters is a list of 4; a list of 5 is needed, one tree for each layer (null for a layer without)',
    );
    expect(() => sequential(layers)(weights()[0] as never, x)).toThrow(
      'sequential: parameters is an object; a list of 5 is needed, one tree for each layer (null for a layer without)',
    );
  });
});
