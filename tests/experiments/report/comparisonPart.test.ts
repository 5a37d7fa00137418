import { expect, test } from 'vitest';
import { comparisonPart, differenceOf } from '../../../experiments/report/comparisonPart.js';

test.each([
  [2.711, 2.69, '+0.8 %'],
  ['2.711', '2.69', '+0.8 %'],
  ['1,100', 1000, '+10.0 %'],
  [50, 100, '−50.0 %'],
  [-50, -100, '+50.0 %'],
  [3000, 1, '+299900 %'],
  [100.001, 100, 'under 0.1 %'],
  [7, 7, 'none'],
  [7, 0, '+7'],
  [-7, 0, '−7'],
  [7, '', ''],
  ['12 MiB', 12, ''],
  ['seven', 'sieben', ''],
  [Number.NaN, 1, ''],
])('the difference of %j to %j is %j', (ours, theirs, difference) => {
  expect(differenceOf({ ours, theirs })).toBe(difference);
});

test('columns that would be empty are left out', () => {
  const columns = (ours: number | string, theirs: number | string): number =>
    String(comparisonPart({ title: 'of one', rows: [{ what: 'it', ours, theirs }] })).split('<td').length - 1;
  expect([columns(1, ''), columns(1, 'one'), columns(1, 2)]).toEqual([2, 3, 4]);
});
