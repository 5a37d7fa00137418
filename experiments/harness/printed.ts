import type { Claim, Comparison, Shown } from '../experiment.js';
import { type Column, table } from './table.js';

/** What is shown of an experiment but for its figures, as lines of text. */
export function printed({ comparisons, claims }: Shown): string {
  return [...comparisons.map(comparisonInText), ...claims.map(claimInText)].join('\n\n');
}

function comparisonInText({ title, note, rows }: Comparison): string {
  type Compared = Comparison['rows'][number];
  const hasTheirs = rows.some(({ theirs }) => theirs !== '');
  const columns: Column<Compared>[] = [
    { title: '', align: 'left', cell: ({ what }) => what },
    { title: 'ours', cell: ({ ours }) => String(ours) },
    ...(hasTheirs ? [{ title: 'theirs', cell: ({ theirs }: Compared) => String(theirs) }] : []),
  ];
  return `${title}\n${table(columns, rows)}${note === undefined ? '' : `\n${note}`}`;
}

function claimInText({ text, holds, found }: Claim): string {
  return `${verdictOn(holds)}: ${text}\n  ${found}`;
}

/** Whether a claim holds, in words. */
export function verdictOn(holds: boolean | undefined): string {
  return holds === undefined ? 'cannot be told here' : holds ? 'holds' : 'does not hold here';
}
