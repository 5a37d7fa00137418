import { describe, expect, test } from 'vitest';
import {
  add,
  defaultArena,
  dropout,
  type Keep,
  matmul,
  mean,
  normal,
  relu,
  revolve,
  scan,
  square,
  storeAll,
  TapeError,
  type Tensor,
  tanh,
  tidy,
  withinBudget,
  zeros,
} from '../../src/index.js';
import { estimateVariance } from '../../src/randomized/estimateVariance.js';
import { combine } from '../../src/randomized/index.js';
import { sample } from '../../src/randomized/sample.js';
import type { VarianceOptions } from '../../src/randomized/varianceOptions.js';
import { leadingHalf } from '../support/leading.js';

const [batch, hidden, steps] = [2, 4, 3];
const half = sample({ fraction: 0.5 });

interface Weights {
  readonly [name: string]: Tensor;
  readonly W: Tensor;
  readonly U: Tensor;
}

type Bend = (h: Tensor) => Tensor;

function recurrent(bend: Bend = relu) {
  const parameters: Weights = {
    W: normal([hidden, hidden], { key: [1, 2] }),
    U: normal([2, hidden], { key: [3, 4] }),
  };
  const inputs = normal([steps, batch, 2], { key: [5, 6] });
  const state = normal([batch, hidden], { key: [7, 8] });
  const step = ({ W, U }: Weights, h: Tensor, x: Tensor) => ({
    state: bend(add(matmul(h, W), matmul(x, U))),
  });
  const loss = (p: Weights): Tensor => mean(square(scan(step, { parameters: p, state, inputs }).state));
  return { parameters, loss };
}

function varianceUnder(keep: Keep | undefined, options: Partial<VarianceOptions> = {}, bend: Bend = relu) {
  return tidy(() => {
    const { parameters, loss } = recurrent(bend);
    const strategy = keep === undefined ? storeAll() : combine(storeAll(), keep);
    return estimateVariance(loss, parameters, strategy, { draws: 50, ...options });
  });
}

const all = (values: Float64Array, value: number): boolean => values.every((each) => each === value);

describe('what varies', () => {
  test('nothing without a keep, and the mean is the gradient to the bit', () => {
    const { parameters, largestZ, isUnbiased } = varianceUnder(undefined);
    for (const { mean, variance, exact, z } of [parameters.W, parameters.U]) {
      expect([...mean]).toEqual([...exact]);
      expect([all(variance, 0), all(z, 0)]).toEqual([true, true]);
    }
    expect([largestZ, isUnbiased]).toEqual([0, true]);
  });

  test('the gradient by the weights whose factors are sampled, and no other', () => {
    const { W, U } = varianceUnder(half).parameters;
    expect(W.variance.some((each) => each > 0)).toBe(true);
    expect(all(U.variance, 0)).toBe(true);
    expect([...U.mean]).toEqual([...U.exact]);
    expect([W.shape, U.shape]).toEqual([
      [hidden, hidden],
      [2, hidden],
    ]);
  });

  test('nothing where nothing is estimated, which is said', () => {
    const { parameters, remarks } = varianceUnder(half, {}, tanh);
    expect(all(parameters.W.variance, 0)).toBe(true);
    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toContain('no residual was estimated, and the gradient is exact');
  });

  test('not the masks of dropout: the loss is the same in all draws', () => {
    const bend: Bend = (h) => dropout(relu(h), { rate: 0.3 });
    const exactly = varianceUnder(undefined, {}, bend).parameters.W;
    const estimated = varianceUnder(half, { draws: 2000 }, bend);
    expect(all(exactly.variance, 0)).toBe(true);
    expect([...estimated.parameters.W.exact]).toEqual([...exactly.exact]);
    expect(estimated.isUnbiased).toBe(true);
    const others = varianceUnder(undefined, { seed: 'others' }, bend).parameters.W;
    expect([...others.exact]).not.toEqual([...exactly.exact]);
  });
});

describe('the draws', () => {
  test('are the same for the same seed, and others for another', () => {
    const means = (options: Partial<VarianceOptions>): number[] => [
      ...varianceUnder(half, options).parameters.W.mean,
    ];
    expect(means({ seed: 'a' })).toEqual(means({ seed: 'a' }));
    expect(means({ seed: 'a' })).not.toEqual(means({ seed: 'b' }));
  });

  test('are others for another seed of the keep', () => {
    const other = sample({ fraction: 0.5, seed: 1 });
    expect([...varianceUnder(other).parameters.W.mean]).not.toEqual([
      ...varianceUnder(half).parameters.W.mean,
    ]);
  });

  test('are the same under another schedule or a budget, to the bit', () => {
    tidy(() => {
      const { parameters, loss } = recurrent();
      const under = (schedule: typeof storing) =>
        estimateVariance(loss, parameters, combine(schedule, half), { draws: 20 });
      const storing = storeAll();
      expect(under(revolve({ slots: 1 }))).toEqual(under(storing));
      const within = under(withinBudget({ bytes: 3072 }));
      expect(within.remarks[0]).toContain('withinBudget: ');
      expect(within.parameters).toEqual(under(storing).parameters);
    });
  });

  test('are counted', () => {
    const seen: (readonly [number, number])[] = [];
    varianceUnder(half, { draws: 3, onProgress: (done, draws) => seen.push([done, draws]) });
    expect(seen).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
  });
});

describe('the verdict', () => {
  test('is against an estimate that takes half of the entries for 0', () => {
    const { largestZ, isUnbiased } = varianceUnder(leadingHalf());
    expect([largestZ, isUnbiased]).toEqual([Number.POSITIVE_INFINITY, false]);
  });

  test('is against an estimate that varies around something else', () => {
    const skewed: Keep = {
      ...half,
      sketchOf: (residual) => {
        const found = half.sketchOf(residual);
        if (typeof found === 'string') return found;
        return {
          kept: found.kept,
          keep: (x, key) => found.keep(x, key),
          recall: (y, key) => found.recall(y, key),
          // Added twice: the mean is twice the gradient.
          addProduct: (sum, y, g, key) => {
            found.addProduct(sum, y, g, key);
            found.addProduct(sum, y, g, key);
          },
        };
      },
    };
    expect(varianceUnder(skewed, { draws: 1000 }).isUnbiased).toBe(false);
  });

  test('has a bound that all scores share, at a level of choice', () => {
    const entries = hidden * hidden + 2 * hidden;
    const { bonferroniBound, largestZ } = varianceUnder(half, { draws: 2000 });
    // Of 48 tails of 1e-3 / 48.
    expect(entries).toBe(24);
    expect(bonferroniBound).toBeCloseTo(4.0980381, 6);
    expect(largestZ).toBeLessThan(bonferroniBound);
    expect(varianceUnder(half, { level: 0.05 }).bonferroniBound).toBeCloseTo(3.0781, 4);
  });
});

test('estimates come in the form of the parameters', () => {
  tidy(() => {
    const { parameters, loss } = recurrent();
    const { W, U } = parameters;
    const nested = { layers: [{ W }, { W: U }] };
    const strategy = combine(storeAll(), half);
    const found = estimateVariance(
      ({ layers: [first, second] }: typeof nested) => loss({ W: first!.W, U: second!.W }),
      nested,
      strategy,
      { draws: 10 },
    );
    const plain = estimateVariance(loss, parameters, strategy, { draws: 10 }).parameters;
    expect(found.parameters).toEqual({ layers: [{ W: plain.W }, { W: plain.U }] });
    const alone = estimateVariance((each: Tensor) => loss({ W: each, U }), W, strategy, { draws: 10 });
    expect(alone.parameters).toEqual(plain.W);
  });
});

describe('nothing is left', () => {
  const leftBy = (act: () => unknown): number => {
    const { liveBytes } = defaultArena();
    act();
    return defaultArena().liveBytes - liveBytes;
  };

  test('in the open scope', () => {
    tidy(() => {
      const { parameters, loss } = recurrent();
      const strategy = combine(storeAll(), half);
      expect(leftBy(() => estimateVariance(loss, parameters, strategy, { draws: 5 }))).toBe(0);
    });
  });

  test('of draws that are broken off', () => {
    const onProgress = (done: number): void => {
      if (done === 3) throw new Error('enough');
    };
    expect(leftBy(() => expect(() => varianceUnder(half, { onProgress })).toThrow('enough'))).toBe(0);
  });
});

test('a loss that is another one in every draw is refused', () => {
  tidy(() => {
    let calls = 0;
    const loss = (W: Tensor): Tensor => {
      calls += 1;
      return add(mean(W), calls > 3 ? 1 : 0);
    };
    const strategy = combine(storeAll(), half);
    expect(() => estimateVariance(loss, zeros([2]), strategy, { draws: 5 })).toThrow(
      new TapeError(
        'estimateVariance: the loss is 1 in draw 1 under store all x sample(0.5), and 0 in the exact run; it must be ' +
          'the same to the bit. Draw batches outside of the loss, and take randomness in it from the tape',
      ),
    );
  });
});

const faults = [
  {
    options: { draws: undefined },
    error: new TypeError('estimateVariance: draws is missing; write { draws: 1000 }'),
  },
  {
    options: { draws: '10' },
    error: new TypeError("estimateVariance: draws is '10'; a number is needed"),
  },
  ...[1, 0, -3, 2.5, Number.NaN, Number.POSITIVE_INFINITY].map((draws) => ({
    options: { draws },
    error: new RangeError(
      `estimateVariance: draws is ${draws}; a whole number of at least 2 is needed, for a variance`,
    ),
  })),
  {
    options: { seed: Number.NaN },
    error: new TypeError('estimateVariance: seed is NaN; a finite number or a string is needed'),
  },
  {
    options: { level: '5%' },
    error: new TypeError("estimateVariance: level is '5%'; a number is needed"),
  },
  ...[0, 1, -0.1, Number.NaN].map((level) => ({
    options: { level },
    error: new RangeError(`estimateVariance: level is ${level}; a probability above 0 and below 1 is needed`),
  })),
  {
    options: { onProgress: true },
    error: new TypeError('estimateVariance: onProgress is true; a function is needed'),
  },
];

test.each(faults)('$options is refused', ({ options, error }) => {
  expect(() => varianceUnder(half, options as never)).toThrow(error);
});

test('a strategy that is none, or no options, are refused', () => {
  tidy(() => {
    const W = zeros([2]);
    const options = { draws: 2 };
    const message = (found: string): TypeError =>
      new TypeError(
        `estimateVariance: strategy is ${found}; one is needed, such as combine(storeAll(), sample({ fraction: 0.1 }))`,
      );
    expect(() => estimateVariance(mean, W, undefined as never, options)).toThrow(message('undefined'));
    expect(() => estimateVariance(mean, W, 'revolve' as never, options)).toThrow(message("'revolve'"));
    expect(() => estimateVariance(mean, W, storeAll(), undefined as never)).toThrow(
      new TypeError('estimateVariance: draws is missing; write { draws: 1000 }'),
    );
  });
});
