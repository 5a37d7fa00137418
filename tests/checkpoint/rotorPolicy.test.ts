import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RotorPolicy, rotorCost } from '../../src/checkpoint/rotorPolicy.js';

const repeated = (value: number, count: number): number[] => Array.from({ length: count }, () => value);

function costOfEqualSteps(units: number, records: number): number {
  return rotorCost({
    forward: repeated(1, 10),
    backward: repeated(2, 10),
    states: repeated(1, 10),
    records: repeated(records, 10),
    units,
  });
}

test('ten equal steps cost what the recurrence of the paper gives', () => {
  const small = [2, 3, 4, 5, 6, 7, 8, 9, 10].map((units) => costOfEqualSteps(units, 1));
  expect(small).toEqual([74, 46, 39, 37, 35, 34, 33, 32, 30]);
  const large = Array.from({ length: 18 }, (_, more) => costOfEqualSteps(3 + more, 2));
  expect(large).toEqual([75, 50, 44, 40, 38, 37, 37, 36, 35, 35, 34, 34, 33, 33, 32, 32, 31, 30]);
});

test('with too few units there is no way, and no steps cost nothing', () => {
  expect(costOfEqualSteps(1, 1)).toBe(Number.POSITIVE_INFINITY);
  expect(costOfEqualSteps(2, 2)).toBe(Number.POSITIVE_INFINITY);
  expect(rotorCost({ forward: [], backward: [], states: [], records: [], units: 1 })).toBe(0);
});

interface Chain {
  readonly forward: readonly number[];
  readonly backward: readonly number[];
  readonly states: readonly number[];
  readonly records: readonly number[];
}

/** The recurrence as it is printed, from the top down. */
function plainCost({ forward, backward, states, records }: Chain, units: number): number {
  const known = new Map<string, number>();
  const cost = (s: number, t: number, m: number): number => {
    if (m < 0) return Number.POSITIVE_INFINITY;
    const key = `${s} ${t} ${m}`;
    const found = known.get(key) ?? (s === t ? single(s, m) : several(s, t, m));
    known.set(key, found);
    return found;
  };
  const single = (s: number, m: number): number =>
    m >= records[s]! ? forward[s]! + backward[s]! : Number.POSITIVE_INFINITY;
  const several = (s: number, t: number, m: number): number => {
    const ways = [single(s, m) + cost(s + 1, t, m - records[s]!)];
    let advances = 0;
    for (let y = s + 1; y <= t; y += 1) {
      advances += forward[y - 1]!;
      ways.push(advances + cost(y, t, m - states[y]!) + cost(s, y - 1, m));
    }
    return Math.min(...ways);
  };
  return cost(0, forward.length - 1, units);
}

const chains = (longest: number, largest: number): fc.Arbitrary<Chain> =>
  fc.integer({ min: 1, max: longest }).chain((extent) => {
    const numbers = fc.array(fc.integer({ min: 0, max: largest }), { minLength: extent, maxLength: extent });
    return fc
      .record({ forward: numbers, backward: numbers, states: numbers, residuals: numbers })
      .map(({ residuals, ...chain }) => ({
        ...chain,
        records: residuals.map((size, step) => size + (chain.states[step + 1] ?? 0)),
      }));
  });

test('in exact units it is the plain recurrence, for unequal steps', () => {
  fc.assert(
    fc.property(chains(14, 9), fc.integer({ min: 1, max: 60 }), (chain, units) => {
      expect(rotorCost({ ...chain, units })).toBe(plainCost(chain, units));
    }),
    { seed: 12, numRuns: 300 },
  );
});

test('in exact units it is the plain recurrence, for equal steps', () => {
  const figures = fc.record({
    extent: fc.integer({ min: 1, max: 24 }),
    forward: fc.integer({ min: 0, max: 9 }),
    backward: fc.integer({ min: 0, max: 9 }),
    state: fc.integer({ min: 0, max: 5 }),
    residual: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(figures, fc.integer({ min: 1, max: 60 }), (each, units) => {
      const chain = {
        forward: repeated(each.forward, each.extent),
        backward: repeated(each.backward, each.extent),
        states: repeated(each.state, each.extent),
        records: repeated(each.state + each.residual, each.extent),
      };
      expect(rotorCost({ ...chain, units })).toBe(plainCost(chain, units));
    }),
    { seed: 13, numRuns: 200 },
  );
});

test('in rounded units it costs no less than in exact ones, no more than with all sizes rounded', () => {
  const bytes = 60;
  fc.assert(
    fc.property(chains(14, 10), fc.integer({ min: 1, max: 59 }), (chain, units) => {
      const sizes = { states: Float64Array.from(chain.states), records: Float64Array.from(chain.records) };
      const forward = Float64Array.from(chain.forward);
      const turn = forward.map((cost, step) => cost + chain.backward[step]!);
      const last = forward.length - 1;
      const found = new RotorPolicy({ forward, turn, ...sizes }, bytes, units).cost(0, last, units);
      const rounded = (values: readonly number[]): number[] =>
        values.map((size) => Math.ceil((size * units) / bytes));
      const coarse = { ...chain, states: rounded(chain.states), records: rounded(chain.records) };
      expect(found).toBeGreaterThanOrEqual(plainCost(chain, bytes));
      expect(found).toBeLessThanOrEqual(plainCost(coarse, units));
    }),
    { seed: 14, numRuns: 300 },
  );
});
