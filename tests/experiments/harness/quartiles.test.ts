import { expect, test } from 'vitest';
import { quartilesOf } from '../../../experiments/harness/quartiles.js';

test('quartiles of an odd count are numbers of it, and between neighbours in proportion of others', () => {
  expect(quartilesOf([5, 1, 3, 2, 4])).toEqual({ lower: 2, median: 3, upper: 4 });
  expect(quartilesOf([4, 1, 2, 3])).toEqual({ lower: 1.75, median: 2.5, upper: 3.25 });
});

test('one number is all three, and none are none', () => {
  expect(quartilesOf([7])).toEqual({ lower: 7, median: 7, upper: 7 });
  expect(quartilesOf([])).toEqual({ lower: Number.NaN, median: Number.NaN, upper: Number.NaN });
});
