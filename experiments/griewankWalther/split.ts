// Where the next state may be kept: all choices that are optimal, and the one that revolve makes.
import { maxExtent, optimalAdvances, repetitionNumber, revolve } from 'sublinear';
import { experiment, type Mode, type Plot, type Row } from '../experiment.js';
import { lineFigure } from '../harness/lineFigure.js';
import { paper } from './paper.js';

export type Point = {
  readonly slots: number;
  readonly extents: readonly number[];
};

/** A number for each extent. */
export type Values = {
  /** The smallest and the largest number of steps to the next state with which the fewest are advanced in all, by trying all. */
  readonly least: readonly number[];
  readonly most: readonly number[];
  /** What revolve does first. */
  readonly chosen: readonly number[];
  /** Whether every choice between the two is optimal as well. */
  readonly isWhole: readonly boolean[];
};

/** The region of optimal splits, by the dynamic program and by the closed form. */
export const split = experiment<Point, Values>({
  id: 'griewank-walther-split',
  paper,
  title: 'The region of optimal splits (Figure 4)',
  question: 'After how many steps should the next state be kept?',
  points: (mode) => [3, 5].map((slots) => ({ slots, extents: extentsOf(mode) })),
  label: ({ slots, extents }) => `${slots} slots, up to ${extents.at(-1)} steps`,
  measure: ({ slots, extents }) => {
    const found = extents.map((extent) => ({ optimal: optimalSplits(extent, slots), extent }));
    return {
      least: found.map(({ optimal }) => optimal[0]!),
      most: found.map(({ optimal }) => optimal.at(-1)!),
      chosen: found.map(({ extent }) => firstAdvance(extent, slots)),
      isWhole: found.map(({ optimal }) => optimal.at(-1)! - optimal[0]! === optimal.length - 1),
    };
  },
  predict: ({ slots, extents }) => {
    const regions = extents.map((extent) => regionOf(extent, slots));
    return {
      least: regions.map(({ least }) => least),
      most: regions.map(({ most }) => most),
      isWhole: extents.map(() => true),
    };
  },
  show: (rows) => ({
    plots: rows.length === 0 ? [] : [plotOf(rows)],
    comparisons: [],
    claims: rows.map(({ point, values }) => ({
      text: `revolve's choice is within the region of optimal splits, ${point.slots} slots (Figure 4)`,
      holds: values.chosen.every((each, nth) => each >= values.least[nth]! && each <= values.most[nth]!),
      found: `of ${point.extents.length} lengths, all of whose splits were tried`,
    })),
  }),
});

function extentsOf(mode: Mode): readonly number[] {
  return Array.from({ length: mode === 'quick' ? 50 : 117 }, (_, nth) => nth + 8);
}

function optimalSplits(extent: number, slots: number): readonly number[] {
  const least = optimalAdvances(extent, slots);
  const all = Array.from({ length: extent - 1 }, (_, nth) => nth + 1);
  return all.filter((k) => k + optimalAdvances(k, slots) + optimalAdvances(extent - k, slots - 1) === least);
}

/** β(s, r - 2) <= k <= β(s, r - 1) and β(s - 1, r - 1) <= n - k <= β(s - 1, r). */
function regionOf(extent: number, slots: number): { readonly least: number; readonly most: number } {
  const r = repetitionNumber(extent, slots);
  const beta = (s: number, times: number): number => (times < 0 ? 0 : maxExtent(s, times));
  return {
    least: Math.max(1, beta(slots, r - 2), extent - beta(slots - 1, r)),
    most: Math.min(beta(slots, r - 1), extent - beta(slots - 1, r - 1)),
  };
}

function firstAdvance(extent: number, slots: number): number {
  for (const action of revolve({ slots }).schedule({ extent }))
    if (action.verb === 'advance') return action.to - action.from;
  return 0;
}

function plotOf(rows: readonly Row<Point, Values>[]): Plot {
  const spec = lineFigure({
    title: 'Steps to the next state that is kept',
    subtitle: 'the band: every split that is optimal, by trying all; the line: what revolve does',
    rows: rows.flatMap(({ point, values }) =>
      point.extents.map((extent, place) => ({
        slots: point.slots,
        series: 'revolve',
        extent,
        chosen: values.chosen[place]!,
        least: values.least[place]!,
        most: values.most[place]!,
      })),
    ),
    x: { field: 'extent', title: 'steps n', scale: 'linear' },
    y: { field: 'chosen', title: 'steps to the next state', scale: 'linear' },
    band: { low: 'least', high: 'most' },
    series: { field: 'series', order: ['revolve'], colours: ['#D55E00'] },
    facet: { field: 'slots', title: 's', columns: 2, width: 320, height: 260 },
  });
  return {
    name: 'split',
    caption: 'Several splits are equally good nearly everywhere; the positions are no theorem.',
    spec,
  };
}
