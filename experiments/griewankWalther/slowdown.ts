// How often steps run again, and how much that is in all, against the length of the chain.
import { optimalAdvances, repetitionNumber, revolve } from 'sublinear';
import { type Comparison, experiment, type Mode, type Plot, type Row } from '../experiment.js';
import { lineFigure } from '../harness/lineFigure.js';
import { paper } from './paper.js';
import { repeatedBy } from './repeated.js';

export type Point = {
  readonly slots: number;
  readonly extents: readonly number[];
};

/** A number for each extent. */
export type Values = {
  /** The most often that any step is advanced. */
  readonly repetitions: readonly number[];
  /** Of all steps together. */
  readonly advances: readonly number[];
};

/** Repetition number and slowdown, of schedules that are obeyed. */
export const slowdown = experiment<Point, Values>({
  id: 'griewank-walther-slowdown',
  paper,
  title: 'Repetition number and slowdown against the length of the chain',
  question: 'How often does a step run again, at most and on average, if s states are kept?',
  points: (mode) => slotCounts.map((slots) => ({ slots, extents: extentsOf[mode] })),
  label: ({ slots, extents }) => `${slots} slots, up to ${extents.at(-1)} steps`,
  measure: ({ slots, extents }) => {
    const all = extents.map((extent) => repeatedBy(revolve({ slots }).schedule({ extent }), extent));
    return {
      repetitions: all.map(({ most }) => most),
      advances: all.map(({ sum }) => sum),
    };
  },
  predict: ({ slots, extents }) => ({
    repetitions: extents.map((extent) => repetitionNumber(extent, Math.min(slots, Math.max(1, extent - 1)))),
    advances: extents.map((extent) => optimalAdvances(extent, slots)),
  }),
  weight: ({ slots }) => 1 / slots,
  show: (rows) => ({
    plots: rows.length === 0 ? [] : [repetitionsOf(rows), slowdownOf(rows)],
    comparisons: [comparisonOf(rows)],
    claims: [],
  }),
});

const slotCounts = [2, 3, 4, 5, 10, 20, 50];
const extentsOf: Readonly<Record<Mode, readonly number[]>> = {
  quick: [2, 5, 10, 20, 50, 100, 200, 500, 1000],
  full: [2, 3, 5, 7, 10, 14, 20, 30, 50, 70, 100, 140, 200, 300, 500, 700, 1000, 2000, 5000, 10_000],
};

const inOrder = slotCounts.map((slots) => `s = ${slots}`);

function repetitionsOf(rows: readonly Row<Point, Values>[]): Plot {
  const spec = lineFigure({
    title: 'How often a step is advanced at most',
    subtitle: 'revolve; counted on the schedules, and equal to the repetition number r',
    rows: rows.flatMap(({ point, values }) =>
      point.extents.map((extent, place) => ({
        slots: `s = ${point.slots}`,
        extent,
        repetitions: values.repetitions[place]!,
      })),
    ),
    x: { field: 'extent', title: 'steps n', scale: 'log10' },
    y: { field: 'repetitions', title: 'repetitions r', scale: 'log10' },
    series: { field: 'slots', order: inOrder, title: 'slots' },
  });
  return { name: 'repetitions', caption: 'The repetition number, least r with C(s + r, s) ≥ n.', spec };
}

function slowdownOf(rows: readonly Row<Point, Values>[]): Plot {
  const spec = lineFigure({
    title: 'Steps advanced, per step of the chain',
    subtitle: 'revolve; counted on the schedules, and equal to t(n, s) / n',
    rows: rows.flatMap(({ point, values }) =>
      point.extents.map((extent, place) => ({
        slots: `s = ${point.slots}`,
        extent,
        slowdown: values.advances[place]! / extent,
      })),
    ),
    x: { field: 'extent', title: 'steps n', scale: 'log10' },
    y: { field: 'slowdown', title: 'advances per step', scale: 'log10' },
    series: { field: 'slots', order: inOrder, title: 'slots' },
  });
  return {
    name: 'slowdown',
    caption: 'Few slots go a long way: the slowdown grows like the s-th root of n.',
    spec,
  };
}

/** t(n, s) as the released implementation counts them, driven through all its actions. */
const driven: readonly (readonly [extent: number, slots: number, advances: number])[] = [
  [10, 2, 20],
  [10, 3, 15],
  [10, 4, 14],
  [100, 5, 316],
];

function comparisonOf(rows: readonly Row<Point, Values>[]): Comparison {
  return {
    title: 'steps advanced',
    note: 'Theirs: the released implementation (Algorithm 799), driven.',
    rows: driven.flatMap(([extent, slots, theirs]) => {
      const row = rows.find(({ point }) => point.slots === slots);
      const ours = row?.values.advances[row.point.extents.indexOf(extent)];
      return ours === undefined ? [] : [{ what: `n = ${extent}, s = ${slots}`, ours, theirs }];
    }),
  };
}
