import { type Account, strategies } from 'sublinear';
import { type FigureFiles, saveFigure } from '../harness/figure.js';
import { bytes, count, ratio } from '../harness/format.js';
import { lineFigure } from '../harness/lineFigure.js';
import { table } from '../harness/table.js';
import type { Finding } from './findings.js';
import { type WorkloadName, workloads } from './workloads.js';

/** One line a strategy: what it held, what it ran again, and what that took on this machine. */
export function tableOf(findings: readonly Finding[]): string {
  const held = (...accounts: Account[]) => {
    return ({ measured }: Finding): string =>
      bytes(accounts.reduce((sum, account) => sum + measured.report.peakByAccount[account], 0));
  };
  return table<Finding>(
    [
      { title: 'strategy', align: 'left', cell: ({ measured }) => measured.strategy },
      { title: 'peak bytes', cell: ({ measured }) => count(measured.report.peakBytes) },
      { title: 'predicted', cell: ({ measured }) => count(measured.predicted?.peakBytes ?? Number.NaN) },
      { title: 'residuals', cell: held('residual') },
      { title: 'snapshots', cell: held('snapshot') },
      { title: 'data', cell: held('parameter', 'input') },
      { title: 'gradient', cell: held('gradient', 'cotangent') },
      { title: 'transient', cell: held('state', 'scratch') },
      { title: 'advanced', cell: ({ measured }) => count(measured.report.advancedSteps) },
      { title: 'predicted', cell: ({ measured }) => count(measured.predicted?.advancedSteps ?? Number.NaN) },
      { title: 'recorded', cell: ({ measured }) => count(measured.report.recordedSteps) },
      { title: 'forward ratio', cell: (finding) => ratio(forwardRatio(finding)) },
      { title: 'ms', cell: ({ measured }) => count(Math.round(medianOf(measured.wallMs))) },
      { title: 'resident', cell: ({ measured }) => bytes(measured.residentBytes) },
    ],
    findings,
  );
}

/** Peak bytes against forward steps, one panel a workload. */
export function drawTrade(findings: readonly Finding[], path: string): Promise<FigureFiles> {
  const rows = findings.map((finding) => ({
    workload: headingOf(finding.point.workload, finding),
    strategy: strategies[finding.point.strategy].call,
    peakBytes: finding.measured.report.peakBytes,
    forwardRatio: forwardRatio(finding),
  }));
  return saveFigure(
    path,
    lineFigure({
      title: 'Memory against recomputation: the same gradient, to the bit',
      subtitle: 'lower left is better; every point was predicted exactly before it ran',
      rows,
      x: { field: 'peakBytes', title: 'most bytes held at once', scale: 'log2', bytes: true },
      y: { field: 'forwardRatio', title: 'steps run forward, per step of the chain', scale: 'log10' },
      series: {
        field: 'strategy',
        order: Object.values(strategies).map(({ call }) => call),
        colours: Object.values(strategies).map(({ colour }) => colour),
      },
      facet: { field: 'workload', title: '', columns: 2, width: 400, height: 300 },
    }),
  );
}

export function headingOf(name: WorkloadName, { point }: Finding): string {
  const { steps, batchSize, hidden } = point.sizes;
  return `${workloads[name].title}: ${steps} steps, batch ${batchSize}, ${hidden} hidden`;
}

function forwardRatio({ point, measured }: Finding): number {
  return (measured.report.advancedSteps + measured.report.recordedSteps) / point.sizes.steps;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
