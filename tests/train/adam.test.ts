import { describe, expect, test } from 'vitest';
import { Arena, BudgetError, defaultArena, tensor, tidy, useArena } from '../../src/tape/index.js';
import { adam } from '../../src/train/index.js';
import { disordered } from '../support/samples.js';

const size = 37;
const start = disordered(size);
const gradientAt = (update: number): number[] => disordered(size + update).slice(update);

/** Algorithm 1 of Kingma & Ba (2015), in the order in which it is printed. */
class PlainAdam {
  readonly m = start.map(() => 0);
  readonly v = start.map(() => 0);
  t = 0;

  update(p: number[], g: readonly number[], rate: number, [beta1, beta2]: readonly [number, number]): void {
    this.t += 1;
    g.forEach((value, i) => {
      this.m[i] = beta1 * this.m[i]! + (1 - beta1) * value;
      this.v[i] = beta2 * this.v[i]! + (1 - beta2) * (value * value);
      const mean = this.m[i]! / (1 - beta1 ** this.t);
      const square = this.v[i]! / (1 - beta2 ** this.t);
      p[i]! -= (rate * mean) / (Math.sqrt(square) + 1e-8);
    });
  }
}

test.each([{ rate: 0.1 }, { rate: 1e-3, decay: [0.5, 0.7] as const }, { rate: 0.1, decay: [0, 0] as const }])(
  'adam with %j does what Algorithm 1 says',
  (options) => {
    tidy(() => {
      const [plain, p] = [new PlainAdam(), [...start]];
      const parameter = tensor(start, { dtype: 'float64' });
      const optimiser = adam(options);
      for (let update = 0; update < 20; update += 1) {
        plain.update(p, gradientAt(update), options.rate, options.decay ?? [0.9, 0.999]);
        optimiser.update(parameter, tensor(gradientAt(update), { dtype: 'float64' }));
      }
      // Each of 20 updates moves an entry by less than 10 rates and rounds it a few times: 20 * 2^-53 * 8 < 2e-14.
      parameter.toArray().forEach((value, i) => {
        expect(Math.abs(value - p[i]!)).toBeLessThan(2e-14);
      });
      optimiser.dispose();
    });
  },
);

test('the first update of adam moves every entry by the rate, against its gradient', () => {
  tidy(() => {
    const parameter = tensor([1, 1, 1], { dtype: 'float64' });
    const optimiser = adam({ rate: 0.5, epsilon: 0 });
    optimiser.update(parameter, tensor([3, -1e-5, 1e5], { dtype: 'float64' }));
    // m̂ / √v̂ is g / |g| up to four roundings.
    for (const [i, wanted] of [0.5, 1.5, 0.5].entries())
      expect(parameter.toArray()[i]).toBeCloseTo(wanted, 14);
    optimiser.dispose();
  });
});

test('after ten thousand updates no more bytes live than after the first; dispose frees both moments', () => {
  const parameters = [tensor(start), tensor([1])];
  const optimiser = adam({ rate: 1e-3 });
  const makeGradient = () => [tensor(start), tensor([1])];
  const { liveBytes: before } = defaultArena();
  optimiser.update(parameters, makeGradient());
  const { liveBytes } = defaultArena();
  for (let update = 0; update < 10_000; update += 1) optimiser.update(parameters, makeGradient());
  expect(defaultArena().liveBytes).toBe(liveBytes);
  // 37 float32 entries occupy 192 bytes, and one entry 64; each is there twice.
  expect(liveBytes).toBe(before + 2 * (192 + 64));
  optimiser.dispose();
  expect(defaultArena().liveBytes).toBe(before);
  for (const leaf of parameters) leaf.dispose();
});

test('an update that is refused does not count as one', () => {
  tidy(() => {
    const once = (refusals: number): number => {
      const parameter = tensor([1], { dtype: 'float64' });
      const optimiser = adam({ rate: 0.5 });
      for (let i = 0; i < refusals; i += 1)
        expect(() => optimiser.update(parameter, tensor([1, 2], { dtype: 'float64' }))).toThrow(/^adam: /);
      optimiser.update(parameter, tensor([1], { dtype: 'float64' }));
      optimiser.dispose();
      return parameter.item();
    };
    expect(once(5)).toBe(once(0));
  });
});

test('after dispose adam starts anew', () => {
  tidy(() => {
    const optimiser = adam({ rate: 0.5 });
    const first = (): number => {
      const parameter = tensor([1], { dtype: 'float64' });
      optimiser.update(parameter, tensor([0.1], { dtype: 'float64' }));
      optimiser.dispose();
      return parameter.item();
    };
    expect(first()).toBe(first());
  });
});

test('where its moments do not fit into the arena, adam frees the gradient, and dispose the rest', () => {
  // The parameter and its gradient are 256 bytes each; one moment fits beside them, two do not.
  const before = useArena(new Arena({ limitBytes: 3 * 256 }));
  try {
    const [parameter, gradient] = [tensor(disordered(64)), tensor(disordered(64))];
    const optimiser = adam({ rate: 1 });
    expect(() => optimiser.update(parameter, gradient)).toThrow(BudgetError);
    expect(gradient.fate).toBe('disposed');
    optimiser.dispose();
    parameter.dispose();
    expect(defaultArena().liveBytes).toBe(0);
  } finally {
    useArena(before);
  }
});

describe('adam refuses', () => {
  test('options that are out of range', () => {
    const least = 'a finite number of at least 0 is needed';
    expect(() => adam({ rate: -1 })).toThrow(new RangeError(`adam: rate is -1; ${least}`));
    expect(() => adam({ rate: 1, epsilon: NaN })).toThrow(new RangeError(`adam: epsilon is NaN; ${least}`));
    expect(() => adam({ rate: 1, decay: [-0.1, 0] })).toThrow(
      new RangeError(`adam: decay is -0.1; ${least}`),
    );
    expect(() => adam({ rate: 1, decay: [0.9, 1] })).toThrow(
      new RangeError('adam: decay is 1; a number below 1 is needed'),
    );
  });
});
