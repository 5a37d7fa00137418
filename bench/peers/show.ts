import { table } from '../../experiments/harness/table.js';
import type { Ratio } from '../interleaved.js';
import { contestants } from './contestants.js';
import { limitOf } from './limits.js';
import type { Measured } from './race.js';
import { type Race, races } from './races.js';
import { isMet, medianOf, quantileOf, ratioOf, type Target, type Verdict } from './targets.js';

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

/** The targets, whether each is met, and beneath what limits those that are not. */
export function targetTable(verdicts: readonly Verdict[], roofPerMs: number): string {
  const rows = table<Verdict>(
    [
      { title: 'race', align: 'left', cell: ({ target }) => target.race },
      {
        title: 'the fastest of',
        align: 'left',
        cell: ({ target, fastest }) =>
          fastest
            ? contestants[fastest.contestant].name
            : target.fastestOf.map((each) => contestants[each].name).join(', '),
      },
      { title: 'over', align: 'left', cell: ({ target }) => contestants[target.over].name },
      { title: 'ratio', cell: ({ found }) => found?.median.toFixed(2) ?? '' },
      { title: 'quartiles', cell: ({ found }) => (found ? ratioSpread(found) : '') },
      { title: 'target', cell: ({ target }) => boundOf(target) },
      { title: '', align: 'left', cell: verdictOf },
    ],
    verdicts,
  );
  const limits = verdicts
    .filter((verdict) => isMet(verdict) !== true)
    .map((verdict) => limitLine(verdict, roofPerMs));
  return [rows, ...limits].join('\n');
}

export function verdictOf(verdict: Verdict): string {
  const met = isMet(verdict);
  if (met === undefined) return 'not measured';
  return met ? 'met' : 'not met';
}

function boundOf({ bound }: Target): string {
  return 'atLeast' in bound ? `≥ ${bound.atLeast}` : `≤ ${bound.atMost}`;
}

function limitLine(verdict: Verdict, roofPerMs: number): string {
  const { target } = verdict;
  const race = races.find(({ name }) => name === target.race);
  if (race === undefined) return '';
  const who = `${target.race}, ${boundOf(target)} over ${contestants[target.over].name}`;
  return `${who}: ${verdictOf(verdict)}: ${limitOf(verdict, race, roofPerMs)}`;
}

function spread(low: number, high: number, digits: number): string {
  return `${low.toFixed(digits)} to ${high.toFixed(digits)}`;
}

function ratioSpread({ low, high }: Ratio): string {
  return spread(low, high, 2);
}
