import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareFigures, fails, type Verdict } from '../../../bench/gate/compare.js';
import type { Figure } from '../../../bench/gate/figure.js';
import type { Machine } from '../../../bench/gate/measure.js';

const here: Machine = { cpu: 'a processor', node: '20' };
const elsewhere: Machine = { cpu: 'another one', node: '20' };

const bytes = (value: number): Figure => ({ name: 'peak', unit: 'bytes', value });
const time = (low: number, high: number): Figure => ({
  name: 'time',
  unit: 'yardsticks',
  value: (low + high) / 2,
  quartiles: { low, high },
});
const heap = (low: number, high: number): Figure => ({ ...time(low, high), unit: 'bytes' });

function verdicts(before: readonly Figure[], now: readonly Figure[], machine = here): readonly Verdict[] {
  const compared = compareFigures({ machine: here, figures: before }, { machine, figures: now });
  return compared.map(({ verdict }) => verdict);
}

test('an exact figure is worse by any amount more, and better by any less', () => {
  fc.assert(
    fc.property(fc.nat(1e6), fc.nat(1e6), (before, now) => {
      const verdict = now > before ? 'worse' : now < before ? 'better' : 'same';
      expect(verdicts([bytes(before)], [bytes(now)])).toEqual([verdict]);
    }),
  );
});

test('a figure that is no number is worse', () => {
  expect(verdicts([bytes(1)], [bytes(Number.NaN)])).toEqual(['worse']);
});

test('a time is worse from a fifth above the baseline on, quartile against quartile', () => {
  expect(verdicts([time(1, 2)], [time(2.4, 4)])).toEqual(['same']);
  expect(verdicts([time(1, 2)], [time(2.41, 4)])).toEqual(['worse']);
  expect(verdicts([time(2.41, 4)], [time(1, 2)])).toEqual(['better']);
});

test('a time of another machine has a wider margin', () => {
  expect(verdicts([time(1, 2)], [time(3.2, 4)], elsewhere)).toEqual(['same']);
  expect(verdicts([time(1, 2)], [time(3.21, 4)], elsewhere)).toEqual(['worse']);
});

test('heap that a step takes is worse from a twentieth and 8 bytes above the baseline on', () => {
  expect(verdicts([heap(0, 0)], [heap(8, 9)])).toEqual(['same']);
  expect(verdicts([heap(0, 0)], [heap(8.1, 9)])).toEqual(['worse']);
  expect(verdicts([heap(100, 200)], [heap(218, 230)])).toEqual(['same']);
  expect(verdicts([heap(100, 200)], [heap(218.1, 230)])).toEqual(['worse']);
});

test('what is worse one way is better the other way', () => {
  const quartile = fc.float({ min: Math.fround(0.1), max: 100, noNaN: true });
  const figure = fc.tuple(quartile, quartile).map(([a, b]) => time(Math.min(a, b), Math.max(a, b)));
  fc.assert(
    fc.property(figure, figure, (a, b) => {
      const opposite = { worse: 'better', better: 'worse', same: 'same' } as const;
      const [there] = verdicts([a], [b]);
      if (there !== 'worse' && there !== 'better' && there !== 'same') throw new Error(there);
      expect(verdicts([b], [a])).toEqual([opposite[there]]);
    }),
  );
});

test('a figure that is no longer measured fails, one that is new does not', () => {
  const compared = compareFigures(
    { machine: here, figures: [bytes(1)] },
    { machine: here, figures: [time(1, 2)] },
  );
  expect(compared.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['peak', 'gone'],
    ['time', 'new'],
  ]);
  expect(compared.map(fails)).toEqual([true, false]);
});

test('a figure measured under something else is not compared', () => {
  const before = [{ ...bytes(1), under: 'zlib 1.3' }];
  expect(verdicts(before, [{ ...bytes(9), under: 'zlib 1.2' }])).toEqual(['not compared']);
  expect(verdicts(before, [{ ...bytes(9), under: 'zlib 1.3' }])).toEqual(['worse']);
});
