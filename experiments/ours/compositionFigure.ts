import { strategies } from 'sublinear';
import type { Comparison, Plot, Row } from '../experiment.js';
import { bytes, ratio } from '../harness/format.js';
import { lineFigure } from '../harness/lineFigure.js';
import type { Point, Run, Values } from './composition.js';

type Line = Row<Point, Values>;

/** Bytes against the deviation of the gradient, a line for each schedule, whose name says what it runs forward. */
export function plotOf({ point, values }: Line): Plot {
  const names = [...new Set(values.runs.map(({ name }) => name))];
  const runOf = (name: string): Run | undefined => values.runs.find((run) => run.name === name);
  const titleOf = (name: string): string =>
    `${name}: ${ratio(runOf(name)?.forwardRatio ?? Number.NaN)} forward`;
  const spec = lineFigure({
    title: `Bytes, recomputation and variance: ${point.network}`,
    subtitle: `sequential MNIST, ${point.steps} steps, batch ${point.batch}; of each residual ${point.fractions.join(', ')} kept, from the left`,
    rows: values.runs
      .toSorted((a, b) => b.fraction - a.fraction)
      .map(({ name, fraction, peakBytes }) => ({
        name: titleOf(name),
        peakBytes,
        deviation: Math.sqrt(varianceAt({ point, values }, fraction)),
      })),
    x: { field: 'deviation', title: "deviation of the gradient, over the gradient's size" },
    y: { field: 'peakBytes', title: 'most bytes held at once', scale: 'log2', bytes: true },
    series: {
      field: 'name',
      order: names.map(titleOf),
      colours: names.map((name) => strategies[runOf(name)?.strategy ?? 'storeAll'].colour),
    },
  });
  return {
    name: `composition-${point.network.replaceAll(' ', '-')}`,
    caption:
      'What is paid for fewer bytes: in steps run forward, so many for each step of the chain, by the line; in deviation, along it.',
    spec,
  };
}

export function varianceAt({ point, values }: Line, fraction: number): number {
  return values.variances[point.fractions.indexOf(fraction)] ?? Number.NaN;
}

/** A row for each schedule and fraction. */
export function tableOf(row: Line): Comparison {
  return {
    title: `${row.point.network}: peak bytes; steps run forward, per step; variance over the gradient's square`,
    rows: row.values.runs.map(({ name, fraction, peakBytes, forwardRatio }) => ({
      what: `${name} at ${fraction}`,
      ours: `${bytes(peakBytes)}; ${ratio(forwardRatio)}; ${varianceAt(row, fraction).toPrecision(2)}`,
      theirs: '',
    })),
  };
}
