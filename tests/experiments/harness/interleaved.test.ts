import { expect, test } from 'vitest';
import { interleaved } from '../../../experiments/harness/interleaved.js';

const busy = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

test('each round takes every run once, and the next one in the opposite order', () => {
  const calls: string[] = [];
  const run = (name: string) => () => {
    calls.push(name);
    busy(5);
  };
  const times = interleaved([run('a'), run('b')], { rounds: 3 });
  expect(times.map((each) => each.length)).toEqual([3, 3]);
  expect(calls.slice(-6).join('')).toBe('abbaab');
  for (const ms of times.flat()) expect(ms).toBeGreaterThanOrEqual(5);
});

test('a run that has taken its time is left out of further rounds, but not of the first', () => {
  const [ms = []] = interleaved([() => busy(20)], { rounds: 6, mostMs: 19 });
  expect(ms).toHaveLength(1);
});

test('a short run is repeated until a turn is long enough, and its time is that of one', () => {
  const [ms = []] = interleaved([() => busy(1)], { rounds: 1, leastTurnMs: 50 });
  expect(ms[0]).toBeGreaterThanOrEqual(1);
  expect(ms[0]).toBeLessThan(50);
});
