import { strategies } from 'sublinear';
import type { Claim, Comparison, Plot, Row } from '../experiment.js';
import { ratio } from '../harness/format.js';
import { lineFigure } from '../harness/lineFigure.js';
import { headingOf, type Network, stepsOf } from './networks.js';
import type { Point, Values } from './time.js';

type Line = Row<Point, Values>;

/** The paper's ratio, and how far from it is still `roughly 30 %`. */
const theirs = 1.3;
const roughly = 0.1;

/** Milliseconds of both plans, and their ratio beside that of operations. */
export function plotsOf(rows: readonly Line[]): readonly Plot[] {
  return [millisecondsOf(rows), ratiosOf(rows)];
}

function millisecondsOf(rows: readonly Line[]): Plot {
  const { storeAll, sqrt } = strategies;
  const spec = lineFigure({
    title: 'Time of a gradient against the length of the chain',
    subtitle: `${sizesOf(rows)}; bands: half of all rounds`,
    rows: rows.flatMap(({ point, values }) =>
      point.extents.flatMap((extent, place) =>
        [
          { series: storeAll.call, ...values.storeAllMs[place]! },
          { series: sqrt.call, ...values.sqrtMs[place]! },
        ].map((each) => ({ ...each, extent, network: panelOf(point.network) })),
      ),
    ),
    x: { field: 'extent', title: 'steps of the chain', scale: 'log2' },
    y: { field: 'median', title: 'milliseconds', scale: 'log10' },
    band: { low: 'lower', high: 'upper' },
    series: {
      field: 'series',
      order: [storeAll.call, sqrt.call],
      colours: [storeAll.colour, sqrt.colour],
    },
    facet: { field: 'network', title: '', columns: 2, width: 280, height: 240 },
  });
  return {
    name: 'time',
    caption: 'Milliseconds of a gradient: two parallel lines, whose distance is the extra forward run.',
    spec,
  };
}

function ratiosOf(rows: readonly Line[]): Plot {
  const spec = lineFigure({
    title: 'Time of sqrt() over that of storeAll()',
    subtitle: `${sizesOf(rows)}; bands: half of all rounds; dashed: operations, counted`,
    rows: rows.flatMap(({ point, values }) =>
      point.extents.map((extent, place) => ({
        ...values.ratios[place]!,
        network: point.network,
        extent,
        operations: values.operationsRatios[place] ?? Number.NaN,
      })),
    ),
    x: { field: 'extent', title: 'steps of the chain', scale: 'log2' },
    y: { field: 'median', title: 'ratio of times', scale: 'log10' },
    band: { low: 'lower', high: 'upper' },
    prediction: 'operations',
    series: { field: 'network', order: ['MLP', 'LSTM'] },
  });
  return { name: 'time-ratio', caption: 'What the plan costs in time, and what its operations say.', spec };
}

/** Ratios at every length, beside the paper's. */
export function comparisonOf({ point, values }: Line): Comparison {
  return {
    title: `${point.network}: time of sqrt() over that of storeAll()`,
    note: 'Theirs: roughly 30 % more, on a Titan X. Ours: the median, half of all rounds in brackets, and the ratio of operations.',
    rows: point.extents.map((extent, place) => {
      const { lower, median, upper } = values.ratios[place]!;
      const operations = values.operationsRatios[place] ?? Number.NaN;
      return {
        what: `${extent} ${stepsOf[point.network]}`,
        ours: `${ratio(median)} (${ratio(lower)} to ${ratio(upper)}); ${ratio(operations)}`,
        theirs: theirs.toFixed(1),
      };
    }),
  };
}

/** Whether the longest chain takes roughly 30 % more; undefined where rounds scatter over the border of that. */
export function claimsOf({ point, values }: Line): Claim {
  const { lower, median, upper } = values.ratios.at(-1)!;
  const isWithin = lower >= theirs - roughly && upper <= theirs + roughly;
  const isBeyond = upper < theirs - roughly || lower > theirs + roughly;
  return {
    text: `${point.network}: the sublinear plan takes roughly 30 % more time (Figure 7)`,
    holds: isWithin || isBeyond ? isWithin : undefined,
    found:
      `at ${point.extents.at(-1)} ${stepsOf[point.network]} ${percent(median)} more (half of ${point.rounds} rounds: ` +
      `${percent(lower)} to ${percent(upper)}), and ${percent(values.operationsRatios.at(-1) ?? Number.NaN)} more operations`,
  };
}

function percent(times: number): string {
  return `${Math.round(100 * (times - 1))} %`;
}

function panelOf(network: Network): string {
  return `${network}: ${stepsOf[network]}`;
}

function sizesOf(rows: readonly Line[]): string {
  return rows.map(({ point }) => headingOf(point.network, point)).join('; ');
}
