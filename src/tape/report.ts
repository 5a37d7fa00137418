import { unfit } from '../arguments/options.js';
import { type Account, accounts, type Moment } from '../array/ledger.js';
import { bitsVersion } from './bitsVersion.js';
import type { StepCounts, Times } from './counter.js';
import type { GradientSumming } from './gradientSums.js';
import { type ResidualRow, whyNothing } from './residuals.js';
import type { Run } from './run.js';

/** Counts and bytes: exact, and the same on every machine. */
export interface Figures extends StepCounts {
  /** The most bytes that were ever held at once, by the ledger. */
  readonly peakBytes: number;
  /** What they were held for; the accounts add up to `peakBytes`. */
  readonly peakByAccount: Readonly<Record<Account, number>>;
  /** Floating-point operations of the whole run, known where it was measured. */
  readonly operations?: number;
}

/** What one gradient cost. Counts are in steps or events; the times are the machine's. */
export interface Report extends Figures, Times {
  readonly strategy: string;
  /** In what form residuals waited. */
  readonly keep: string;
  /** What became of residuals, by primitive, over all steps that were recorded; empty where all wait as they are. */
  readonly residuals: readonly ResidualRow[];
  /** When the peak occurred. */
  readonly peakMoment: Moment;
  /** Bytes still held when the run had ended, beyond those held before it: 0. */
  readonly liveBytesAfter: number;
  /** The same figures, known before the run; absent where the loss reads values, or with `predict: false`. */
  readonly predicted: Figures | undefined;
  /** How the gradients of steps were added up. */
  readonly gradientSums: GradientSumming;
  /** Two results of which this differs may differ in their bits, whatever else is the same. */
  readonly bitsVersion: number;
  /** What the user should hear, in sentences. */
  readonly remarks: readonly string[];
}

export function figuresOf(run: Run): Figures {
  const { advanceMs: _, recordMs: _1, sweepMs: _2, storeMs: _3, ...counts } = run.counter.counts;
  const { peakBytes, peakByAccount } = run.arena.ledger;
  return { ...counts, peakBytes, peakByAccount };
}

export function reportOf(run: Run, liveBytesBefore: number): Report {
  const { ledger } = run.arena;
  return {
    strategy: run.strategy.name,
    keep: run.keep.name,
    ...run.counter.counts,
    ...figuresOf(run),
    residuals: run.residuals,
    peakMoment: ledger.peakMoment,
    liveBytesAfter: ledger.liveBytes - liveBytesBefore,
    predicted: undefined,
    gradientSums: run.gradientSums,
    bitsVersion,
    remarks: remarksOf(run),
  };
}

function remarksOf(run: Run): readonly string[] {
  const nothing = whyNothing(run.residuals);
  return nothing === undefined ? run.remarks : [...run.remarks, nothing];
}

/**
 * A report as lines of text.
 *
 * @example
 * console.log(formatReport(report));
 */
export function formatReport(report: Report): string {
  if (report?.remarks === undefined || report.residuals === undefined)
    throw unfit('formatReport', 'the report', report, 'what a gradient came with is needed');
  const { predicted } = report;
  const line = (name: string, value: number, foretold: number | undefined): string =>
    `${name.padEnd(15)} ${value.toLocaleString('en').padStart(14)}` +
    (foretold === undefined ? '' : ` (predicted ${foretold.toLocaleString('en')})`);
  const counts = [
    'advancedSteps',
    'recordedSteps',
    'sweptSteps',
    'snapshotWrites',
    'restores',
    'peakSlots',
  ] as const;
  const held = accounts.filter((account) => report.peakByAccount[account] > 0);
  return [
    `strategy        ${report.strategy}`,
    ...counts.map((name) => line(name, report[name], predicted?.[name])),
    line('peakBytes', report.peakBytes, predicted?.peakBytes),
    ...held.map((account) =>
      line(`  ${account}`, report.peakByAccount[account], predicted?.peakByAccount[account]),
    ),
    ...(report.residuals.length === 0 ? [] : ['residuals, bytes of all steps that were recorded']),
    ...report.residuals.flatMap(linesOf),
    ...report.remarks.map((remark) => `note: ${remark}`),
  ].join('\n');
}

/** What became of the residuals of one primitive. */
function linesOf({ primitive, exactBytes, estimatedBytes, keptBytes, skipped }: ResidualRow): string[] {
  const line = (bytes: number, what: string): string =>
    `${`  of ${primitive}`.padEnd(15)} ${bytes.toLocaleString('en').padStart(14)} ${what}`;
  return [
    ...(exactBytes > 0 ? [line(exactBytes, 'kept exactly: its derivative needs it')] : []),
    ...(estimatedBytes > 0
      ? [line(keptBytes, `kept of ${estimatedBytes.toLocaleString('en')}, estimated`)]
      : []),
    ...skipped
      .filter(({ bytes }) => bytes > 0)
      .map(({ bytes, reason }) => line(bytes, `kept exactly: ${reason}`)),
  ];
}
