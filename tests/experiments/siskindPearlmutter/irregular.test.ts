import { expect, test } from 'vitest';
import { toSvg } from '../../../experiments/harness/figure.js';
import {
  irregular,
  measureIrregular,
  type Point,
  type Values,
} from '../../../experiments/siskindPearlmutter/irregular.js';
import {
  allRotations,
  flattened,
  initial,
  loopLevel,
  total,
} from '../../../experiments/siskindPearlmutter/rotation.js';
import { theirSavings } from '../../../experiments/siskindPearlmutter/theirs.js';
import { type ByWay, byWay } from '../../../experiments/siskindPearlmutter/ways.js';
import { Tape, tidy } from '../../../src/index.js';

test('the outer steps rotate as often as in the program of the paper', () => {
  expect(allRotations(53).slice(0, 10)).toEqual([8, 8, 4, 4, 2, 2, 2, 2, 2, 2]);
  expect(allRotations(101).slice(0, 10)).toEqual([1, 2, 2, 4, 32, 1, 2, 2, 4, 32]);
  const [sums, most] = [
    (all: readonly number[]) => all.reduce((total, each) => total + each, 0),
    (all: readonly number[]) => Math.max(...all),
  ].map((of) => [53, 101, 211, 401, 809, 1601, 3203].map((l) => of(allRotations(l))));
  expect(sums).toEqual([182, 422, 980, 2194, 4906, 10818, 23684]);
  expect(most).toEqual([32, 64, 128, 256, 512, 1024, 2048]);
});

test('the loss and the gradient are those of the closed form, and the same at both levels', () => {
  tidy(() => {
    const n = 10;
    const [a, b] = [flattened(20), loopLevel(20)].map((loss) => new Tape().gradient(loss, initial(n)));
    expect(a?.value.item()).toBe(b?.value.item());
    expect([...a!.gradient.toArray()]).toEqual([...b!.gradient.toArray()]);
    // n (n + 1) (2 n + 1) / 12; some hundred operations on each entry, each within a rounding.
    expect(Math.abs(a!.value.item() / ((n * (n + 1) * (2 * n + 1)) / 12) - 1)).toBeLessThan(1e-12);
    for (const [k, entry] of a!.gradient.toArray().entries())
      expect(Math.abs(Number(entry) / (n - k) - 1)).toBeLessThan(1e-9);
  });
});

test('what is measured is what the tape and the schedules foretell', () => {
  const point = { l: 13, n: 12, rounds: 1 };
  expect(measureIrregular(point)).toMatchObject(irregular.predict!(point));
});

/** Half of the program forward, then the right half, then the left. */
function bisected(steps: number): number {
  if (steps === 1) return 1;
  const left = Math.floor(steps / 2);
  return left + bisected(steps - left) + bisected(left);
}

test('bisection runs as many rotations as its recurrence says', () => {
  // Worked out for programs of equal steps.
  expect([16, 64, 100, 1000].map(bisected)).toEqual([48, 256, 416, 5932]);
  for (const l of [13, 53, 211]) {
    const rotations = total(l);
    const { rotationsRun } = irregular.predict!({ l, n: 2, rounds: 1 });
    expect(rotationsRun).toMatchObject({ storeAll: rotations, bisection: bisected(rotations) });
  }
});

const one = (median: number) => ({ lower: median, median, upper: median });

function row(l: number, bytes: ByWay<number>, largestError = 1e-10): { point: Point; values: Values } {
  const ones = byWay(() => 1);
  const times = byWay(() => one(l / 100));
  const counts = { peakBytes: bytes, snapshots: ones, rotationsRun: ones };
  return {
    point: { l, n: 1000, rounds: 1 },
    values: { bytes, ...counts, seconds: times, timesAll: times, largestError },
  };
}

const growing = (power: ByWay<number>, error?: number) =>
  [50, 200, 800].map((l) =>
    row(
      l,
      byWay((way) => 1000 * l ** power[way]),
      error,
    ),
  );

test('claims follow the fitted growth', async () => {
  const asThere = irregular.show(growing({ storeAll: 1.2, loop: 0.6, bisection: 0.1 }));
  expect(asThere.claims.map(({ holds }) => holds)).toEqual([true, true, true, true]);
  const other = irregular.show(growing({ storeAll: 0.5, loop: 0.1, bisection: 0.6 }, 1e-3));
  expect(other.claims.map(({ holds }) => holds)).toEqual([false, false, false, false]);
  for (const { spec } of asThere.plots) expect(await toSvg(spec)).toContain('outer steps');
});

test('one length tells nothing of growth', () => {
  const { claims } = irregular.show([
    row(
      53,
      byWay(() => 1000),
    ),
  ]);
  expect(claims.map(({ holds }) => holds)).toEqual([undefined, undefined, undefined, true]);
});

test('nothing measured tells nothing', () => {
  const { plots, comparisons, claims } = irregular.show([]);
  expect([plots, comparisons]).toEqual([[], []]);
  expect(claims.map(({ holds }) => holds)).toEqual([undefined, undefined, undefined, undefined]);
});

test('savings of theirs are those of their raw results', () => {
  expect(theirSavings(53, 'bisection')).toBe('53.5, 3.12');
  expect(theirSavings(3203, 'bisection')).toBe('4260.9, 2.03');
  expect(theirSavings(3203, 'loop')).toBe('10.6, 1.02');
  expect(theirSavings(211, 'loop')).toBe('');
});
