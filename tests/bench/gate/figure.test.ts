import { expect, test } from 'vitest';
import { spread } from '../../../bench/gate/figure.js';

test('a spread is the median and the quartiles, to four digits', () => {
  expect(spread([5, 1, 4, 2, 3])).toEqual({ value: 3, quartiles: { low: 2, high: 4 } });
  expect(spread([1.23456])).toEqual({ value: 1.235, quartiles: { low: 1.235, high: 1.235 } });
});
