import { type Column, table } from '../../experiments/harness/table.js';
import { type Comparison, fails, type Verdict } from './compare.js';
import type { Figure } from './figure.js';

/** What got worse and by how much, what got better, and what to do. */
export function report(comparisons: readonly Comparison[]): string {
  const of = (verdict: Verdict): readonly Comparison[] =>
    comparisons.filter((comparison) => comparison.verdict === verdict);
  const parts = [
    part(of('worse'), 'worse than the baseline'),
    part(of('gone'), 'in the baseline and no longer measured'),
    part(of('better'), 'better than the baseline'),
    part(of('new'), 'not in the baseline'),
    part(of('not compared'), 'not compared: measured under something else'),
  ];
  return [...parts.flat(), summary(comparisons), ...hints(comparisons)].join('\n');
}

function part(comparisons: readonly Comparison[], title: string): readonly string[] {
  return comparisons.length === 0 ? [] : [`${title}:`, table(columns, comparisons), ''];
}

const columns: readonly Column<Comparison>[] = [
  { title: 'figure', cell: ({ name }) => name, align: 'left' },
  { title: 'unit', cell: ({ unit }) => unit, align: 'left' },
  { title: 'baseline', cell: ({ baseline }) => shown(baseline) },
  { title: 'now', cell: ({ now }) => shown(now) },
  { title: 'difference', cell: difference },
];

function shown(figure: Figure | undefined): string {
  if (figure === undefined) return '';
  const { value, quartiles } = figure;
  const spread = quartiles === undefined ? '' : ` (${number(quartiles.low)} to ${number(quartiles.high)})`;
  return `${number(value)}${spread}`;
}

function difference({ verdict, baseline, now }: Comparison): string {
  if (baseline === undefined || now === undefined) return '';
  if (verdict === 'not compared') return `${baseline.under ?? baseline.unit}, now ${now.under ?? now.unit}`;
  const more = now.value - baseline.value;
  const share = baseline.value === 0 ? '' : ` (${signed((100 * more) / baseline.value, 1)} %)`;
  return `${signed(more, 3)}${share}`;
}

function number(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 3 });
}

function signed(value: number, digits: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: digits, signDisplay: 'exceptZero' });
}

function summary(comparisons: readonly Comparison[]): string {
  const count = (verdict: Verdict): number =>
    comparisons.filter((comparison) => comparison.verdict === verdict).length;
  const verdicts = ['worse', 'gone', 'better', 'same', 'new', 'not compared'] as const;
  const counts = verdicts.filter((verdict) => count(verdict) > 0 || verdict === 'worse');
  return `${comparisons.length} figures: ${counts.map((verdict) => `${count(verdict)} ${verdict}`).join(', ')}`;
}

function hints(comparisons: readonly Comparison[]): readonly string[] {
  if (comparisons.some(fails)) {
    return [
      'Something is worse, or is no longer measured. Mend it; or, if that is the price of something worth it,',
      'say so in the commit and accept the figures with `npm run bench:accept`.',
    ];
  }
  const isStale = comparisons.some(({ verdict }) => verdict !== 'same' && verdict !== 'not compared');
  return isStale
    ? ['`npm run bench:accept` makes these figures the baseline, so that they are not lost again.']
    : [];
}
