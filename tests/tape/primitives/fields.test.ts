import { expect, test } from 'vitest';
import {
  combine,
  multiply,
  reaction,
  sample,
  scan,
  squaredDeviation,
  storeAll,
  Tape,
  type Tensor,
  tensor,
  tidy,
} from '../../../src/index.js';
import { disordered } from '../../support/samples.js';

const dtype = 'float64';
const vector = (...values: number[]): Tensor => tensor(values, { dtype });
const fields = tensor(
  [
    [1, 1, 1, 1],
    [1, -1, 2, -2],
  ],
  { dtype },
);

test('a reaction multiplies a field by the combination', () => {
  const y = tidy(() =>
    reaction(vector(1, 2, 3, 4), { weights: vector(1, 2), factors: vector(3, 0.5), fields }),
  );
  // The combination is 3 + (1, -1, 2, -2).
  expect([...y.toArray()]).toEqual([4, 4, 15, 4]);
});

test('a squared deviation is the mean of the squares', () => {
  const y = tidy(() => squaredDeviation(vector(1, 2, 3, 4), { weights: vector(1, 1), fields }));
  // The combination is (2, 0, 3, -1).
  expect(y.item()).toBe((1 + 4 + 0 + 25) / 4);
});

type Times = { readonly factors: Tensor; readonly weights: Tensor };

/** Fields of 256 bytes over three steps. */
function chain(keep = sample({ fraction: 1, signal: true })) {
  const wide = tensor([disordered(32), disordered(32).reverse()], { dtype });
  const inputs: Times = {
    factors: tensor([1, 2, 3, 4, 5, 6], { shape: [3, 2], dtype }),
    weights: tensor([1, 0, 0, 1, 1, 1], { shape: [3, 2], dtype }),
  };
  const loss = ({ theta }: { theta: Tensor }): Tensor => {
    const step = (own: { theta: Tensor }, x: Tensor, { factors, weights }: Times) => {
      const state = reaction(x, { weights: own.theta, factors, fields: wide });
      return { state, output: squaredDeviation(state, { weights, fields: wide }) };
    };
    const state = tensor(disordered(32), { dtype });
    return scan(step, { parameters: { theta }, state, inputs, outputs: 'sum' }).outputs;
  };
  return tidy(() => {
    const tape = new Tape({ strategy: combine(storeAll(), keep) });
    return tape.gradient(loss, { theta: vector(0.5, 0.25) }).report;
  });
}

test('of a step with a reaction and a deviation the field alone waits, once', () => {
  const { peakByAccount, residuals } = chain();
  expect(residuals.map(({ primitive, exactBytes }) => [primitive, exactBytes])).toEqual([
    ['reaction', 0],
    ['squaredDeviation', 0],
  ]);
  // The fixed fields once, and a state for each of three steps.
  expect(peakByAccount.residual).toBe(512 + 3 * 256);
});

test('both uses of a field wait as estimates of their own where the signal is estimated', () => {
  const rows = chain(sample({ fraction: 0.25, signal: true })).residuals;
  const kept = rows.map(({ primitive, keptBytes }) => [primitive, keptBytes]);
  expect(kept).toEqual([
    ['reaction', 3 * 64],
    ['squaredDeviation', 3 * 64],
  ]);
});

test('an estimate of a deviation has no variance where there is none', () => {
  const target = vector(2, 0, 3, -1);
  const step = (own: { x: Tensor }, state: Tensor) => {
    const next = multiply(own.x, 1);
    return { state, output: squaredDeviation(next, { weights: vector(1, 1), fields }) };
  };
  const loss = (parameters: { x: Tensor }): Tensor =>
    scan(step, { parameters, state: vector(0), inputs: { extent: 1, at: () => [] }, outputs: 'sum' }).outputs;
  const tape = new Tape({ strategy: combine(storeAll(), sample({ fraction: 0.25, signal: true })) });
  const { gradient, report } = tape.gradient(loss, { x: target });
  expect(report.residuals.find(({ primitive }) => primitive === 'squaredDeviation')?.keptBytes).toBe(64);
  expect([...gradient.x.toArray()].map(Math.abs)).toEqual([0, 0, 0, 0]);
});

test('shapes that do not fit are refused', () => {
  expect(() => squaredDeviation(vector(1, 2), { weights: vector(1, 1), fields })).toThrow(
    'squaredDeviation: the field is float64 [2], weights are float64 [2] and fields float64 [2, 4]; [n], [k] and [k, n] are needed',
  );
  expect(() => reaction(vector(1, 2, 3, 4), { weights: vector(1, 1), factors: vector(1), fields })).toThrow(
    'reaction: weights are float64 [2] and factors float64 [1]; as many are needed',
  );
});
