import { expect, test } from 'vitest';
import { bytes, count, ratio } from '../../../experiments/harness/format.js';
import { type Column, table } from '../../../experiments/harness/table.js';

interface Row {
  readonly strategy: string;
  readonly peakBytes: number;
  readonly steps: number;
}

const columns: readonly Column<Row>[] = [
  { title: 'strategy', cell: ({ strategy }) => strategy, align: 'left' },
  { title: 'peak', cell: ({ peakBytes }) => bytes(peakBytes) },
  { title: 'steps', cell: ({ steps }) => count(steps) },
  { title: 'ratio', cell: ({ steps }) => ratio(steps / 1024) },
];

test('a table is plain text, numbers to the right', () => {
  const rows = [
    { strategy: 'store-all', peakBytes: 12.3 * 2 ** 20, steps: 1024 },
    { strategy: 'revolve', peakBytes: 700, steps: 3001 },
  ];
  expect(`\n${table(columns, rows)}\n`).toBe(`
 strategy  |     peak | steps | ratio
-----------+----------+-------+-------
 store-all | 12.3 MiB | 1,024 |  1.00
 revolve   |    700 B | 3,001 |  2.93
`);
});

test('a table without rows has its head', () => {
  expect(table(columns, []).split('\n')[0]).toBe(' strategy | peak | steps | ratio');
});
