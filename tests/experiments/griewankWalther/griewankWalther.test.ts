import { describe, expect, test } from 'vitest';
import type { AnyExperiment } from '../../../experiments/experiment.js';
import { control, measureControl } from '../../../experiments/griewankWalther/control.js';
import {
  controlProblem,
  initialState,
  optimalControl,
} from '../../../experiments/griewankWalther/controlProblem.js';
import { experiments } from '../../../experiments/griewankWalther/index.js';
import { slowdown } from '../../../experiments/griewankWalther/slowdown.js';
import { split } from '../../../experiments/griewankWalther/split.js';
import { staircase } from '../../../experiments/griewankWalther/staircase.js';
import { toSvg } from '../../../experiments/harness/figure.js';
import { checked } from '../../../experiments/harness/predictions.js';
import { Tape, tidy } from '../../../src/index.js';

describe('what is counted is what the closed forms say', () => {
  test('repetitions and advances', async () => {
    for (const slots of [1, 2, 3, 7]) {
      const point = { slots, extents: [2, 3, 8, 9, 31, 64] };
      expect(await slowdown.measure(point)).toEqual(slowdown.predict!(point));
    }
  });

  test('the longest chain, found by trying', async () => {
    for (const slots of [1, 2, 3]) {
      const point = { slots, repetitions: [1, 2, 3, 4] };
      expect(await staircase.measure(point)).toEqual(staircase.predict!(point));
    }
  });

  test('the region of optimal splits, by trying all', async () => {
    for (const slots of [3, 4]) {
      const point = { slots, extents: Array.from({ length: 40 }, (_, nth) => nth + slots + 3) };
      const values = await split.measure(point);
      expect(values).toMatchObject(split.predict!(point));
      expect(split.show([{ point, values }]).claims[0]?.holds).toBe(true);
    }
  });
});

describe('the control problem', () => {
  test('has the adjoint that the continuous one has, but for an error of h²', () => {
    const errors = [20, 40].map((steps) =>
      tidy(() => {
        const { gradient } = new Tape().gradient(controlProblem(steps), initialState());
        const exact = (2 * Math.exp(3) - 2) / (2 + Math.exp(3));
        return Math.abs(Number(gradient.toArray()[0]) - exact);
      }),
    );
    // A rule of second order: half the step, a quarter of the error, up to terms of third order.
    expect(errors[0]! / errors[1]!).toBeGreaterThan(3.6);
    expect(errors[0]! / errors[1]!).toBeLessThan(4.4);
  });

  test('ends with no control', () => {
    expect(optimalControl(1)).toBe(0);
  });

  test('takes as many steps under every strategy as foretold, and has the same adjoint', () => {
    const point = { steps: 30 };
    const values = measureControl(point);
    expect(values).toMatchObject(control.predict!(point));
    const [same, discrete] = control.show([{ point, values }]).claims;
    expect([same?.holds, discrete?.holds]).toEqual([true, undefined]);
  });

  test('names a strategy with another adjoint', () => {
    const values = {
      strategies: ['one', 'two'],
      losses: [0, 0],
      adjoints: [
        [1.7205567231623482, 1],
        [1.7205567231623484, 1],
      ],
      advancedSteps: [0, 0],
      peakBytes: [0, 0],
    };
    const [same, discrete] = control.show([{ point: { steps: 10 }, values }]).claims;
    expect([same?.holds, same?.found]).toEqual([false, 'it is another one under two']);
    expect(discrete?.holds).toBe(true);
  });
});

// The longest ones of the quick version take a second.
test.each(
  experiments
    .filter(({ id }) => !id.endsWith('control'))
    .map((each): [string, AnyExperiment] => [each.id, each]),
)('%s has figures that can be drawn, and nothing differs from theory', async (_, experiment) => {
  const rows = [];
  for (const point of experiment.points('quick'))
    rows.push({ point, values: await experiment.measure(point) });
  expect(checked(experiment, rows).objections).toEqual([]);
  const { plots, comparisons } = experiment.show(rows);
  for (const { spec } of plots) expect(await toSvg(spec)).toContain('<svg');
  for (const { rows: compared } of comparisons)
    for (const { ours, theirs } of compared) expect(ours).toBe(theirs);
});
