import { expect, test } from 'vitest';
import {
  accounts,
  formatReport,
  gather,
  matmul,
  normal,
  randomStream,
  revolve,
  scan,
  square,
  sum,
  Tape,
  type Tensor,
  tanh,
  tensor,
  tidy,
} from '../../src/index.js';

/** The report of a chain of 12 steps with a state of 4 KiB, for which revolve has slots to spare. */
function reported(options: { predict?: boolean; reads?: boolean } = {}) {
  return tidy(() => {
    const stream = randomStream('report');
    const W = normal([32, 32], { key: stream.key(), deviation: 0.1 });
    const state = normal([32, 32], { key: stream.key() });
    const inputs = { extent: 12, at: () => [] };
    const step = (p: Tensor, h: Tensor) => ({ state: tanh(matmul(h, p)) });
    const loss = ({ W: p }: { W: Tensor; spare: Tensor }): Tensor => {
      const last = scan(step, { parameters: p, state, inputs }).state;
      if (options.reads) gather(last, tensor(0, { dtype: 'int32' })).toArray();
      return sum(square(last));
    };
    const strategy = revolve({ slots: 20 });
    const parameters = { W, spare: tensor([1]) };
    return new Tape({ strategy, predict: options.predict ?? true }).gradient(loss, parameters).report;
  });
}

test('a report is printed with what was foretold beside what was found, and what the user should hear', () => {
  const text = formatReport(reported());
  expect(text.split('\n').filter((line) => !line.startsWith('  '))).toEqual([
    'strategy        revolve(20)',
    'advancedSteps               11 (predicted 11)',
    'recordedSteps               12 (predicted 12)',
    'sweptSteps                  12 (predicted 12)',
    'snapshotWrites              11 (predicted 11)',
    'restores                    11 (predicted 11)',
    'peakSlots                   11 (predicted 11)',
    expect.stringMatching(/^peakBytes +([\d,]+) \(predicted \1\)$/),
    'note: revolve: 20 slots were asked for; a chain of 12 steps can use 11',
    "note: the loss does not depend on parameter 'spare': its gradient is zero",
    'note: revolve(20): 73984 bytes at the peak and 11 extra steps, no fewer than the 73984 bytes of recording everything',
  ]);
});

test('its accounts are printed where they hold anything, and add up to the peak', () => {
  const report = reported();
  const lines = formatReport(report).split('\n');
  const printed = lines.filter((line) => line.startsWith('  ')).map((line) => line.trim().split(' ')[0]);
  expect(printed).toEqual(accounts.filter((account) => report.peakByAccount[account] > 0));
  expect(Object.values(report.peakByAccount).reduce((a, b) => a + b)).toBe(report.peakBytes);
});

test('where nothing was foretold, only what was found is printed', () => {
  for (const options of [{ predict: false }, { reads: true }]) {
    const report = reported(options);
    expect(report.predicted).toBeUndefined();
    expect(formatReport(report)).not.toContain('predicted');
  }
});

test('what is found is the same with and without a prediction', () => {
  const { advanceMs: _, recordMs: _1, sweepMs: _2, storeMs: _3, predicted, remarks, ...found } = reported();
  const { operations: _4, ...foretold } = predicted ?? {};
  expect(found).toMatchObject(foretold);
  expect(reported({ predict: false })).toMatchObject(found);
  // What recording everything takes is known only where runs are measured.
  expect(reported({ predict: false }).remarks).toEqual(remarks.slice(0, -1));
});

test('the peak has its moment', () => {
  const { peakMoment } = reported();
  expect(['record', 'sweep']).toContain(peakMoment.phase);
  expect(peakMoment.step ?? 0).toBeGreaterThanOrEqual(0);
});
