import type { Plot, Row } from '../experiment.js';
import { lineFigure } from '../harness/lineFigure.js';
import type { Point, Values } from './composition.js';

/** Bytes against steps run forward, a line for each fraction. */
export function compositionFigure(rows: readonly Row<Point, Values>[]): Plot {
  const nameOf = (fraction: number): string => {
    if (fraction === 1) return 'exact';
    const variance = rows.find(({ point }) => point.fraction === fraction)?.values.variance ?? Number.NaN;
    return `${fraction}: variance ${variance.toPrecision(2)}`;
  };
  const sorted = rows.toSorted((a, b) => a.values.peakBytes - b.values.peakBytes);
  const { network = 'IRNN', steps = 0, batch = 0 } = rows[0]?.point ?? {};
  const spec = lineFigure({
    title: 'Memory, recomputation and variance of one gradient',
    subtitle: `${network} on sequential MNIST, ${steps} steps, batch ${batch}; variance relative to the squared gradient`,
    rows: sorted.map(({ point, values }) => ({
      fraction: nameOf(point.fraction),
      schedule: point.schedule,
      peakBytes: values.peakBytes,
      forwardRatio: values.forwardRatio,
    })),
    x: { field: 'peakBytes', title: 'most bytes held at once', scale: 'log2', bytes: true },
    y: { field: 'forwardRatio', title: 'steps run forward, per step', scale: 'log10' },
    series: {
      field: 'fraction',
      order: [...new Set(rows.map(({ point }) => point.fraction))].sort((a, b) => b - a).map(nameOf),
      title: 'kept of each residual',
    },
    facet: { field: 'schedule', title: '', columns: 2, width: 300, height: 220 },
  });
  return {
    name: `composition-${network.replaceAll(' ', '-')}`,
    caption: 'Bytes against steps run again, a panel for each schedule, a line for each fraction.',
    spec,
  };
}
