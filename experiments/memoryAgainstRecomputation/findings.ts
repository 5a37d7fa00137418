import { accounts } from 'sublinear';
import type { Measured } from './measure.js';
import type { Point } from './points.js';

/** A point with what was measured for it. */
export interface Finding {
  readonly point: Point;
  readonly measured: Measured;
}

/** What must hold and does not, in sentences: predictions that failed, gradients that differ, bytes left behind. */
export function objections(findings: readonly Finding[]): string[] {
  return [...findings.flatMap(wrongPredictions), ...differences(findings), ...findings.flatMap(leftBehind)];
}

export function nameOf({ point, measured }: Finding): string {
  return `${measured.strategy} on ${point.workload}`;
}

function wrongPredictions(finding: Finding): string[] {
  const { predicted, report } = finding.measured;
  if (predicted === undefined)
    return [`${nameOf(finding)}: nothing was predicted; the loss must not read values`];
  const figures = (from: typeof report): readonly (readonly [string, number])[] => [
    ['peak bytes', from.peakBytes],
    ...accounts.map((account) => [`peak bytes (${account})`, from.peakByAccount[account]] as const),
    ['advanced steps', from.advancedSteps],
    ['recorded steps', from.recordedSteps],
    ['swept steps', from.sweptSteps],
    ['snapshots', from.snapshotWrites],
    ['restores', from.restores],
    ['slots', from.peakSlots],
  ];
  const foretold = figures(predicted);
  return figures(report).flatMap(([what, found], place) => {
    const expected = foretold[place]?.[1];
    return expected === found
      ? []
      : [`${nameOf(finding)}: ${what}: ${found} measured, ${expected} predicted`];
  });
}

function differences(findings: readonly Finding[]): string[] {
  const firsts = new Map<string, Finding>();
  return findings.flatMap((finding) => {
    const first = firsts.get(finding.point.workload) ?? finding;
    firsts.set(finding.point.workload, first);
    if (finding.measured.digest === first.measured.digest) return [];
    return [
      `${nameOf(finding)}: its loss and gradient differ from those of ${first.measured.strategy} in some bit`,
    ];
  });
}

function leftBehind(finding: Finding): string[] {
  const bytes = finding.measured.liveBytesAfter;
  return bytes === 0
    ? []
    : [`${nameOf(finding)}: ${bytes} bytes were still held after the run; 0 are needed`];
}
