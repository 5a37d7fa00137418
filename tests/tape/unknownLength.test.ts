import { describe, expect, test } from 'vitest';
import { online } from '../../src/checkpoint/online.js';
import { wangMoin } from '../../src/checkpoint/wangMoin.js';
import {
  abs,
  add,
  advance,
  defaultArena,
  matmul,
  max,
  multiply,
  normal,
  periodic,
  recomputeAll,
  record,
  revolve,
  type ScanOptions,
  type Schedule,
  type Strategy,
  scan,
  snapshot,
  sqrt,
  square,
  storeAll,
  sum,
  sweep,
  Tape,
  type Tensor,
  tanh,
  tensor,
  tidy,
} from '../../src/index.js';
import { recordAll } from '../../src/tape/strategy.js';
import { numbersOf } from '../support/programs.js';

type Weights = { readonly W: Tensor; readonly U: Tensor };
type Ending = Pick<ScanOptions<Weights, Tensor, Tensor>, 'inputs' | 'until'>;

const longest = 21;
const batch = 3;

const step = ({ W, U }: Weights, h: Tensor, x: Tensor) => {
  const state = tanh(add(matmul(h, W), matmul(x, U)));
  return { state, output: sum(square(state)) };
};

/** The gradient through a scan whose inputs, and where they end, `made` says. */
function gradientOf(
  strategy: Strategy,
  made: (rows: readonly Tensor[]) => Ending,
  mode: 'sum' | 'stack' = 'sum',
) {
  const before = defaultArena().liveBytes;
  try {
    return tidy(() => {
      const weights = { W: normal([4, 4], { key: [1, 1] }), U: normal([2, 4], { key: [1, 2] }) };
      const state = normal([batch, 4], { key: [1, 4] });
      const all = Array.from({ length: longest }, (_, t) => normal([batch, 2], { key: [2, t] }));
      const loss = (parameters: Weights): Tensor => {
        const scanned = scan(step, { parameters, state, ...made(all), outputs: mode });
        return add(sum(scanned.state), sum(square(scanned.outputs)));
      };
      const tape = new Tape({ strategy, check: 'boundaries' });
      const { value, gradient, report } = tape.gradient(loss, weights);
      return { numbers: [value.item(), ...numbersOf(gradient)], report };
    });
  } finally {
    expect(defaultArena().liveBytes).toBe(before);
  }
}

const known =
  (extent: number) =>
  (rows: readonly Tensor[]): Ending => ({
    inputs: { extent, at: (t: number) => rows[t]! },
  });
const streamed =
  (extent: number) =>
  (rows: readonly Tensor[]): Ending => ({
    inputs: { [Symbol.iterator]: () => rows.slice(0, extent)[Symbol.iterator]() },
  });
const stopped =
  (extent: number) =>
  (rows: readonly Tensor[]): Ending => ({
    inputs: { at: (t: number) => rows[t]! },
    until: (_state, t) => t === extent,
  });

const strategies: readonly Strategy[] = [
  storeAll(),
  recomputeAll(),
  periodic({ every: 4 }),
  online({ slots: 1 }),
  online({ slots: 3 }),
  wangMoin({ slots: 3 }),
];

describe.each(strategies.map((strategy) => [strategy.name, strategy] as const))('%s', (_name, strategy) => {
  test.each(['sum', 'stack'] as const)(
    'inputs that come one by one, and a stopping rule, give the gradient of a known length to the bit (%s)',
    (mode) => {
      for (const extent of [1, 2, 3, 7, 20]) {
        const { numbers } = gradientOf(storeAll(), known(extent), mode);
        for (const made of [streamed(extent), stopped(extent)]) {
          const found = gradientOf(strategy, made, mode);
          expect(found.numbers).toEqual(numbers);
          expect(found.report).toMatchObject({
            sweptSteps: extent,
            liveBytesAfter: 0,
          });
          expect(found.report.predicted).toBeUndefined();
        }
      }
    },
  );

  test('no steps at all give the loss of the first state', () => {
    const gradients = [known(0), streamed(0), stopped(0)].map((made) =>
      tidy(() => {
        const w = normal([4, 4], { key: [1, 1] });
        const loss = (p: Tensor): Tensor => {
          const parameters = {
            W: p,
            U: tensor([
              [1, 2, 3, 4],
              [5, 6, 7, 8],
            ]),
          };
          return sum(square(scan(step, { parameters, state: p, ...made([]) }).state));
        };
        return numbersOf(new Tape({ strategy }).gradient(loss, w).gradient);
      }),
    );
    expect(gradients[1]).toEqual(gradients[0]);
    expect(gradients[2]).toEqual(gradients[0]);
  });
});

test('a stopping rule reads the state: an iteration to a fixed point', () => {
  // h = cos-like contraction: h <- tanh(w h + 1/2), until it moves by less than 1e-6.
  const solve = (strategy: Strategy) =>
    tidy(() => {
      const loss = (w: Tensor): Tensor =>
        sum(
          scan(
            (p: Tensor, { h }: { h: Tensor; last: Tensor }) => ({
              state: { h: tanh(add(multiply(h, p), 0.5)), last: h },
            }),
            {
              parameters: w,
              state: { h: tensor([0]), last: tensor([1]) },
              inputs: { at: () => [] },
              until: ({ h, last }) => max(abs(add(h, multiply(last, -1)))).item() < 1e-6,
            },
          ).state.h,
        );
      const { value, gradient, report } = new Tape({ strategy }).gradient(loss, tensor([0.5]));
      return { h: value.item(), slope: gradient.item(), steps: report.sweptSteps };
    });
  const all = solve(storeAll());
  expect(all.steps).toBeGreaterThan(5);
  // At the fixed point h = tanh(w h + 1/2): dh/dw = (1 - h²) h / (1 - (1 - h²) w). Truncated after `steps` contractions.
  const s = 1 - all.h ** 2;
  expect(all.slope).toBeCloseTo((s * all.h) / (1 - s * 0.5), 4);
  for (const strategy of strategies) expect(solve(strategy)).toEqual(all);
});

test('without a tape it runs to the end too', () => {
  const found = tidy(() => {
    const parameters = { W: normal([4, 4], { key: [1, 1] }), U: normal([2, 4], { key: [1, 2] }) };
    const state = normal([batch, 4], { key: [1, 4] });
    const all = Array.from({ length: 9 }, (_, t) => normal([batch, 2], { key: [2, t] }));
    return [known(9), streamed(9), stopped(9)].map((made) => {
      const { state: last, outputs } = scan(step, { parameters, state, ...made(all), outputs: 'stack' });
      return [...numbersOf(last), ...numbersOf(outputs)];
    });
  });
  expect(found[1]).toEqual(found[0]);
  expect(found[2]).toEqual(found[0]);
});

test('a reader that is left early is closed, and everything is freed', () => {
  let closed = 0;
  function* reader(rows: readonly Tensor[]): Generator<Tensor> {
    try {
      yield* rows;
    } finally {
      closed += 1;
    }
  }
  const made = (rows: readonly Tensor[]): Ending => ({
    inputs: { [Symbol.iterator]: () => reader(rows) },
    until: (_state, t) => t === 5,
  });
  expect(gradientOf(online({ slots: 2 }), made).report.sweptSteps).toBe(5);
  expect(closed).toBe(1);
  const failing = (rows: readonly Tensor[]): Ending => ({
    ...made(rows),
    until: (_state, t) => {
      if (t === 5) throw new Error('planted');
      return false;
    },
  });
  expect(() => gradientOf(online({ slots: 2 }), failing)).toThrow('planted');
  expect(closed).toBe(2);
});

const needed =
  'Give the extent, or use online({ slots }), wangMoin({ slots }), periodic({ every }), storeAll() or recomputeAll()';

test.each([
  ['revolve', revolve({ slots: 3 })],
  ['sqrt', sqrt()],
])('%s cannot do without the length, and says who can', (name, strategy) => {
  expect(() => gradientOf(strategy, streamed(5))).toThrow(
    `${name}: the length of the chain is unknown; it has to be known before the run. ${needed}`,
  );
});

test('a schedule that sweeps, or runs on, before it knows the end is refused where it does so', () => {
  const by = (schedule: () => Schedule): Strategy => ({ ...storeAll(), schedule });
  expect(() =>
    gradientOf(
      by(() => [advance(0, 1)]),
      streamed(5),
    ),
  ).toThrow(
    "action 0, 'advance 0→1': where the chain ends is not known yet; run to state 0 and ask whether it ends there",
  );
  const tooFar: Strategy = {
    ...storeAll(),
    *schedule({ ends }) {
      if (ends?.(0) !== false) return;
      yield snapshot(0, 0);
      yield record(0, 1);
      yield sweep(1, 0);
    },
  };
  expect(() => gradientOf(tooFar, streamed(5))).toThrow(
    "action 2, 'sweep 1→0': where the chain ends is not known yet; run to state 1 and ask whether it ends there",
  );
  const asksAhead: Strategy = { ...storeAll(), schedule: ({ ends }) => (ends?.(3) ? [] : [advance(0, 1)]) };
  expect(() => gradientOf(asksAhead, streamed(5))).toThrow(
    'schedule: it asks whether the chain ends at state 3, which is not the working state; ask of one state after ' +
      'another, each when it is reached',
  );
});

test('a tape without a strategy records until the end', () => {
  const { numbers } = gradientOf(storeAll(), known(7));
  expect(gradientOf(recordAll, streamed(7)).numbers).toEqual(numbers);
  expect(gradientOf(recordAll, stopped(7)).numbers).toEqual(numbers);
});

test('inputs and rules that are none get a clear error', () => {
  const options = (more: object) => () => ({ inputs: { extent: 3, at: () => [] }, ...more }) as never;
  expect(() => gradientOf(storeAll(), options({ inputs: null }))).toThrow(
    'scan: inputs is null; tensors [steps, ...], { extent, at(index) } or an iterable of inputs is needed',
  );
  expect(() => gradientOf(storeAll(), options({ until: 5 }))).toThrow(
    'scan: until is 5; a function (state, index) => boolean is needed',
  );
  expect(() => gradientOf(storeAll(), options({ strategy: 'revolve' }))).toThrow(
    "scan: strategy is 'revolve'; one is needed, such as revolve({ slots: 8 })",
  );
  expect(() => gradientOf(storeAll(), (rows) => ({ inputs: { at: (t) => rows[t]! } }))).toThrow(
    'scan: inputs have no extent and there is no stopping rule; give { extent, at(index) }, or until: (state) => ...',
  );
  const rule =
    (until: unknown) =>
    (rows: readonly Tensor[]): Ending => ({
      inputs: { at: (t: number) => rows[t]! },
      until: until as () => boolean,
    });
  expect(() =>
    gradientOf(
      storeAll(),
      rule(() => 1),
    ),
  ).toThrow('scan: until returned 1; true or false is needed, such as (h) => max(abs(h)).item() < 1e-6');
  expect(() =>
    gradientOf(
      storeAll(),
      rule(async () => true),
    ),
  ).toThrow('scan: until returned a promise;');
  const asynchronous = (rows: readonly Tensor[]): Ending => ({
    inputs: { [Symbol.iterator]: () => [Promise.resolve(rows[0])][Symbol.iterator]() } as never,
  });
  expect(() => gradientOf(storeAll(), asynchronous)).toThrow(
    'scan: input 0 is a promise; a scan cannot wait, so read the inputs before it',
  );
});
