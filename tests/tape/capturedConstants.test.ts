import { describe, expect, test } from 'vitest';
import {
  add,
  bisect,
  checkpoint,
  defaultArena,
  mean,
  mixed,
  multiply,
  ones,
  periodic,
  recomputeAll,
  revolve,
  rotor,
  type Strategy,
  scan,
  segmented,
  sequential,
  sqrt,
  square,
  stopGradient,
  storeAll,
  sum,
  Tape,
  type Tensor,
  tanh,
  tensor,
  tidy,
  twoLevel,
  withinBudget,
  zeros,
} from '../../src/index.js';

const strategies: readonly Strategy[] = [
  storeAll(),
  recomputeAll(),
  revolve({ slots: 1 }),
  revolve({ slots: 2 }),
  periodic({ every: 2 }),
  sqrt(),
  bisect(),
];
const nothing = { extent: 3, at: () => [] };
const parameters = tensor([0.3, -0.2]);

/** What a step computes with a constant that was made around it. */
type Inner = (p: Tensor, state: Tensor, constant: Tensor) => Tensor;

const combined: Inner = (p, state, constant) => tanh(multiply(square(add(state, p)), square(constant)));

const inners: Readonly<Record<string, Inner>> = {
  'as it is': combined,
  'in a scan': (p, state, constant) =>
    scan((p: Tensor, h: Tensor) => ({ state: combined(p, h, constant) }), {
      parameters: p,
      state,
      inputs: nothing,
    }).state,
  'in a checkpoint': (p, state, constant) =>
    checkpoint((p: Tensor, h: Tensor) => combined(p, h, constant))(p, state),
  'in layers': (p, state, constant) =>
    sequential([
      (p: Tensor, h: Tensor) => combined(p, h, constant),
      (p: Tensor, h: Tensor) => combined(p, h, constant),
    ])([p, p], state),
  'in a scan in a checkpoint': (p, state, constant) =>
    checkpoint(
      (p: Tensor, h: Tensor) =>
        scan((p: Tensor, h: Tensor) => ({ state: combined(p, h, constant) }), {
          parameters: p,
          state: h,
          inputs: nothing,
        }).state,
    )(p, state),
};

/** Where the constant is made. */
const makers: Readonly<Record<string, (inner: Inner) => (p: Tensor) => Tensor>> = {
  'in the loss': (inner) => (p) => {
    const constant = ones([2]);
    return mean(inner(p, zeros([2]), constant));
  },
  'in a tidy': (inner) => (p) => mean(tidy(() => inner(p, zeros([2]), ones([2])))),
  'in an outer step': (inner) => (p) => {
    const step = (p: Tensor, h: Tensor): { state: Tensor } => {
      const constant = add(ones([2]), 1);
      return { state: inner(p, h, constant) };
    };
    return mean(square(scan(step, { parameters: p, state: zeros([2]), inputs: nothing }).state));
  },
  'of what the outer step was given': (inner) => (p) => {
    const step = (p: Tensor, h: Tensor): { state: Tensor } => ({ state: inner(p, h, stopGradient(tanh(h))) });
    return mean(square(scan(step, { parameters: p, state: ones([2]), inputs: nothing }).state));
  },
};

describe.each(Object.entries(makers))('a constant made %s', (_, made) => {
  test.each(Object.entries(inners))('and read %s has the same gradient under every strategy', (_, inner) => {
    const loss = made(inner);
    const expected = new Tape({ compile: false }).gradient(loss, parameters).gradient.toArray();
    const live = defaultArena().ledger.liveBytes;
    for (const strategy of strategies) {
      for (const compile of [true, false]) {
        const { gradient, report } = new Tape({ strategy, compile }).gradient(loss, parameters);
        expect(gradient.toArray(), strategy.name).toEqual(expected);
        expect(report.predicted?.peakBytes, strategy.name).toBe(report.peakBytes);
        gradient.dispose();
        expect(defaultArena().ledger.liveBytes, strategy.name).toBe(live);
      }
    }
  });
});

test.each<[string, (w: Tensor) => Tensor]>([
  [
    'a parameter',
    (w) => {
      const c = ones([2]);
      const step = (p: { w: Tensor; c: Tensor }, h: Tensor): { state: Tensor } => ({
        state: tanh(multiply(add(h, p.w), add(c, p.c))),
      });
      return sum(
        scan(step, { parameters: { w, c }, state: zeros([2]), inputs: { extent: 6, at: () => [] } }).state,
      );
    },
  ],
  [
    'the state',
    (w) => {
      const c = ones([2]);
      const step = (w: Tensor, h: Tensor): { state: Tensor } => ({ state: tanh(multiply(add(h, w), c)) });
      return sum(scan(step, { parameters: w, state: c, inputs: { extent: 6, at: () => [] } }).state);
    },
  ],
  [
    'the parameters of layers',
    (w) => {
      const c = ones([2]);
      const layer = (p: { w: Tensor; c: Tensor }, h: Tensor): Tensor =>
        tanh(multiply(add(h, p.w), add(c, p.c)));
      return sum(
        sequential([layer, layer, layer])(
          [
            { w, c },
            { w, c },
            { w, c },
          ],
          zeros([2]),
        ),
      );
    },
  ],
])('a constant that is passed as %s and read from outside, too, is legal under every strategy', (_, loss) => {
  const all = [
    ...strategies,
    mixed({ units: 4 }),
    segmented({ segmentBytes: 200 }),
    rotor({ bytes: 4000 }),
    twoLevel({ every: 3, inner: revolve({ slots: 1 }) }),
    withinBudget({ bytes: 8000 }),
  ];
  const expected = new Tape({ compile: false }).gradient(loss, parameters).gradient.toArray();
  for (const strategy of all) {
    for (const compile of [true, false]) {
      const { gradient, report } = new Tape({ strategy, compile }).gradient(loss, parameters);
      expect(gradient.toArray(), strategy.name).toEqual(expected);
      expect(report.predicted?.peakBytes, strategy.name).toBe(report.peakBytes);
    }
  }
});

test('nothing is kept of a run that fails after it read a constant', () => {
  const live = defaultArena().ledger.liveBytes;
  const step = (p: Tensor, h: Tensor, _: unknown, index: number): { state: Tensor } => {
    const constant = ones([2]);
    const state = checkpoint((p: Tensor, h: Tensor) => combined(p, h, constant))(p, h);
    if (index === 2) throw new Error('the step fails');
    return { state };
  };
  const loss = (p: Tensor): Tensor =>
    sum(scan(step, { parameters: p, state: zeros([2]), inputs: nothing }).state);
  for (const predict of [true, false]) {
    const tape = new Tape({ strategy: revolve({ slots: 2 }), predict });
    expect(() => tape.gradient(loss, parameters)).toThrow('the step fails');
    expect(defaultArena().ledger.liveBytes).toBe(live);
  }
});
