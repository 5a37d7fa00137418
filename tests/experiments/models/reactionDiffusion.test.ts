import { describe, expect, test } from 'vitest';
import {
  type GridSizes,
  initialSource,
  reactionDiffusion,
  type Source,
} from '../../../experiments/models/reactionDiffusion.js';
import {
  combine,
  estimateVariance,
  randomStream,
  revolve,
  sample,
  storeAll,
  Tape,
  tensor,
  tidy,
} from '../../../src/index.js';

const sizes = { cells: 5, steps: 40, dtype: 'float64' } satisfies GridSizes;
const theta = [4.9, 0.3, -0.2, 0.5, 0.1, -0.4, 0.2];

const factorsAt = (t: number): number[] => {
  const [s, c] = [Math.sin(Math.PI * t), Math.cos(Math.PI * t)];
  return [1, s, c, s, c, s, c];
};

/** The problem and its adjoint as loops over the grid. */
function byHand(given: readonly number[]): { loss: number; gradient: number[] } {
  const { cells, steps } = sizes;
  const width = cells + 1;
  const points = Array.from({ length: width ** 2 }, (_, place) => place);
  const dt = 1 / (4 * cells ** 2);
  const x = (place: number): number => (place % width) / cells;
  const y = (place: number): number => Math.floor(place / width) / cells;
  const isInside = (place: number): boolean => {
    const [column, row] = [place % width, Math.floor(place / width)];
    return column > 0 && column < cells && row > 0 && row < cells;
  };
  const term = (place: number): number[] => {
    const [sine, cosine] = [Math.sin(2 * Math.PI * x(place)), Math.cos(2 * Math.PI * x(place))];
    return [1, 1, 1, sine, sine, cosine, cosine];
  };
  const source = (place: number, t: number): number =>
    factorsAt(t).reduce((sum, factor, k) => sum + given[k]! * factor * term(place)[k]!, 0);
  const path = (place: number, t: number): number =>
    isInside(place)
      ? Math.sin(Math.PI * y(place)) *
        (Math.sin(Math.PI * x(place)) + 0.25 * Math.sin(Math.PI * t) * Math.sin(2 * Math.PI * x(place)))
      : 0;
  const spread = (phi: readonly number[], place: number): number => {
    if (!isInside(place)) return 0;
    const at = (other: number): number => (isInside(other) ? phi[other]! : 0);
    const around = at(place - 1) + at(place + 1) + at(place - width) + at(place + width);
    return 0.25 * dt * cells ** 2 * (around - 4 * phi[place]!);
  };
  const states = [points.map((place) => path(place, 0))];
  let loss = 0;
  for (let step = 0; step < steps; step += 1) {
    const [phi, t] = [states[step]!, step * dt];
    const next = points.map((place) => phi[place]! * (1 + dt * source(place, t)) + spread(phi, place));
    states.push(next);
    loss += (dt * next.reduce((sum, value, place) => sum + (value - path(place, t)) ** 2, 0)) / points.length;
  }
  let adjoint = points.map(() => 0);
  const gradient = given.map(() => 0);
  for (let step = steps - 1; step >= 0; step -= 1) {
    const [phi, next, t] = [states[step]!, states[step + 1]!, step * dt];
    adjoint = adjoint.map(
      (value, place) => value + (2 * dt * (next[place]! - path(place, t))) / points.length,
    );
    for (const place of points)
      factorsAt(t).forEach((factor, k) => {
        gradient[k]! += dt * adjoint[place]! * phi[place]! * factor * term(place)[k]!;
      });
    const after = adjoint;
    adjoint = points.map((place) => after[place]! * (1 + dt * source(place, t)) + spread(after, place));
  }
  return { loss, gradient };
}

const ours = (given: readonly number[], strategy = storeAll()) =>
  tidy(() => {
    const model = reactionDiffusion(sizes);
    const found = new Tape({ strategy }).gradient(model.loss, {
      theta: tensor([...given], { dtype: 'float64' }),
    });
    return { loss: found.value.item(), gradient: [...found.gradient.theta.toArray()], report: found.report };
  });

describe('the control problem', () => {
  test('has the loss and the gradient of the adjoint that is written by hand', () => {
    const [found, expected] = [ours(theta), byHand(theta)];
    // 40 steps of sums of 36 numbers below 10, in float64: some 40 * 36 roundings of 10 * 2^-53, below 2e-12.
    expect(Math.abs(found.loss - expected.loss)).toBeLessThan(2e-12);
    found.gradient.forEach((entry, k) => {
      expect(Math.abs(entry - expected.gradient[k]!)).toBeLessThan(2e-12);
    });
  });

  test('has the gradient that central differences measure', () => {
    const { gradient } = ours(theta);
    const step = 1e-4;
    gradient.forEach((entry, k) => {
      const at = (by: number): number => ours(theta.with(k, theta[k]! + by)).loss;
      // The third derivatives are below 1, so the difference quotient is off by less than 1e-8 / 6.
      expect(Math.abs(entry - (at(step) - at(-step)) / (2 * step))).toBeLessThan(1e-8);
    });
  });

  test('has the same gradient to the bit under revolve', () => {
    expect(ours(theta, revolve({ slots: 4 })).gradient).toEqual(ours(theta).gradient);
  });

  test('of each step the field alone waits', () => {
    const { report } = ours(theta);
    // 41 states of 36 points in float64, 288 bytes in blocks of 64; and once the nine fixed fields, seven and two together.
    expect(report.peakByAccount.residual).toBe(41 * 320 + 2048 + 576);
  });

  test('an estimate of a third keeps two samples of each state', () => {
    const { report } = ours(theta, combine(storeAll(), sample({ fraction: 1 / 3, signal: true })));
    const kept = report.residuals.map(({ primitive, keptBytes }) => [primitive, keptBytes]);
    // 12 of 36 points in float64, 96 bytes in blocks of 64.
    expect(kept).toEqual([
      ['multiply', 0],
      ['reaction', 40 * 128],
      ['squaredDeviation', 40 * 128],
    ]);
  });
});

test('the estimator is unbiased', () => {
  const model = reactionDiffusion({ cells: 4, steps: 6, dtype: 'float64' });
  const strategy = combine(storeAll(), sample({ fraction: 0.2, signal: true }));
  const { isUnbiased, parameters } = estimateVariance(
    (source: Source) => model.loss(source),
    { theta: tensor(theta, { dtype: 'float64' }) },
    strategy,
    { draws: 1000, seed: 'control' },
  );
  expect(isUnbiased).toBe(true);
  expect(Math.min(...parameters.theta.variance)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...parameters.theta.variance)).toBeGreaterThan(0);
});

test('a source starts near the steady one', () => {
  const [first, ...others] = initialSource(randomStream(1)).theta.toArray();
  expect(first).toBe(Math.fround(4.932));
  expect(others).toHaveLength(6);
  for (const other of others) expect(Math.abs(other)).toBeLessThanOrEqual(0.1);
});
