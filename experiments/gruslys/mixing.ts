// Hidden, internal and mixed states, and Chen's segments, at equal bytes.
import {
  internal,
  mixed,
  mixedForwards,
  optimalAdvances,
  periodic,
  revolve,
  type Strategy,
  strategies,
  tally,
} from 'sublinear';
import { type Claim, type Comparison, experiment, type Mode, type Plot, type Row } from '../experiment.js';
import { count } from '../harness/format.js';
import { lineFigure } from '../harness/lineFigure.js';
import { paper } from './paper.js';

const kinds = ['hidden', 'internal', 'mixed', 'segments'] as const;
type Kind = (typeof kinds)[number];

export type Point = {
  readonly extent: number;
  /** How many hidden states an internal one weighs. */
  readonly alpha: number;
  /** What may wait, in hidden states, the initial one included. */
  readonly budgets: readonly number[];
};

/** Steps run forward under each budget; null where nothing of the kind fits. */
export type Values = { readonly [kind in Kind]: readonly (number | null)[] };

/** The comparison of the three variants. */
export const mixing = experiment<Point, Values>({
  id: 'gruslys-mixing',
  paper,
  title: 'Hidden, internal and mixed states at equal bytes',
  question: 'Which states should wait, where an internal state weighs as much as α hidden ones?',
  points: (mode) => [2, 5, 10].map((alpha) => ({ alpha, ...sizesOf[mode] })),
  label: ({ extent, alpha }) => `${extent} steps, α = ${alpha}`,
  measure: (point) => forEach(point, counted),
  predict: (point) => forEach(point, foretold),
  timeoutMs: 900_000,
  show: (rows) => ({
    plots: rows.length === 0 ? [] : [plotOf(rows)],
    comparisons: rows.flatMap(comparisonOf),
    claims: rows.map(claimOf),
  }),
});

const sizesOf: Readonly<Record<Mode, Pick<Point, 'extent' | 'budgets'>>> = {
  quick: { extent: 200, budgets: [12, 20, 30, 50, 100, 200] },
  full: { extent: 1000, budgets: [11, 20, 30, 50, 100, 150, 200, 300, 500, 1000] },
};

function forEach(point: Point, of: (kind: Kind, point: Point, budget: number) => number | null): Values {
  const all = (kind: Kind) => point.budgets.map((budget) => of(kind, point, budget));
  return { hidden: all('hidden'), internal: all('internal'), mixed: all('mixed'), segments: all('segments') };
}

function counted(kind: Kind, point: Point, budget: number): number | null {
  const { extent } = point;
  const strategy = strategyOf(kind, point, budget);
  if (strategy === undefined) return null;
  const { advancedSteps, recordedSteps } = tally(strategy.schedule({ extent }), extent);
  return advancedSteps + recordedSteps;
}

function strategyOf(kind: Kind, point: Point, budget: number): Strategy | undefined {
  const { alpha } = point;
  const records = recordsIn(point, budget);
  switch (kind) {
    case 'hidden':
      return revolve({ slots: budget });
    case 'internal':
      return records >= 1 ? internal({ records }) : undefined;
    case 'mixed':
      return mixed({ units: budget, recordUnits: alpha });
    case 'segments': {
      const every = segmentIn(point, budget);
      return every === undefined ? undefined : periodic({ every });
    }
  }
}

function foretold(kind: Kind, point: Point, budget: number): number | null {
  const { extent, alpha } = point;
  const records = recordsIn(point, budget);
  switch (kind) {
    case 'hidden':
      return optimalAdvances(extent, budget) + extent;
    case 'internal':
      return records >= 1 ? optimalAdvances(extent + 1, records + 1) : null;
    case 'mixed':
      return mixedForwards(extent, budget, alpha);
    case 'segments': {
      const every = segmentIn(point, budget);
      // All steps are recorded, and all but the last segment's run before.
      return every === undefined ? null : 2 * extent - every;
    }
  }
}

/** How many internal states fit beside the initial state. */
function recordsIn({ alpha }: Point, budget: number): number {
  return Math.floor((budget - 1) / alpha);
}

/** The longest segments of which all states and one segment's records but the last one's fit; none if none do. */
function segmentIn({ extent, alpha }: Point, budget: number): number | undefined {
  for (let every = extent; every >= 1; every -= 1) {
    if (Math.ceil(extent / every) + alpha * (every - 1) <= budget) return every;
  }
  return undefined;
}

const looks = {
  hidden: strategies.revolve,
  internal: strategies.internal,
  mixed: strategies.mixed,
  segments: strategies.periodic,
} as const;

const titles: Readonly<Record<Kind, string>> = {
  hidden: 'hidden states: revolve',
  internal: 'internal states: internal',
  mixed: 'mixed: mixed',
  segments: 'segments (Chen et al.): periodic',
};

function plotOf(rows: readonly Row<Point, Values>[]): Plot {
  const spec = lineFigure({
    title: 'Steps run forward, per step, at equal bytes',
    subtitle: `${rows[0]!.point.extent} steps; α is what an internal state weighs in hidden ones`,
    rows: rows.flatMap(({ point, values }) =>
      kinds.flatMap((kind) =>
        point.budgets.flatMap((budget, place) => {
          const forwards = values[kind][place];
          if (forwards === null || forwards === undefined) return [];
          return [{ alpha: point.alpha, kind: titles[kind], budget, perStep: forwards / point.extent }];
        }),
      ),
    ),
    x: { field: 'budget', title: 'what may wait, in hidden states', scale: 'log10' },
    y: { field: 'perStep', title: 'forward steps per step', scale: 'log10' },
    series: {
      field: 'kind',
      order: kinds.map((kind) => titles[kind]),
      colours: kinds.map((kind) => looks[kind].colour),
    },
    facet: { field: 'alpha', title: 'α', columns: 3, width: 230, height: 240 },
  });
  return {
    name: 'mixing',
    caption: 'Mixed states are never worse than either kind alone, or than segments.',
    spec,
  };
}

/** C(1000, m) of the paper's recurrence for mixed states, solved. */
const solved: Readonly<Record<number, Readonly<Record<number, number>>>> = {
  2: { 20: 3114, 30: 2757, 50: 2347, 100: 1950, 200: 1900, 300: 1850, 500: 1750, 1000: 1500 },
  5: { 20: 3557, 30: 2923, 50: 2723, 100: 1995, 200: 1960, 300: 1940, 500: 1900, 1000: 1800 },
};

function comparisonOf({ point, values }: Row<Point, Values>): readonly Comparison[] {
  const theirs = solved[point.alpha];
  if (point.extent !== 1000 || theirs === undefined) return [];
  return [
    {
      title: `mixed states, α = ${point.alpha}: steps run forward at 1000 steps`,
      note: "Theirs: the paper's recurrence, solved independently; the paper prints curves.",
      rows: point.budgets.flatMap((budget, place) =>
        theirs[budget] === undefined
          ? []
          : [{ what: `${budget} hidden states`, ours: values.mixed[place] ?? '', theirs: theirs[budget] }],
      ),
    },
  ];
}

function claimOf({ point, values }: Row<Point, Values>): Claim {
  const others = ['hidden', 'internal', 'segments'] as const;
  const worse = point.budgets.flatMap((budget, place) =>
    others.flatMap((kind) =>
      (values[kind][place] ?? Infinity) < (values.mixed[place] ?? Infinity) ? [`${kind} at ${budget}`] : [],
    ),
  );
  const gains = point.budgets.map(
    (_, place) =>
      Math.min(...others.map((kind) => values[kind][place] ?? Infinity)) / (values.mixed[place] ?? Infinity),
  );
  return {
    text: `α = ${point.alpha}: mixed states cost no more than hidden or internal ones alone, or segments, in the same bytes`,
    holds: worse.length === 0,
    found:
      worse.length > 0
        ? `they cost more than ${worse.join(', ')}`
        : `the best of the others takes up to ${Math.max(...gains).toFixed(2)} times the forward steps, over ${count(point.budgets.length)} budgets`,
  };
}
