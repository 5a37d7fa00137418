import { expect, test } from 'vitest';
import { runPool } from '../../../experiments/harness/pool.js';

const script = new URL('../../support/children/behave.mjs', import.meta.url);
const child = { script, timeoutMs: 20_000 };
const echo = (value: number, delayMs = 0) => ({ behaviour: 'echo', value, delayMs });

test('outcomes are in the order of the points, in whatever order they end', async () => {
  const ends: number[] = [];
  const outcomes = await runPool<object, number>({
    ...child,
    points: [echo(0, 900), echo(1), echo(2)],
    atOnce: 2,
    onOutcome: (_, place) => ends.push(place),
  });
  expect(outcomes.map((outcome) => outcome.kind === 'finished' && outcome.result)).toEqual([0, 1, 2]);
  expect(ends[0]).toBe(1);
});

test('a point that fails stops no other', async () => {
  const points = [{ behaviour: 'exit', value: 5 }, { behaviour: 'garbage', value: '?' }, echo(7)];
  const outcomes = await runPool({ ...child, points, atOnce: 1 });
  expect(outcomes.map(({ kind }) => kind)).toEqual(['crashed', 'garbled', 'finished']);
});

test('one at a time is one at a time', async () => {
  const ends: number[] = [];
  const points = [echo(0, 300), echo(1)];
  await runPool({ ...child, points, atOnce: 1, onOutcome: (_, place) => ends.push(place) });
  expect(ends).toEqual([0, 1]);
});

test('an error of the listener ends the run, and no more points are started', async () => {
  const ends: number[] = [];
  const run = runPool({
    ...child,
    points: [echo(0), echo(1, 300), echo(2), echo(3)],
    atOnce: 2,
    onOutcome: (_, place) => {
      ends.push(place);
      if (place === 0) throw new Error('disk full');
    },
  });
  await expect(run).rejects.toThrow('disk full');
  expect(ends).toEqual([0, 1]);
});

test('no points, no outcomes', async () => {
  expect(await runPool({ ...child, points: [], atOnce: 4 })).toEqual([]);
});

test('less than one at once is refused', async () => {
  await expect(runPool({ ...child, points: [], atOnce: 0 })).rejects.toThrow(
    new RangeError('pool: atOnce is 0; a whole number of at least 1 is needed'),
  );
});
