import { describe, expect, test } from 'vitest';
import {
  add,
  BudgetError,
  bisect,
  broadcastTo,
  chainProfiles,
  checkpoint,
  defaultArena,
  empty,
  matmul,
  mean,
  multiply,
  normal,
  ones,
  periodic,
  plan,
  recomputeAll,
  relu,
  revolve,
  type Strategy,
  scan,
  sequential,
  sqrt,
  square,
  storeAll,
  sum,
  Tape,
  TapeError,
  type Tensor,
  tanh,
  tidy,
  withinBudget,
} from '../../src/index.js';
import { numbersOf, programs } from '../support/programs.js';

const steps = 20;

function run(name: string, strategy: Strategy, options: { limitBytes?: number; predict?: boolean } = {}) {
  const before = defaultArena().liveBytes;
  try {
    return tidy(() => {
      const { parameters, loss } = programs[name]!({ steps, dtype: 'float32' });
      const tape = new Tape({ strategy, seed: 'budget', ...options });
      const { value, gradient, report } = tape.gradient(loss, parameters as never);
      const forwards = report.advancedSteps + report.recordedSteps;
      return { numbers: [value.item(), ...numbersOf(gradient)], report, forwards };
    });
  } finally {
    expect(defaultArena().liveBytes).toBe(before);
  }
}

const others: readonly Strategy[] = [
  storeAll(),
  recomputeAll(),
  revolve({ slots: 2 }),
  revolve({ slots: 5 }),
  sqrt(),
  bisect(),
  periodic({ every: 3 }),
];

// A scan in a step, or in a layer, is recorded whole; two scans share a budget; a state that moves from leaf to leaf is counted as if it
// were copied: there the planner keeps its word, but another strategy can do as well with less.
const shared = ['nested scans', 'stacked outputs', 'states passed on', 'layers of different sizes'];
const uniform = Object.keys(programs).filter((name) => !shared.includes(name));

describe.each(uniform)('%s', (name) => {
  test('in the bytes of any other strategy, the budget holds at no more steps, and the gradient is the same', () => {
    const { numbers } = run(name, storeAll());
    for (const strategy of others) {
      const other = run(name, strategy);
      const { report, forwards, numbers: found } = run(name, withinBudget({ bytes: other.report.peakBytes }));
      expect([strategy.name, found]).toEqual([strategy.name, numbers]);
      expect(report.peakBytes).toBeLessThanOrEqual(other.report.peakBytes);
      expect(report.predicted?.peakBytes).toBe(report.peakBytes);
      expect([strategy.name, forwards]).toEqual([strategy.name, Math.min(forwards, other.forwards)]);
    }
  });

  test('a plan made before the run is what the run then needs, to the byte, for every row', () => {
    const [profile] = tidy(() => {
      const { parameters, loss } = programs[name]!({ steps, dtype: 'float32' });
      return chainProfiles(loss, parameters as never);
    });
    for (const row of plan(profile!).rows) {
      const strategy: Strategy = { name: row.name, source: storeAll().source, schedule: row.schedule };
      const { report } = run(name, strategy);
      expect([row.name, report.peakBytes]).toEqual([row.name, row.peakBytes]);
    }
  });
});

test('for layers of different sizes, too, a plan is what the run then needs, to the byte, and no other strategy does better', () => {
  const widths = [8, 16, 4, 32, 3, 7, 12, 5, 24, 6];
  tidy(() => {
    const parameters = widths
      .slice(1)
      .map((width, place) => normal([widths[place]!, width], { key: [4, place] }));
    const x = normal([5, 8], { key: [4, 100] });
    const dense = (W: Tensor, h: Tensor): Tensor => tanh(matmul(h, W));
    const bent = (W: Tensor, h: Tensor): Tensor => add(relu(matmul(h, W)), 0.1);
    const network = sequential(parameters.map((_, place) => (place % 3 === 0 ? bent : dense)));
    const loss = (p: Tensor[]): Tensor => mean(square(network(p, x)));
    const run = (strategy: Strategy) => {
      const { gradient, report } = new Tape({ strategy }).gradient(loss, parameters);
      return { report, numbers: numbersOf(gradient) };
    };
    const all = run(storeAll());
    const [profile] = chainProfiles(loss, parameters);
    const { rows } = plan(profile!);
    expect(rows.map((row) => row.family)).toContain('segmented');
    for (const row of rows) {
      const other = run({ name: row.name, source: storeAll().source, schedule: row.schedule });
      expect([row.name, other.report.peakBytes]).toEqual([row.name, row.peakBytes]);
      const { report, numbers } = run(withinBudget({ bytes: row.peakBytes }));
      expect(report.peakBytes).toBeLessThanOrEqual(row.peakBytes);
      expect(numbers).toEqual(all.numbers);
      const costs = report.remarks.join().match(/([\d.]+) times/)?.[1];
      expect(Number(costs)).toBeLessThanOrEqual(row.slowdown + 0.005);
    }
  });
});

describe.each(Object.keys(programs))('%s', (name) => {
  test('the budget is kept at every size down to the smallest, which the refusal names', () => {
    const all = run(name, storeAll());
    const least = smallest(name);
    for (let share = 0; share <= 4; share += 1) {
      const bytes = least + Math.floor((share * (all.report.peakBytes - least)) / 4);
      const { report, numbers } = run(name, withinBudget({ bytes }));
      expect(report.peakBytes).toBeLessThanOrEqual(bytes);
      expect(numbers).toEqual(all.numbers);
    }
  });
});

/** The smallest budget, as the refusal of one byte says. */
function smallest(name: string): number {
  for (let bytes = 1; ; ) {
    try {
      run(name, withinBudget({ bytes }));
      return bytes;
    } catch (error) {
      if (!(error instanceof BudgetError)) throw error;
      expect(error.askedBytes).toBeGreaterThan(bytes);
      bytes = error.askedBytes;
    }
  }
}

test('a budget that is too small is refused before anything runs, with what would do', () => {
  expect(() => run('Elman', withinBudget({ bytes: 100 }))).toThrow(
    'withinBudget: 100 bytes are too few for this run; at least 1856 are needed. ' +
      '1856 bytes take 4.53 times the operations of recording everything (recompute all); ' +
      '2944 bytes take 1.00 times the operations of recording everything (store all). ' +
      'Fewer steps or a smaller batch need less',
  );
});

test('a plan reckons with what the loss needs around the chain, and names a budget that is then kept', () => {
  tidy(() => {
    const parameters = { W: ones([16]), out: normal([16, 1000], { key: [1, 1] }) };
    const step = (W: Tensor, h: Tensor) => ({ state: tanh(multiply(h, W)) });
    const inputs = { extent: 20, at: () => empty };
    const state = ones([1, 16]);
    const loss = ({ W, out }: typeof parameters): Tensor =>
      sum(square(matmul(scan(step, { parameters: W, state, inputs }).state, out)));
    const peakOf = (strategy: Strategy): number =>
      new Tape({ strategy }).gradient(loss, parameters).report.peakBytes;
    const { rows, smallestBytes } = plan(chainProfiles(loss, parameters)[0]!);
    for (const row of rows) {
      expect([row.name, peakOf({ ...storeAll(), schedule: row.schedule })]).toEqual([
        row.name,
        row.peakBytes,
      ]);
    }
    expect(() => peakOf(withinBudget({ bytes: 1000 }))).toThrow(`at least ${smallestBytes} are needed`);
    expect(peakOf(withinBudget({ bytes: smallestBytes }))).toBe(smallestBytes);
  });
});

test('a loss that reads values is not planned, and the refusal says so', () => {
  tidy(() => {
    const state = ones([16]);
    const step = (W: Tensor, h: Tensor) => ({ state: tanh(multiply(h, W)) });
    const inputs = { extent: 20, at: () => empty };
    const loss = (W: Tensor): Tensor =>
      multiply(sum(scan(step, { parameters: W, state, inputs }).state), sum(W).item() > 0 ? 1 : 2);
    expect(() => new Tape({ strategy: withinBudget({ bytes: 1800 }) }).gradient(loss, ones([16]))).toThrow(
      new TapeError(
        'tape: withinBudget(1800) cannot plan a loss that reads values, since it plans with shapes only; read values ' +
          'outside of the loss, or use a strategy of a size of your choice, such as revolve({ slots: 8 })',
      ),
    );
  });
});

test('of several chains a refusal names a budget that is then kept, and it is the least that recomputing takes', () => {
  tidy(() => {
    const parameters = { W: normal([2, 2], { key: [3, 1] }), b: normal([2], { key: [3, 2] }) };
    const inputs = [0, 1, 2].map((nth) => normal([6, 1, 2], { key: [3, 5 + nth] }));
    const start = normal([1, 2], { key: [3, 9] });
    const step = ({ W, b }: typeof parameters, h: Tensor, x: Tensor) => ({
      state: tanh(add(matmul(h, W), add(b, x))),
    });
    const loss = (p: typeof parameters): Tensor =>
      sum(inputs.reduce((state, x) => scan(step, { parameters: p, state, inputs: x }).state, start));
    const peakOf = (strategy: Strategy): number =>
      new Tape({ strategy }).gradient(loss, parameters).report.peakBytes;
    const least = peakOf(recomputeAll());
    expect(() => peakOf(withinBudget({ bytes: 500 }))).toThrow(
      `withinBudget: 500 bytes are too few for this run; at least ${least} are needed, where every chain takes`,
    );
    for (let bytes = least; bytes < 2 * least; bytes += 64)
      expect(peakOf(withinBudget({ bytes }))).toBeLessThanOrEqual(bytes);
  });
});

test('on longer chains, too, no period does better in the same bytes', () => {
  const W = ones([16]);
  const step = (w: Tensor, h: Tensor) => ({ state: tanh(multiply(h, w)) });
  const start = ones([16]);
  for (const [extent, every] of [
    [80, 20],
    [80, 16],
    [100, 20],
    [150, 40],
    [1500, 50],
  ] as const) {
    const inputs = { extent, at: () => empty };
    const loss = (w: Tensor): Tensor => sum(scan(step, { parameters: w, state: start, inputs }).state);
    const advanced = (strategy: Strategy) => tidy(() => new Tape({ strategy }).gradient(loss, W).report);
    const { peakBytes, advancedSteps } = advanced(periodic({ every }));
    const within = advanced(withinBudget({ bytes: peakBytes }));
    expect(within.peakBytes).toBeLessThanOrEqual(peakBytes);
    expect([extent, every, within.advancedSteps <= advancedSteps]).toEqual([extent, every, true]);
  }
});

test('without a prediction the budget is planned all the same, and once', () => {
  tidy(() => {
    const { parameters, loss } = programs.LSTM!({ steps, dtype: 'float32' });
    const tape = new Tape({ strategy: withinBudget({ bytes: 5000 }), predict: false });
    const reports = [1, 2].map(() => tape.gradient(loss, parameters as never).report);
    expect(reports[0]?.predicted?.peakBytes).toBe(reports[0]?.peakBytes);
    expect(reports[1]?.predicted).toBeUndefined();
    expect(reports[1]?.peakBytes).toBe(reports[0]?.peakBytes);
  });
});

test('a tape plans anew when the shapes of its losses change', () => {
  tidy(() => {
    const strategy = withinBudget({ bytes: 6000 });
    const tape = new Tape({ strategy });
    const peaks = [20, 40, 20].map((count) => {
      const { parameters, loss } = programs.LSTM!({ steps: count, dtype: 'float32' });
      return tape.gradient(loss, parameters as never).report.peakBytes;
    });
    expect(peaks[2]).toBe(peaks[0]);
    for (const peak of peaks) expect(peak).toBeLessThanOrEqual(6000);
  });
});

test('a scan’s own budget holds for the whole run', () => {
  expect(() => run('Elman', storeAll(), { limitBytes: 2500 })).toThrow(BudgetError);
  expect(run('Elman', withinBudget({ bytes: '4 KiB' }), { limitBytes: 4096 }).report.peakBytes).toBe(2944);
});

test.each([
  [undefined, "withinBudget: bytes is missing; write withinBudget({ bytes: '64 MiB' })"],
  [
    '64 bananas',
    "withinBudget: bytes is '64 bananas'; a number of bytes is needed, or a text such as '64 MiB'",
  ],
  [0, 'withinBudget: bytes is 0; at least 1 is needed'],
  [-5, 'withinBudget: bytes is -5; at least 1 is needed'],
  [Number.NaN, "withinBudget: bytes is NaN; a number of bytes is needed, or a text such as '64 MiB'"],
  [{}, "withinBudget: bytes is an object; a number of bytes is needed, or a text such as '64 MiB'"],
])('%s is no budget', (bytes, message) => {
  expect(() => withinBudget({ bytes: bytes as never })).toThrow(message);
});

describe('a budget that no plan can keep is refused at once, with what the run needs', () => {
  const start = ones([16]);
  const step = (W: Tensor, h: Tensor) => ({ state: tanh(multiply(h, W)) });
  const noInputs = (extent: number) => ({ extent, at: () => empty });
  const chain = (extent: number, W: Tensor, strategy?: Strategy): Tensor => {
    const options = { parameters: W, state: start, inputs: noInputs(extent) };
    return scan(step, strategy === undefined ? options : { ...options, strategy }).state;
  };
  const budget = withinBudget({ bytes: 1000 });
  const cases: readonly (readonly [string, Strategy, (W: Tensor) => Tensor])[] = [
    ['without a chain', budget, (W) => sum(square(broadcastTo(W, [100, 16])))],
    ['around a checkpoint', budget, (W) => sum(checkpoint((w: Tensor) => chain(50, w))(W))],
    ['of a chain without steps', withinBudget({ bytes: 100 }), (W) => sum(multiply(chain(0, W), W))],
    ['of a strategy of one’s own', { ...storeAll(), budgetBytes: 1000 }, (W) => sum(chain(20, W))],
    [
      'of a scan in a step',
      revolve({ slots: 2 }),
      (W) => {
        const outer = (w: Tensor, h: Tensor) => ({ state: add(h, chain(50, w, budget)) });
        return sum(scan(outer, { parameters: W, state: start, inputs: noInputs(3) }).state);
      },
    ],
  ];
  test.each(cases)('%s', (_, strategy, loss) => {
    tidy(() => {
      expect(() => new Tape({ strategy }).gradient(loss, ones([16]))).toThrow(
        /^tape: the run needs (\d+) bytes at its peak whatever its chains keep, and its budget is \d+; allow \1, or/,
      );
    });
  });
});
