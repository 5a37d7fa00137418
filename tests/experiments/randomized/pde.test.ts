import { describe, expect, test } from 'vitest';
import { reactionDiffusion } from '../../../experiments/models/reactionDiffusion.js';
import { asReleased } from '../../../experiments/randomized/asReleased.js';
import { experiments } from '../../../experiments/randomized/index.js';
import { measurePde, pde } from '../../../experiments/randomized/pde.js';
import {
  combine,
  exact,
  type Keep,
  type RandomKey,
  type Sketching,
  sample,
  storeAll,
  Tape,
  tensor,
  tidy,
} from '../../../src/index.js';

const tiny = { cells: 4, steps: 20, iterations: 4 };
const points = [
  { fraction: 1, estimator: 'equation 7', ...tiny },
  { fraction: 0.5, estimator: 'equation 7', ...tiny },
  { fraction: 0.5, estimator: 'as released', ...tiny },
] as const;

test('the loss goes down at every fraction, and what is found is said', () => {
  const rows = points.map((point) => ({ point, values: measurePde(point) }));
  for (const { values } of rows) {
    expect(values.losses).toHaveLength(4);
    expect(values.losses[3]).toBeLessThan(values.losses[0]!);
    expect(values.losses[0]).toBe(rows[0]?.values.losses[0]);
  }
  const { plots, comparisons, claims } = pde.show(rows);
  expect(plots).toHaveLength(1);
  expect(comparisons[0]?.rows.map(({ what }) => what)).toEqual(['exact', '0.5', '0.5, as released']);
  for (const { found } of claims) expect(found).not.toMatch(/NaN|undefined/);
});

test('a released run is the same each time it is run', () => {
  expect(measurePde(points[2])).toEqual(measurePde(points[2]));
});

describe('the released estimator', () => {
  const sketchings = () => {
    const keep = asReleased(0.25, ['first', 'second']);
    const of = (primitive: string): Sketching => {
      const found = keep.sketchOf({ primitive, parameters: [], shape: [16], dtype: 'float32', bytes: 64 });
      if (typeof found === 'string') throw new Error(found);
      return found;
    };
    return { first: of('first'), second: of('second'), other: of('other') };
  };
  const x = tensor(Array.from({ length: 16 }, (_, place) => place + 1));
  const kept = (sketching: Sketching, key: RandomKey): number[] =>
    tidy(() => [...sketching.keep(x, key).toArray()]);

  test('draws both factors of a step by one key, and others by their own', () => {
    const { first, second, other } = sketchings();
    const ofFirst = kept(first, [1, 2]);
    expect(kept(second, [3, 4])).toEqual(ofFirst);
    expect(kept(other, [3, 4])).not.toEqual(ofFirst);
    expect(kept(first, [5, 6])).not.toEqual(ofFirst);
  });

  test('recalls by the key that it kept by', () => {
    const { first, second } = sketchings();
    tidy(() => {
      const recalled = (sketching: Sketching, key: RandomKey): number[] => [
        ...sketching.recall(sketching.keep(x, key), key).toArray(),
      ];
      expect(recalled(first, [1, 2])).toEqual(recalled(second, [3, 4]));
    });
  });
});

// In one step every term of the gradient has a factor of each of the step's two samples. Independent ones have the product of
// their means, 1; one sample of 5 in 25 points, which keeps a point with probability 1/5 and scales it by 5 twice, has 5.
test('over one step the released estimator has five times the gradient, and the one of equation 7 the gradient', () => {
  const model = reactionDiffusion({ cells: 4, steps: 1, dtype: 'float64' });
  const source = { theta: tensor([4.9, 0.3, -0.2, 0.5, 0.1, -0.4, 0.2], { dtype: 'float64' }) };
  const drawn = (keep: Keep, seed: number): number =>
    tidy(() => {
      const tape = new Tape({ strategy: combine(storeAll(), keep), seed, predict: false, compile: false });
      return tape.gradient(model.loss, source).gradient.theta.toArray()[0]!;
    });
  const truth = drawn(exact, 0);
  /** How many standard errors the mean is from a number. */
  const distance = (keepAt: () => Keep, from: number): number => {
    const draws = Array.from({ length: 400 }, (_, seed) => drawn(keepAt(), seed) - from);
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / (draws.length - 1);
    return Math.abs(mean) / Math.sqrt(variance / draws.length);
  };
  const released = (): Keep => asReleased(0.2, ['reaction', 'squaredDeviation']);
  // Beyond 4.5 standard errors is a chance of less than 1e-5.
  expect(distance(() => sample({ fraction: 0.2, signal: true }), truth)).toBeLessThan(4.5);
  expect(distance(released, 5 * truth)).toBeLessThan(4.5);
  expect(distance(released, truth)).toBeGreaterThan(9);
});

test('every experiment has an id of its own, and points of both sizes with labels of their own', () => {
  expect(new Set(experiments.map(({ id }) => id)).size).toBe(experiments.length);
  for (const experiment of experiments)
    for (const mode of ['quick', 'full'] as const) {
      const labels = experiment.points(mode).map((point) => experiment.label(point));
      expect(labels.length).toBeGreaterThan(0);
      expect(new Set(labels).size).toBe(labels.length);
    }
});
