import { expect, test } from 'vitest';
import { compareFigures } from '../../../bench/gate/compare.js';
import type { Figure } from '../../../bench/gate/figure.js';
import { report } from '../../../bench/gate/show.js';

const machine = { cpu: 'a processor', node: '20' };
const reported = (before: readonly Figure[], now: readonly Figure[]): readonly string[] =>
  report(compareFigures({ machine, figures: before }, { machine, figures: now })).split('\n');

const peak: Figure = { name: 'peak', unit: 'bytes', value: 1024 };
const advanced: Figure = { name: 'advanced', unit: 'steps', value: 10 };
const left: Figure = { name: 'left', unit: 'bytes', value: 0 };
const time: Figure = {
  name: 'time',
  unit: 'yardsticks',
  value: 2,
  quartiles: { low: 1.9, high: 2.1 },
};

test('what got worse is listed with the difference, and what to do about it', () => {
  const slower = { ...time, value: 4, quartiles: { low: 3.8, high: 4.3 } };
  const now = [{ ...peak, value: 2048 }, advanced, { ...left, value: 64 }, slower];
  expect(reported([peak, advanced, left, time], now)).toMatchInlineSnapshot(`
    [
      "worse than the baseline:",
      " figure | unit       |       baseline |            now |      difference",
      "--------+------------+----------------+----------------+-----------------",
      " peak   | bytes      |          1,024 |          2,048 | +1,024 (+100 %)",
      " left   | bytes      |              0 |             64 |             +64",
      " time   | yardsticks | 2 (1.9 to 2.1) | 4 (3.8 to 4.3) |     +2 (+100 %)",
      "",
      "4 figures: 3 worse, 1 same",
      "Something is worse, or is no longer measured. Mend it; or, if that is the price of something worth it,",
      "say so in the commit and accept the figures with \`npm run bench:accept\`.",
    ]
  `);
});

test('what got better is listed with the command that keeps it', () => {
  expect(reported([peak, advanced], [peak, { ...advanced, value: 9 }])).toMatchInlineSnapshot(`
    [
      "better than the baseline:",
      " figure   | unit  | baseline | now | difference",
      "----------+-------+----------+-----+------------",
      " advanced | steps |       10 |   9 | -1 (-10 %)",
      "",
      "2 figures: 0 worse, 1 better, 1 same",
      "\`npm run bench:accept\` makes these figures the baseline, so that they are not lost again.",
    ]
  `);
});

test('where nothing changed, one line says so', () => {
  expect(reported([peak, time], [peak, time])).toEqual(['2 figures: 0 worse, 2 same']);
});

test('what is gone, new or not comparable is listed, too', () => {
  const before = [peak, { ...left, under: 'zlib 1.2' }];
  expect(reported(before, [advanced, { ...left, under: 'zlib 1.3' }])).toMatchInlineSnapshot(`
    [
      "in the baseline and no longer measured:",
      " figure | unit  | baseline | now | difference",
      "--------+-------+----------+-----+------------",
      " peak   | bytes |    1,024 |     |",
      "",
      "not in the baseline:",
      " figure   | unit  | baseline | now | difference",
      "----------+-------+----------+-----+------------",
      " advanced | steps |          |  10 |",
      "",
      "not compared: measured under something else:",
      " figure | unit  | baseline | now |             difference",
      "--------+-------+----------+-----+------------------------",
      " left   | bytes |        0 |   0 | zlib 1.2, now zlib 1.3",
      "",
      "3 figures: 0 worse, 1 gone, 1 new, 1 not compared",
      "Something is worse, or is no longer measured. Mend it; or, if that is the price of something worth it,",
      "say so in the commit and accept the figures with \`npm run bench:accept\`.",
    ]
  `);
});
