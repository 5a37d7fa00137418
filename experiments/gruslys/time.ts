// Milliseconds of a gradient per step, measured, for internal and for hidden states.
import { internal, revolve, type Strategy, storeAll, strategies, Tape, tidy } from 'sublinear';
import { experiment, type Mode, type Plot, type Row } from '../experiment.js';
import { interleaved } from '../harness/interleaved.js';
import { lineFigure } from '../harness/lineFigure.js';
import { type Quartiles, quartilesOf } from '../harness/quartiles.js';
import { lstmChain, type Sizes } from './lstmChain.js';
import { paper } from './paper.js';

export type Point = Sizes & {
  readonly extent: number;
  readonly rounds: number;
};

export type Values = {
  readonly strategies: readonly string[];
  readonly msPerStep: readonly Quartiles[];
  /** Over storing all, round by round. */
  readonly ratios: readonly Quartiles[];
  /** The same of floating-point operations, which are counted. */
  readonly operationsRatios: readonly number[];
};

/** The measured counterpart of the cost per step. */
export const time = experiment<Point, Values>({
  id: 'gruslys-time',
  paper,
  title: 'Milliseconds per step against length',
  question: 'How much of the counted recomputation is felt, where a sweep takes its time as well?',
  points: (mode) => extentsOf[mode].map((extent) => ({ extent, ...sizesOf[mode] })),
  label: ({ extent }) => `${extent} steps`,
  measure: measureTime,
  isTimed: true,
  show: (rows) => ({
    plots: rows.length === 0 ? [] : [plotOf(rows)],
    comparisons: rows.map(comparisonOf),
    claims: [],
  }),
});

const sizesOf: Readonly<Record<Mode, Omit<Point, 'extent'>>> = {
  quick: { batch: 16, hidden: 64, rounds: 5 },
  full: { batch: 16, hidden: 64, rounds: 11 },
};
const extentsOf: Readonly<Record<Mode, readonly number[]>> = {
  quick: [50, 200],
  full: [50, 100, 200, 500, 1000],
};

const compared: readonly Strategy[] = [
  storeAll(),
  internal({ records: 10 }),
  internal({ records: 50 }),
  revolve({ slots: 10 }),
  revolve({ slots: 50 }),
];

const colours = [
  strategies.storeAll,
  strategies.internal,
  strategies.internal,
  strategies.revolve,
  strategies.revolve,
].map(({ colour }) => colour);

export function measureTime({ extent, rounds, ...sizes }: Point): Values {
  return tidy(() => {
    const { parameters, loss } = lstmChain(extent, sizes);
    const tapes = compared.map((strategy) => new Tape({ strategy, predict: false }));
    const runs = tapes.map((tape) => () => tidy(() => void tape.gradient(loss, parameters)));
    const taken = interleaved(runs, { rounds, leastTurnMs: 15 });
    const operations = tapes.map((tape) => tape.predict(loss, parameters)?.operations ?? Number.NaN);
    return {
      strategies: compared.map(({ name }) => name),
      msPerStep: taken.map((ms) => quartilesOf(ms.map((each) => each / extent))),
      ratios: taken.map((ms) => quartilesOf(ms.map((each, round) => each / taken[0]![round]!))),
      operationsRatios: operations.map((each) => each / operations[0]!),
    };
  });
}

function plotOf(rows: readonly Row<Point, Values>[]): Plot {
  const { batch, hidden } = rows[0]!.point;
  const spec = lineFigure({
    title: 'Milliseconds of a gradient, per step of the sequence',
    subtitle: `LSTM of ${hidden} units, batch ${batch}; bands: half of all rounds`,
    rows: rows.flatMap(({ point, values }) =>
      values.strategies.map((strategy, place) => ({
        strategy,
        extent: point.extent,
        ...values.msPerStep[place]!,
      })),
    ),
    x: { field: 'extent', title: 'length of the sequence', scale: 'log10' },
    y: { field: 'median', title: 'milliseconds per step', scale: 'linear' },
    band: { low: 'lower', high: 'upper' },
    series: { field: 'strategy', order: compared.map(({ name }) => name), colours },
  });
  return {
    name: 'time',
    caption:
      'The sweep takes the same under every strategy, so the curves are nearer to each other than the counts.',
    spec,
  };
}

function comparisonOf({ point, values }: Row<Point, Values>) {
  return {
    title: `${point.extent} steps: time over that of storing all; operations over those`,
    note: 'Medians, half of all rounds in brackets. The paper has this as a curve without numbers.',
    rows: values.strategies.map((what, place) => {
      const { lower, median, upper } = values.ratios[place]!;
      const operations = values.operationsRatios[place]!.toFixed(2);
      return {
        what,
        ours: `${median.toFixed(2)} (${lower.toFixed(2)} to ${upper.toFixed(2)}); ${operations}`,
        theirs: '',
      };
    }),
  };
}
