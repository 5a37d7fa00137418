import { describe, expect, test } from 'vitest';
import {
  add,
  bisect,
  checkpoint,
  multiply,
  normal,
  periodic,
  recomputeAll,
  revolve,
  type Strategy,
  scan,
  sqrt,
  storeAll,
  sum,
  Tape,
  type Tensor,
  tally,
  tanh,
  tidy,
  twoLevel,
} from '../../src/index.js';

const [outerSteps, innerSteps] = [9, 7];
const counted = { inputs: { extent: outerSteps, at: () => [] } };

/**
 * How often the innermost function runs on values, beside what the report says: a strategy may measure it with shapes. Steps
 * run as they are written here: one that is compiled is asked once.
 */
function counting<A extends readonly Tensor[]>(f: (...given: A) => Tensor) {
  let runs = 0;
  const counted = (...given: A): Tensor => {
    if (given[0]?.arena?.measuring === false) runs += 1;
    return f(...given);
  };
  return { counted, runs: () => runs };
}

const gradientOf = (strategy: Strategy, loss: (w: Tensor) => Tensor) =>
  tidy(() => {
    const { report, gradient } = new Tape({ strategy, predict: false, compile: false }).gradient(
      loss,
      normal([3], { key: [5, 5] }),
    );
    return { report, gradient: Array.from(gradient.toArray()) };
  });

test('checkpoints nested d deep run the innermost function d + 1 times', () => {
  for (let depth = 0; depth <= 6; depth += 1) {
    const { counted: inner, runs } = counting((x: Tensor) => tanh(multiply(x, x)));
    let f: (x: Tensor) => Tensor = inner;
    for (let level = 0; level < depth; level += 1) f = checkpoint(f);
    const { report } = gradientOf(storeAll(), (w) => sum(f(w)));
    expect(runs()).toBe(depth + 1);
    // Every level is run and forgotten once for each time that the level around it runs, but for its own last.
    expect(report.recordedSteps).toBe(depth);
    expect(report.advancedSteps).toBe((depth * (depth + 1)) / 2);
  }
});

const inner: readonly Strategy[] = [storeAll(), recomputeAll(), revolve({ slots: 3 }), sqrt()];
const outer: readonly Strategy[] = [
  storeAll(),
  revolve({ slots: 3 }),
  bisect(),
  periodic({ every: 4 }),
  twoLevel({ every: 4, inner: revolve({ slots: 2 }) }),
];

describe.each(outer.map((strategy) => [strategy.name, strategy] as const))('outside %s', (_, around) => {
  test.each(inner.map((strategy) => [strategy.name, strategy] as const))(
    'and %s inside run what both schedules say: an outer step that is advanced runs its inside once, straight on',
    (_name, within) => {
      const { counted: cell, runs } = counting((w: Tensor, h: Tensor) => tanh(add(multiply(h, w), h)));
      const insideOf = (w: Tensor, h: Tensor): Tensor =>
        scan((p: Tensor, x: Tensor) => ({ state: cell(p, x) }), {
          parameters: w,
          state: h,
          inputs: { extent: innerSteps, at: () => [] },
          strategy: within,
        }).state;
      const loss = (w: Tensor): Tensor =>
        sum(
          scan((p: Tensor, h: Tensor) => ({ state: insideOf(p, h) }), {
            parameters: w,
            state: w,
            ...counted,
          }).state,
        );
      const { report, gradient } = gradientOf(around, loss);
      const [out, into] = [
        tally(around.schedule({ extent: outerSteps }), outerSteps),
        tally(within.schedule({ extent: innerSteps }), innerSteps),
      ];
      const straight = out.advancedSteps * innerSteps;
      const reversed = out.recordedSteps * into.advancedSteps;
      expect(report.advancedSteps).toBe(out.advancedSteps + straight + reversed);
      expect(report.recordedSteps).toBe(out.recordedSteps * (1 + innerSteps));
      expect(runs()).toBe(straight + reversed + out.recordedSteps * innerSteps);
      expect(gradient).toEqual(gradientOf(storeAll(), loss).gradient);
    },
  );
});

test('a checkpoint in a step runs once when the step is advanced, and twice when it is recorded and swept', () => {
  for (const strategy of outer) {
    const { counted: f, runs } = counting((w: Tensor, h: Tensor) => tanh(multiply(h, w)));
    const layer = checkpoint(f);
    const loss = (w: Tensor): Tensor =>
      sum(
        scan((p: Tensor, h: Tensor) => ({ state: layer(p, h) }), { parameters: w, state: w, ...counted })
          .state,
      );
    const { report } = gradientOf(strategy, loss);
    const { advancedSteps, recordedSteps } = tally(strategy.schedule({ extent: outerSteps }), outerSteps);
    expect(runs()).toBe(advancedSteps + 2 * recordedSteps);
    expect(report.recordedSteps).toBe(2 * recordedSteps);
  }
});
