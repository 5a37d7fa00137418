// The longest chain that so many slots reverse with so few repetitions, and how it grows.
import { maxExtent, repetitionNumber, revolve } from 'sublinear';
import { type Claim, experiment, type Mode, type Plot, type Row } from '../experiment.js';
import { count } from '../harness/format.js';
import { lineFigure } from '../harness/lineFigure.js';
import { paper } from './paper.js';
import { repeatedBy } from './repeated.js';

export type Point = {
  readonly slots: number;
  readonly repetitions: readonly number[];
};

export type Values = {
  /** For each of the repetitions. */
  readonly longest: readonly number[];
};

/** Found by trying schedules, and not by the formula. */
export const staircase = experiment<Point, Values>({
  id: 'griewank-walther-staircase',
  paper,
  title: 'The longest chain for so many slots and repetitions',
  question:
    'How long may a chain be, of which no step is to run more than r times again, if s states are kept?',
  points: (mode) =>
    Array.from({ length: mostOf[mode] }, (_, nth) => ({
      slots: nth + 1,
      repetitions: Array.from({ length: mostOf[mode] }, (__, each) => each + 1),
    })),
  label: ({ slots }) => `${slots} slots`,
  measure: ({ slots, repetitions }) => ({ longest: repetitions.map((most) => longestOf(slots, most)) }),
  predict: ({ slots, repetitions }) => ({ longest: repetitions.map((most) => maxExtent(slots, most)) }),
  weight: ({ slots }) => 4 ** slots,
  show: (rows) => ({
    plots: rows.length === 0 ? [] : [stairsOf(rows), growthOf(rows)],
    comparisons: [],
    claims: rows.length < 3 ? [] : [claimOf(rows)],
  }),
});

const mostOf: Readonly<Record<Mode, number>> = { quick: 5, full: 8 };

/** Doubles and halves until it is found; each guess is a schedule that is gone through. */
function longestOf(slots: number, most: number): number {
  let fits = 1;
  let fails = 2;
  while (repeatsOf(fails, slots) <= most) [fits, fails] = [fails, 2 * fails];
  while (fails - fits > 1) {
    const middle = (fits + fails) >> 1;
    if (repeatsOf(middle, slots) <= most) fits = middle;
    else fails = middle;
  }
  return fits;
}

/** The most often that a step is advanced. */
function repeatsOf(extent: number, slots: number): number {
  return repeatedBy(revolve({ slots }).schedule({ extent }), extent).most;
}

function stairsOf(rows: readonly Row<Point, Values>[]): Plot {
  const all = rows[0]!.point.repetitions;
  const spec = lineFigure({
    title: 'The longest chain with r repetitions',
    subtitle: 'revolve; found by trying schedules, and equal to β(s, r) = C(s + r, s)',
    rows: rows.flatMap(({ point, values }) =>
      point.repetitions.map((r, place) => ({
        slots: point.slots,
        r: `r = ${r}`,
        longest: values.longest[place]!,
      })),
    ),
    x: { field: 'slots', title: 'slots s', scale: 'linear' },
    y: { field: 'longest', title: 'steps n', scale: 'log10' },
    series: { field: 'r', order: all.map((r) => `r = ${r}`), title: 'repetitions' },
  });
  return {
    name: 'staircase',
    caption: 'Between two lines, a step is run again as often as the upper one says.',
    spec,
  };
}

function growthOf(rows: readonly Row<Point, Values>[]): Plot {
  const spec = lineFigure({
    title: 'As many repetitions as slots',
    subtitle: 'the chain grows nearly fourfold with each: memory and time grow with its logarithm',
    rows: diagonalOf(rows).map(({ slots, longest }) => ({ slots, longest, series: 'longest chain, r = s' })),
    x: { field: 'slots', title: 'slots and repetitions', scale: 'linear' },
    y: { field: 'longest', title: 'steps n', scale: 'log10' },
    series: { field: 'series', order: ['longest chain, r = s'] },
  });
  return {
    name: 'growth',
    caption: 'Logarithmic growth of both memory and recomputation (Griewank 1992).',
    spec,
  };
}

function diagonalOf(rows: readonly Row<Point, Values>[]): readonly { slots: number; longest: number }[] {
  return rows.flatMap(({ point, values }) => {
    const longest = values.longest[point.repetitions.indexOf(point.slots)];
    return longest === undefined ? [] : [{ slots: point.slots, longest }];
  });
}

function claimOf(rows: readonly Row<Point, Values>[]): Claim {
  const diagonal = diagonalOf(rows);
  const [last, before] = [diagonal.at(-1)!, diagonal.at(-2)!];
  const times = last.longest / before.longest;
  // C(2 s, s) over C(2 s - 2, s - 1) is 4 - 2 / s.
  const expected = 4 - 2 / last.slots;
  return {
    text: 'slots and repetitions both need to grow with the logarithm of the length alone (Griewank 1992)',
    holds: times === expected || Math.abs(times - expected) < 1e-12,
    found:
      `${last.slots} slots and as many repetitions reach ${count(last.longest)} steps, ${times.toFixed(2)} times as many as ` +
      `${before.slots}; with ${repetitionNumber(1_000_000, 12)} repetitions 12 slots reach a million`,
  };
}
