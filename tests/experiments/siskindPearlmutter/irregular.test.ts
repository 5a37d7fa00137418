import { expect, test } from 'vitest';
import { toSvg } from '../../../experiments/harness/figure.js';
import {
  irregular,
  measureIrregular,
  type Values,
  type Way,
  ways,
} from '../../../experiments/siskindPearlmutter/irregular.js';
import {
  allRotations,
  flattened,
  initial,
  loopLevel,
} from '../../../experiments/siskindPearlmutter/rotation.js';
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

test.each(ways)('%s takes what the tape foretells', (way) => {
  const point = { way, l: 13, n: 12 };
  expect(measureIrregular(point)).toMatchObject(irregular.predict!(point));
});

const row = (way: Way, l: number, bytes: number, largestError = 1e-10) => {
  const values: Values = {
    bytes,
    peakBytes: bytes,
    advancedSteps: 0,
    seconds: l / 100,
    loss: 0,
    largestError,
  };
  return { point: { way, l, n: 1000 }, values };
};
const growing = (power: Readonly<Record<Way, number>>, error?: number) =>
  [50, 200, 800].flatMap((l) => ways.map((way) => row(way, l, 1000 * l ** power[way], error)));

test('claims follow the fitted growth', async () => {
  const asThere = irregular.show(growing({ 'store all': 1.2, loop: 0.6, bisection: 0.1 }));
  expect(asThere.claims.map(({ holds }) => holds)).toEqual([true, true, true, true]);
  const other = irregular.show(growing({ 'store all': 0.5, loop: 0.1, bisection: 0.6 }, 1e-3));
  expect(other.claims.map(({ holds }) => holds)).toEqual([false, false, false, false]);
  for (const { spec } of asThere.plots) expect(await toSvg(spec)).toContain('outer steps');
});

test('one length tells nothing of growth', () => {
  const { claims } = irregular.show([row('store all', 53, 1000)]);
  expect(claims.map(({ holds }) => holds)).toEqual([undefined, undefined, undefined, true]);
});
