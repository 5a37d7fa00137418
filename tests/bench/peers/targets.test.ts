import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ContestantName, contestants } from '../../../bench/peers/contestants.js';
import { limitOf, measureRoof, productOperations } from '../../../bench/peers/limits.js';
import type { Measured } from '../../../bench/peers/race.js';
import { races } from '../../../bench/peers/races.js';
import { targetTable } from '../../../bench/peers/show.js';
import { isMet, quantileOf, targets, type Verdict, verdicts } from '../../../bench/peers/targets.js';

const took = (contestant: ContestantName, ...runs: number[]): Measured => ({
  contestant,
  runs,
  prepareMs: 1,
  difference: 0,
});
const [rnn] = races;

function verdictOn(over: ContestantName, measured: readonly Measured[], place = 0): Verdict {
  const found = verdicts(new Map([['RNN', measured]]));
  return found.filter(({ target }) => target.over === over)[place]!;
}

test('every target is of a race in which everybody named takes part', () => {
  for (const { race, fastestOf, over } of targets) {
    const entrants: readonly string[] = races.find(({ name }) => name === race)?.entrants ?? [];
    for (const name of [...fastestOf, over]) expect(entrants).toContain(name);
  }
});

test('a target is judged on the fastest of those named, round by round', () => {
  const measured = [took('builtin', 10, 20, 30), took('loop1', 50, 80, 90), took('loop2', 25, 60, 60)];
  const { fastest, found, ...verdict } = verdictOn('builtin', measured);
  expect(fastest?.contestant).toBe('loop2');
  expect(found).toEqual({ median: 2.5, low: 2, high: 2.5 });
  expect(isMet({ fastest, found, ...verdict })).toBe(true);
});

test('a ratio is of the rounds in which both took part', () => {
  const measured = [took('builtin', 10, 1000, 1000), took('loop1', 24)];
  const verdict = verdictOn('builtin', measured);
  expect(verdict.found).toEqual({ median: 2.4, low: 2.4, high: 2.4 });
  expect(isMet(verdict)).toBe(false);
});

test('the tape is to take at most so many times as long as the loop written by hand', () => {
  expect(isMet(verdictOn('hand', [took('hand', 100), took('builtin', 115)]))).toBe(true);
  expect(isMet(verdictOn('hand', [took('hand', 100), took('builtin', 116)]))).toBe(false);
});

test('a target without times is not measured, one of a race that was not run is not listed', () => {
  expect(isMet(verdictOn('builtin', []))).toBeUndefined();
  expect(isMet(verdictOn('builtin', [took('loop1', 1)]))).toBeUndefined();
  expect(verdicts(new Map())).toEqual([]);
});

test('quantiles lie between the runs, on the line between the two beside them', () => {
  expect([0, 0.25, 0.5, 0.75, 1].map((share) => quantileOf([3, 1, 2], share))).toEqual([1, 1.5, 2, 2.5, 3]);
  expect(quantileOf([], 0.5)).toBeNaN();
  const runs = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1 });
  fc.assert(
    fc.property(runs, fc.double({ min: 0, max: 1, noNaN: true }), (some, share) => {
      const found = quantileOf(some, share);
      expect(found).toBeGreaterThanOrEqual(Math.min(...some));
      expect(found).toBeLessThanOrEqual(Math.max(...some));
    }),
  );
});

test('a gradient has the products of a step forward, and as many and the one by the state back', () => {
  // 2 batch width (hidden + inputs) forward, the same for the weights, 2 batch width hidden for the state.
  const sizes = { steps: 10, batch: 2, hidden: 3, inputs: 5 };
  expect(productOperations({ cell: 'RNN', sizes })).toBe(10 * (96 + 96 + 36));
  expect(productOperations({ cell: 'RNN', sizes }, 2)).toBe(10 * (2 * 96 + 96 + 36));
  expect(productOperations({ cell: 'LSTM', sizes })).toBe(4 * 10 * (96 + 96 + 36));
});

test('what limits a ratio is said of the roof, of the tape, or of who did not run', () => {
  const roofPerMs = productOperations(rnn) / 5;
  const built = verdictOn('builtin', [took('builtin', 10), took('loop1', 20)]);
  expect(limitOf(built, rnn, roofPerMs)).toBe(
    "ours does 47.0 of the 94.0 GFLOP/s of plain SIMD's roof as a whole: products alone would take 5.0 of its 10.0 ms " +
      'there, and the ratio would be 4.00',
  );
  const native = verdictOn('native', [took('native', 5), took('loop1', 20)], 0);
  expect(limitOf(native, rnn, roofPerMs)).toBe(
    'ours does 94.0 GFLOP/s as a whole; the roof of plain SIMD, which is not its own, is 94.0',
  );
  expect(limitOf(verdictOn('hand', [took('hand', 1), took('builtin', 2)]), rnn, roofPerMs)).toBe(
    'the same kernels on both sides: what is more is the work of the tape',
  );
  expect(limitOf(verdictOn('builtin', [took('builtin', 1)]), rnn, roofPerMs)).toBe(
    'none of PyTorch loop, 1 thread, PyTorch loop, 2 threads ran',
  );
  expect(limitOf(verdictOn('native', [took('loop1', 1)]), rnn, roofPerMs)).toBe(
    'sublinear, native product did not run',
  );
});

test('the roof is a number of operations that a processor can do', () => {
  // Below a thousandth of a GFLOP/s no loop ran; above 1000 GFLOP/s on one core the loop was removed.
  expect(measureRoof(2)).toBeGreaterThan(1e3);
  expect(measureRoof(2)).toBeLessThan(1e9);
});

test('the table says of every target whether it is met, and beneath what limits those that are not', () => {
  const measured = [took('builtin', 10), took('hand', 10), took('loop1', 20), took('tfjs', 300)];
  const text = targetTable(verdicts(new Map([['RNN', measured]])), 1e6);
  const lines = text.split('\n').map((line) => line.trim().replaceAll(/\s*\|\s*/g, '|'));
  expect(lines).toContain('RNN|sublinear|hand-written loop, our kernels|1.00|1.00 to 1.00|≤ 1.15|met');
  expect(lines).toContain('RNN|PyTorch loop, 1 thread|sublinear|2.00|2.00 to 2.00|≥ 2.5|not met');
  expect(lines).toContain('RNN|TensorFlow.js wasm|sublinear|30.00|30.00 to 30.00|≥ 25|met');
  expect(lines).toContain(`RNN|${contestants.jaxSteps.name}|sublinear|||≥ 10|not measured`);
  expect(text).toContain(
    "RNN, ≥ 2.5 over sublinear: not met: ours does 47.0 of the 1.0 GFLOP/s of plain SIMD's roof",
  );
  expect(text).not.toContain('≥ 25 over');
});
