import { describe, expect, test } from 'vitest';
import { fractions, type Network, table1 as ofPaper } from '../../../experiments/randomized/paper.js';
import { inputWeightsTooMany, reconciled } from '../../../experiments/randomized/reconciliation.js';
import { measureTable1, reconciliationOf, table1 } from '../../../experiments/randomized/table1.js';

const networks: readonly Network[] = ['fully connected', 'RNN'];

const sumOf = (terms: readonly { readonly bytes: number }[]): number =>
  terms.reduce((sum, { bytes }) => sum + bytes, 0);

describe.each(networks)('%s', (network) => {
  test('the formula gives the cells of Table 1, but for the one at 0.5 of the fully connected network', () => {
    for (const fraction of fractions) {
      if (network === 'fully connected' && fraction === 0.5) continue;
      const nothing = { parameter: 0, input: 0, residual: 0 };
      const { derivedBytes } = reconciled({ network, fraction, batch: 150, waiting: nothing, residuals: [] });
      const megabytes = (derivedBytes + inputWeightsTooMany[network]) / 1e6;
      // The paper has two digits after the point.
      expect(Math.abs(megabytes - ofPaper[network][fraction]!)).toBeLessThan(0.0051);
    }
  });

  test.each([1, 0.3, 0.05])('at %f every byte between formula and ledger has a name', (fraction) => {
    const point = { network, fraction, batch: 6 };
    const values = measureTable1(point);
    const { derivedBytes, ledgerBytes, terms } = reconciliationOf({ point, values });
    expect(terms.map(({ what }) => what)).not.toContain('not explained');
    const { parameter, input, residual } = values.waiting;
    expect(ledgerBytes).toBe(parameter + input + residual);
    // Fractions of bytes are numbers below 1e7, added a dozen times.
    expect(Math.abs(sumOf(terms) - (ledgerBytes - derivedBytes))).toBeLessThan(1e-6);
  });
});

test('bytes without a name are said', () => {
  const point = { network: 'RNN', fraction: 0.3, batch: 6 } as const;
  const values = measureTable1(point);
  const { waiting } = values;
  const more = { ...values, waiting: { ...waiting, residual: waiting.residual + 64 } };
  const rest = reconciliationOf({ point, values: more }).terms.find(({ what }) => what === 'not explained');
  expect(rest?.bytes).toBeCloseTo(64, 6);
  const { claims } = table1.show([{ point, values: more }]);
  expect(claims[0]).toMatchObject({ holds: false, found: 'RNN at 0.3' });
});

test('each cell is shown from the paper to the ledger, and what is saved at a tenth', () => {
  const rows = [1, 0.1].map((fraction) => {
    const point = { network: 'RNN' as const, fraction, batch: 150 };
    return { point, values: measureTable1(point) };
  });
  const { comparisons, claims } = table1.show(rows);
  expect(comparisons.map(({ title }) => title)).toEqual([
    'RNN: MB that wait when the loss is known, by the ledger; and what the paper calculated by hand',
    "RNN at 1: from the paper's bytes to the ledger's",
    "RNN at 0.1: from the paper's bytes to the ledger's",
  ]);
  expect(claims.map(({ holds }) => holds)).toEqual([true, true]);
});
