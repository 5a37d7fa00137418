// The cost of hidden and of internal states against the length of the sequence, for so many that may wait.
import { internal, optimalAdvances, revolve, type Strategy, strategies, tally } from 'sublinear';
import { experiment, type Mode, type Plot, type Row } from '../experiment.js';
import { lineFigure } from '../harness/lineFigure.js';
import { scheduleFigure } from '../harness/scheduleFigure.js';
import { paper } from './paper.js';

export type Point = {
  readonly kind: 'HSM' | 'ISM';
  readonly extents: readonly number[];
  readonly memories: readonly number[];
};

export type Values = {
  /** Steps run forward, for each memory a list over the extents. */
  readonly forwards: readonly (readonly number[])[];
};

const names = { HSM: 'hidden states (HSM)', ISM: 'internal states (ISM)' } as const;
const memories = [10, 50, 100, 500, 1000];

/** What is counted of schedules that are obeyed, and what closed forms say. */
export const cost = experiment<Point, Values>({
  id: 'gruslys-cost',
  paper,
  title: 'Cost per step against length, for hidden and for internal states',
  question: 'How many steps run forward for each step of the sequence, if m states or m records may wait?',
  points: (mode) => (['HSM', 'ISM'] as const).map((kind) => ({ kind, extents: extentsOf[mode], memories })),
  label: ({ kind, extents }) => `${names[kind]}, up to ${extents.at(-1)} steps`,
  measure: (point) => ({ forwards: forwardsOf(point, (extent, m) => counted(point.kind, extent, m)) }),
  predict: (point) => ({ forwards: forwardsOf(point, (extent, m) => fewest(point.kind, extent, m)) }),
  show: (rows) => ({
    plots: rows.length === 0 ? [] : [plotOf(rows), ...policies()],
    comparisons: rows.map(comparisonOf),
    claims: [],
  }),
});

const extentsOf: Readonly<Record<Mode, readonly number[]>> = {
  quick: [10, 20, 50, 100, 200, 500, 1000],
  full: [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000],
};

function forwardsOf(
  { extents, memories }: Point,
  of: (extent: number, m: number) => number,
): readonly (readonly number[])[] {
  return memories.map((m) => extents.map((extent) => of(extent, m)));
}

function counted(kind: Point['kind'], extent: number, m: number): number {
  const { advancedSteps, recordedSteps } = tally(strategyOf(kind, m).schedule({ extent }), extent);
  return advancedSteps + recordedSteps;
}

function strategyOf(kind: Point['kind'], m: number): Strategy {
  return kind === 'HSM' ? revolve({ slots: m }) : internal({ records: m });
}

/** C(t, m) of hidden states is revolve's with every step recorded once more; that of internal ones revolve's of t + 1 and m + 1. */
function fewest(kind: Point['kind'], extent: number, m: number): number {
  return kind === 'HSM' ? optimalAdvances(extent, m) + extent : optimalAdvances(extent + 1, m + 1);
}

function plotOf(rows: readonly Row<Point, Values>[]): Plot {
  const spec = lineFigure({
    title: 'Steps run forward, per step of the sequence',
    subtitle: 'standard backpropagation through time is 1; counted, and equal to the closed forms',
    rows: rows.flatMap(({ point, values }) =>
      point.memories.flatMap((m, place) =>
        point.extents.map((extent, nth) => ({
          kind: names[point.kind],
          memory: `m = ${m}`,
          extent,
          perStep: values.forwards[place]![nth]! / extent,
        })),
      ),
    ),
    x: { field: 'extent', title: 'length of the sequence', scale: 'log10' },
    y: { field: 'perStep', title: 'forward steps per step', scale: 'linear' },
    series: { field: 'memory', order: memories.map((m) => `m = ${m}`), title: 'may wait' },
    facet: { field: 'kind', title: '', columns: 2, width: 300, height: 260 },
  });
  return {
    name: 'cost',
    caption:
      'With hidden states nearly every step runs twice at least; internal states are tapes, and need not.',
    spec,
  };
}

/** One schedule of each kind, so that the difference can be seen. */
function policies(): readonly Plot[] {
  const extent = 10;
  return (['revolve', 'internal'] as const).map((name) => {
    const strategy = name === 'revolve' ? revolve({ slots: 4 }) : internal({ records: 4 });
    return {
      name: `policy-${name}`,
      caption: `The policy of ${strategies[name].call} for 4 of ${extent}: states in black, steps in colours.`,
      spec: scheduleFigure(`${strategy.name} on ${extent} steps`, {
        schedule: strategy.schedule({ extent }),
        extent,
      }),
    };
  });
}

/** C / t of the paper's recurrences at t = 1000, solved by searching all policies for small t and by dynamic programs beyond. */
const solved = { HSM: [4.636, 2.948, 2.898, 2.498, 1.999], ISM: [3.549, 1.949, 1.899, 1.499, 1] } as const;

function comparisonOf({ point, values }: Row<Point, Values>) {
  const nth = point.extents.indexOf(1000);
  return {
    title: `${names[point.kind]}: forward steps per step at 1000 steps`,
    note: "Theirs: the paper's recurrences, solved independently; the paper prints curves. An internal state is our record.",
    rows: point.memories.map((m, place) => ({
      what: `m = ${m}`,
      ours: nth === -1 ? '' : values.forwards[place]![nth]! / 1000,
      theirs: solved[point.kind][place] ?? '',
    })),
  };
}
