import { Arena } from 'sublinear';
import { expect, test } from 'vitest';
import { countedRuns } from '../../../bench/gate/runs.js';
import { tasks } from '../../../bench/gate/tasks.js';
import { timesInYardsticks } from '../../../bench/gate/times.js';

test('the runs that are watched have figures of different names, and leave nothing behind', () => {
  const figures = countedRuns();
  expect(new Set(figures.map(({ name }) => name)).size).toBe(figures.length);
  const left = figures.filter(({ name }) => name.endsWith('bytes left after the run'));
  // Four cells under four strategies, one of unknown length, and layers under two.
  expect(left.map(({ value }) => value)).toEqual(Array.from({ length: 4 * 4 + 1 + 2 }, () => 0));
});

test('every task that is timed takes some time', () => {
  const samples = Object.values(timesInYardsticks(tasks(new Arena()), { rounds: 3, warming: 1 }));
  expect(samples.length).toBeGreaterThan(0);
  for (const ratios of samples) {
    expect(ratios).toHaveLength(3);
    expect(ratios.every((ratio) => ratio > 0)).toBe(true);
  }
});
