import { saveFigure } from '../../experiments/harness/figure.js';
import { type FigureRow, lineFigure } from '../../experiments/harness/lineFigure.js';
import { table } from '../../experiments/harness/table.js';
import { contestants } from './contestants.js';
import type { Measured } from './race.js';
import type { Race } from './races.js';
import { medianOf, quantileOf, type Ratio, ratioOf, type Verdict } from './targets.js';

/** Everybody's times in one race, and how many times ours they are. */
export function raceTable({ name, cell, sizes }: Race, measured: readonly Measured[]): string {
  const { steps, batch, hidden, inputs } = sizes;
  const ours = measured.find(({ contestant }) => contestant.startsWith('builtin'));
  const rows = table<Measured>(
    [
      { title: '', align: 'left', cell: ({ contestant }) => contestants[contestant].name },
      { title: 'ms', cell: (each) => medianOf(each).toFixed(1) },
      {
        title: 'quartiles',
        cell: ({ runs }) => `${spread(quantileOf(runs, 0.25), quantileOf(runs, 0.75), 1)}`,
      },
      { title: 'least', cell: ({ runs }) => quantileOf(runs, 0).toFixed(1) },
      { title: 'rounds', cell: ({ runs }) => String(runs.length) },
      { title: 'over ours', cell: (each) => (ours ? ratioOf(each, ours).median.toFixed(2) : '') },
      { title: 'quartiles', cell: (each) => (ours ? ratioSpread(ratioOf(each, ours)) : '') },
      { title: 'from float64', cell: ({ difference }) => difference.toExponential(1) },
    ],
    measured,
  );
  return `${name}: ${cell} T=${steps} B=${batch} H=${hidden} D=${inputs} float32, forward and backward\n${rows}`;
}

export function targetTable(verdicts: readonly Verdict[]): string {
  return table<Verdict>(
    [
      { title: 'race', align: 'left', cell: ({ target }) => target.race },
      {
        title: 'the fastest of',
        align: 'left',
        cell: ({ target, fastest }) =>
          fastest
            ? contestants[fastest].name
            : target.others.map((each) => contestants[each].name).join(', '),
      },
      { title: 'over', align: 'left', cell: ({ target }) => contestants[target.ours].name },
      { title: 'ratio', cell: ({ found }) => found?.median.toFixed(2) ?? '' },
      { title: 'quartiles', cell: ({ found }) => (found ? ratioSpread(found) : '') },
      { title: 'target', cell: ({ target }) => `≥ ${target.atLeast}` },
      { title: '', align: 'left', cell: verdictOf },
    ],
    verdicts,
  );
}

export function verdictOf({ target, found }: Verdict): string {
  if (found === undefined) return 'not measured';
  return found.median >= target.atLeast ? 'met' : 'not met';
}

/** Draws times against one of the sizes; resolves to the path of the PNG. */
export async function drawSweep(
  path: string,
  axis: { readonly field: 'steps' | 'hidden'; readonly title: string; readonly subtitle: string },
  results: readonly (readonly [Race, readonly Measured[]])[],
): Promise<string> {
  const rows: FigureRow[] = results.flatMap(([race, measured]) =>
    measured.map((each) => ({
      who: contestants[each.contestant].name,
      [axis.field]: race.sizes[axis.field],
      ms: medianOf(each),
      low: quantileOf(each.runs, 0.25),
      high: quantileOf(each.runs, 0.75),
    })),
  );
  const files = await saveFigure(
    path,
    lineFigure({
      title: `A gradient of an Elman network against ${axis.title}`,
      subtitle: axis.subtitle,
      rows,
      x: { field: axis.field, title: axis.title, scale: 'log2' },
      y: { field: 'ms', title: 'forward and backward (ms)', scale: 'log10' },
      series: { field: 'who', order: Object.values(contestants).map(({ name }) => name) },
      band: { low: 'low', high: 'high' },
    }),
  );
  return files.png;
}

function spread(low: number, high: number, digits: number): string {
  return `${low.toFixed(digits)} to ${high.toFixed(digits)}`;
}

function ratioSpread({ low, high }: Ratio): string {
  return spread(low, high, 2);
}
