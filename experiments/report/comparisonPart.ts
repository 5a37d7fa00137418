import type { Comparison } from '../experiment.js';
import { type Html, html } from './html.js';

type Compared = Comparison['rows'][number];

/** Numbers of ours beside theirs; without those columns that would be empty. */
export function comparisonPart({ title, note, rows }: Comparison): Html {
  const hasTheirs = rows.some(({ theirs }) => theirs !== '');
  const hasDifference = rows.some((row) => differenceOf(row) !== '');
  const head = ['ours', ...(hasTheirs ? ['theirs'] : []), ...(hasDifference ? ['difference'] : [])];
  const cells = (row: Compared): readonly string[] => [
    shown(row.ours),
    ...(hasTheirs ? [shown(row.theirs)] : []),
    ...(hasDifference ? [differenceOf(row)] : []),
  ];
  return html`<h4>${title}</h4><div class="scroll"><table>
<thead><tr><th></th>${head.map((name) => html`<th class="number">${name}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr><td>${row.what}</td>${cells(row).map(cellPart)}</tr>`)}</tbody>
</table></div>${note === undefined ? undefined : html`<p class="note">${note}</p>`}`;
}

// Words may take several lines; a number stays whole.
function cellPart(text: string): Html {
  return html`<td class="${text.length > 14 ? 'number words' : 'number'}">${text}</td>`;
}

/** Ours relative to theirs; empty unless both are numbers. */
export function differenceOf({ ours, theirs }: Pick<Compared, 'ours' | 'theirs'>): string {
  const [a, b] = [numberOf(ours), numberOf(theirs)];
  if (a === undefined || b === undefined) return '';
  if (a === b) return 'none';
  if (b === 0) return (a > 0 ? '+' : '\u2212') + String(Math.abs(a));
  const percent = (100 * (a - b)) / Math.abs(b);
  const size = Math.abs(percent);
  if (size < 0.05) return 'under 0.1 %';
  return `${percent < 0 ? '\u2212' : '+'}${size.toFixed(size < 100 ? 1 : 0)} %`;
}

function numberOf(value: number | string): number | undefined {
  const plain =
    typeof value === 'number' ? value : value.trim() === '' ? Number.NaN : Number(value.replaceAll(',', ''));
  return Number.isFinite(plain) ? plain : undefined;
}

function shown(value: number | string): string {
  return typeof value === 'number' ? value.toLocaleString('en-US', { maximumSignificantDigits: 6 }) : value;
}
