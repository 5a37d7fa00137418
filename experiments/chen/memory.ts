// Figures 5 and 6: bytes against depth and against the steps of an unrolled LSTM.
import { type Figures, strategies, Tape, tidy } from 'sublinear';
import { experiment, type Mode, type Plot, type Row } from '../experiment.js';
import { lineFigure } from '../harness/lineFigure.js';
import { extended, slopeOf } from './growth.js';
import { callOf, type Planned, planned, type Theory, theories } from './laws.js';
import { claimsOf } from './memoryClaims.js';
import { comparisonOf } from './memoryTable.js';
import { headingOf, type Network, program, type Sizes, stepsOf } from './networks.js';
import { paper } from './paper.js';

export type Point = Sizes & {
  readonly network: Network;
  readonly strategy: Planned;
  /** Powers of 4, on which √n and log₂ n are whole. */
  readonly extents: readonly number[];
};

/** A number for each extent. */
export type Values = {
  /** The most held at once beside parameters, their gradients and the data: the paper's feature maps. */
  readonly featureBytes: readonly number[];
  /** The most held at once, of everything. */
  readonly peakBytes: readonly number[];
  readonly advancedSteps: readonly number[];
  readonly recordedSteps: readonly number[];
  /** Whether the tape predicted every byte and every step. */
  readonly isForetold: boolean;
};

/** Bytes of each plan against the length of the chain. */
export const memory = experiment<Point, Values>({
  id: 'chen-memory',
  paper,
  title: 'Memory against depth and unroll length (Figures 5 and 6)',
  question: 'How do the bytes of a gradient grow with the chain, if all, √n or log n of its states wait?',
  points: (mode) =>
    sizesOf[mode].flatMap(({ strategies: own = planned, ...sizes }) =>
      own.map((strategy) => ({ ...sizes, strategy })),
    ),
  label: ({ network, strategy, extents, ...sizes }) =>
    `${headingOf(network, sizes)}, ${callOf(strategy)}, ${extents.join(', ')} ${stepsOf[network]}`,
  measure: measureMemory,
  predict: predictMemory,
  weight: ({ strategy, extents, width }) => {
    const longest = extents.at(-1) ?? 0;
    return 500 + (3 * longest + theories[strategy].advances(longest)) * (1 + (width / 64) ** 2);
  },
  show: (rows) => ({
    plots: bySizes(rows).map(plotOf),
    comparisons: bySizes(rows).map(comparisonOf),
    claims: bySizes(rows).flatMap(claimsOf),
  }),
});

type Group = Omit<Point, 'strategy'> & { readonly strategies?: readonly Planned[] };

const sizesOf: Readonly<Record<Mode, readonly Group[]>> = {
  quick: [
    { network: 'MLP', batch: 256, width: 16, classes: 16, extents: [16, 64, 256, 1024] },
    { network: 'LSTM', batch: 8, width: 32, classes: 64, extents: [4, 16, 64, 256] },
  ],
  full: [
    { network: 'MLP', batch: 256, width: 32, classes: 32, extents: [16, 64, 256, 1024, 4096] },
    { network: 'LSTM', batch: 16, width: 64, classes: 64, extents: [4, 16, 64, 256, 1024] },
    // The paper's own, up to the paper's own length.
    {
      network: 'LSTM',
      batch: 64,
      width: 1024,
      classes: 5000,
      extents: [4, 16, 64],
      strategies: ['storeAll', 'sqrt'],
    },
  ],
};

export function measureMemory({ network, strategy, extents, ...sizes }: Point): Values {
  const runs = extents.map((extent) =>
    tidy(() => {
      const { parameters, loss } = program(network, extent, sizes);
      const tape = new Tape({ strategy: strategies[strategy].usual(extent) });
      return tape.gradient(loss, parameters).report;
    }),
  );
  return {
    featureBytes: runs.map(featureBytesOf),
    peakBytes: runs.map(({ peakBytes }) => peakBytes),
    advancedSteps: runs.map(({ advancedSteps }) => advancedSteps),
    recordedSteps: runs.map(({ recordedSteps }) => recordedSteps),
    isForetold: runs.every((run) => run.predicted !== undefined && agree(run, run.predicted)),
  };
}

/** From the tape's predictions for the two shortest chains, and from the law; the steps from closed forms. */
export function predictMemory({ network, strategy, extents, ...sizes }: Point): Partial<Values> {
  const { law, advances } = theories[strategy];
  const shortest = extents.slice(0, 2).map((extent) =>
    tidy(() => {
      const { parameters, loss } = program(network, extent, sizes);
      const figures = new Tape({ strategy: strategies[strategy].usual(extent) }).predict(loss, parameters);
      return figures === undefined ? Number.NaN : featureBytesOf(figures);
    }),
  );
  return {
    featureBytes: extended(law, { extents, bytes: shortest }),
    advancedSteps: extents.map(advances),
    recordedSteps: extents,
    isForetold: true,
  };
}

function featureBytesOf({ peakBytes, peakByAccount }: Figures): number {
  return peakBytes - peakByAccount.parameter - peakByAccount.gradient - peakByAccount.input;
}

function agree(found: Figures, foretold: Figures): boolean {
  const { peakBytes, advancedSteps, recordedSteps, snapshotWrites } = foretold;
  return (
    found.peakBytes === peakBytes &&
    found.advancedSteps === advancedSteps &&
    found.recordedSteps === recordedSteps &&
    found.snapshotWrites === snapshotWrites
  );
}

/** Rows in groups, one for each network of each size. */
function bySizes(rows: readonly Row<Point, Values>[]): readonly (readonly Row<Point, Values>[])[] {
  const keyOf = ({ point }: Row<Point, Values>): string => headingOf(point.network, point);
  return [...new Set(rows.map(keyOf))].map((key) => rows.filter((row) => keyOf(row) === key));
}

function plotOf(rows: readonly Row<Point, Values>[]): Plot {
  const { network, batch, width } = rows[0]!.point;
  const names = new Map(rows.map((row) => [row.point.strategy, nameOf(row)]));
  const shown = planned.filter((strategy) => names.has(strategy));
  const spec = lineFigure({
    title: headingOf(network, { batch, width }),
    subtitle: 'without parameters, their gradients and the data',
    rows: rows.flatMap(({ point, values }) =>
      point.extents.map((extent, place) => ({
        strategy: names.get(point.strategy) ?? '',
        extent,
        bytes: values.featureBytes[place] ?? Number.NaN,
      })),
    ),
    x: { field: 'extent', title: stepsOf[network], scale: 'log2' },
    y: { field: 'bytes', title: 'most bytes held at once', scale: 'log2', bytes: true },
    series: {
      field: 'strategy',
      order: shown.map((strategy) => names.get(strategy) ?? ''),
      colours: shown.map((strategy) => strategies[strategy].colour),
    },
  });
  return {
    name: `memory-${network}-${width}`,
    caption: `Bytes against ${stepsOf[network]}, on logarithmic axes, where √n has half the slope of n.`,
    spec,
  };
}

function nameOf({ point, values }: Row<Point, Values>): string {
  const { law }: Theory = theories[point.strategy];
  const slope = slopeOf({ extents: point.extents, bytes: values.featureBytes });
  const shape = law.exponent === 0 ? 'a logarithm' : `slope ${slope.toFixed(2)}`;
  return `${callOf(point.strategy)}: ${shape}`;
}
