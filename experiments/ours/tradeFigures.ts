import type { Comparison, Plot, Row } from '../experiment.js';
import { bytes, duration, ratio } from '../harness/format.js';
import { lineFigure } from '../harness/lineFigure.js';
import { scatterFigure } from '../harness/scatterFigure.js';
import { workloads } from '../memoryAgainstRecomputation/workloads.js';
import { nameOf, strategySeries } from './strategySeries.js';
import type { Point, Values } from './trade.js';
import { byWorkload, runsOf } from './tradeClaims.js';

type Line = Row<Point, Values>;

/** Bytes against seconds, a figure for each workload, and how good predictions of seconds are. */
export function plotsOf(rows: readonly Line[]): readonly Plot[] {
  return rows.length === 0 ? [] : [...byWorkload(rows).map(tradeOf), predictionOf(rows)];
}

function tradeOf(rows: readonly Line[]): Plot {
  const { workload = 'irnn' } = rows[0]?.point ?? {};
  const shown = runsOf(rows)
    // Far above all others, it would leave them a corner; the table has it.
    .filter(({ strategy }) => strategy !== 'recomputeAll')
    .toSorted((a, b) => a.peakBytes - b.peakBytes)
    .map(({ strategy, peakBytes, fixedBytes, ms, predictedMs }) => ({
      strategy: nameOf(strategy),
      chainBytes: peakBytes - fixedBytes,
      seconds: ms.median / 1000,
      predicted: predictedMs / 1000,
    }));
  const spec = lineFigure({
    title: headingOf(rows),
    subtitle: 'bytes as predicted, to the byte; seconds as measured, medians; dashed: seconds predicted',
    rows: shown,
    x: {
      field: 'chainBytes',
      title: 'most bytes held at once, beside parameters, gradients and data',
      scale: 'log2',
      bytes: true,
    },
    y: { field: 'seconds', title: 'seconds a gradient', scale: 'log10' },
    prediction: 'predicted',
    series: strategySeries('strategy'),
  });
  return {
    name: `trade-${workload}`,
    caption:
      'Bytes against seconds of the same gradient, under every strategy: lower left is better. recomputeAll(), far above, is in the table.',
    spec: { ...spec, width: 600, height: 400 } as typeof spec,
  };
}

function predictionOf(rows: readonly Line[]): Plot {
  const spec = scatterFigure({
    title: 'Seconds measured, over seconds predicted',
    subtitle: 'predicted: steps counted before the run, at what a step takes under revolve({ slots: 8 })',
    rows: byWorkload(rows).flatMap((own) =>
      runsOf(own).map(({ strategy, peakBytes, ms, predictedMs }) => ({
        workload: workloads[own[0]?.point.workload ?? 'irnn'].title,
        strategy: nameOf(strategy),
        peakBytes,
        ratio: ms.median / predictedMs,
      })),
    ),
    x: { field: 'peakBytes', title: 'most bytes held at once', scale: 'log2', bytes: true },
    y: { field: 'ratio', title: 'measured over predicted' },
    series: strategySeries('strategy'),
    facet: { field: 'workload', title: '', columns: 2, width: 300, height: 260 },
  });
  return {
    name: 'trade-prediction',
    caption: 'How long each strategy took, over what its counted steps said; 1 is as predicted.',
    spec,
  };
}

function headingOf(rows: readonly Line[]): string {
  const { workload = 'irnn', steps = 0, batchSize = 0, hidden = 0 } = rows[0]?.point ?? {};
  return `${workloads[workload].title}: ${steps} steps, batch ${batchSize}, ${hidden} hidden`;
}

/** Every run of every workload, the one with the most bytes first. */
export function tablesOf(rows: readonly Line[]): readonly Comparison[] {
  return byWorkload(rows).map((own) => ({
    title: `${headingOf(own)}: peak bytes; time, predicted in brackets; times that of storing all`,
    rows: runsOf(own)
      .toSorted((a, b) => b.peakBytes - a.peakBytes)
      .map(({ name, peakBytes, ms, predictedMs, timesStoreAll }) => ({
        what: name,
        ours: `${bytes(peakBytes)}; ${duration(ms.median)} (${duration(predictedMs)}); ${ratio(timesStoreAll.median)}`,
        theirs: '',
      })),
  }));
}
