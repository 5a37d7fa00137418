import Table from 'cli-table3';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Text is set to the left, anything to be compared to the right, which is the default. */
  readonly align?: 'left' | 'right';
}

/** A table in plain characters, the same on a terminal, in a file and in a log. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const drawn = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align }) => align ?? 'right'),
    style: { head: [], border: [], compact: true },
    chars: lines,
  });
  drawn.push(...rows.map((row) => columns.map(({ cell }) => cell(row))));
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

// One rule, under the head.
const lines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  right: '',
  'right-mid': '',
  mid: '-',
  'mid-mid': '+',
  middle: '|',
} as const;
