import type { TopLevelSpec } from 'vega-lite';
import type { AnyExperiment, Mode, Shown } from '../experiment.js';
import { toSvg } from '../harness/figure.js';
import { strangersAmong } from '../harness/origin.js';
import { describe } from '../harness/outcome.js';
import { type Checked, checked } from '../harness/predictions.js';
import type { Provenance } from '../harness/provenance.js';
import { showing } from '../harness/showing.js';
import { keyOfPoint, knownPoints, type Line, rowsOf } from '../harness/store.js';

/** A figure as the page shows it. */
export interface Drawing {
  readonly name: string;
  readonly caption: string;
  readonly spec: TopLevelSpec;
  readonly svg: string;
}

/** What was found out by an experiment so far. */
export interface Finding {
  readonly experiment: AnyExperiment;
  readonly mode: Mode;
  /** How many points the mode has. */
  readonly points: number;
  /** Of the points that were measured, in the order of the points. */
  readonly lines: readonly Line[];
  /** Points that were tried and came to nothing, and what else went wrong, in sentences. */
  readonly failures: readonly string[];
  readonly shown: Pick<Shown, 'comparisons' | 'claims'>;
  readonly drawings: readonly Drawing[];
  readonly predictions: Checked;
  /** Points that are not known to be of the code that is here, in words. */
  readonly strangers: string | undefined;
  readonly remarks: readonly string[];
}

export interface Source {
  readonly folder: string;
  /** The code that is here. */
  readonly here: Provenance;
  /** Of which points; if absent, of all of `full` that are complete, or else of `quick`. */
  readonly mode?: Mode | undefined;
}

/** What the results in a folder say; undefined if no point was measured. */
export async function findingOf(experiment: AnyExperiment, source: Source): Promise<Finding | undefined> {
  const { byPoint, remarks } = knownPoints(source.folder, experiment.id, source.here.version);
  const linesOf = (mode: Mode): readonly (Line | undefined)[] =>
    experiment.points(mode).map((point) => byPoint.get(keyOfPoint(point)));
  const mode = source.mode ?? modeOf(linesOf);
  const lines = linesOf(mode);
  const rows = rowsOf(lines);
  if (rows.length === 0) return undefined;
  const { plots, comparisons, claims, problem } = showing(experiment, rows);
  const drawings: Drawing[] = [];
  for (const plot of plots) drawings.push({ ...plot, svg: await toSvg(plot.spec) });
  const finished = lines.flatMap((line) => (line?.outcome.kind === 'finished' ? [line] : []));
  return {
    experiment,
    mode,
    points: lines.length,
    lines: finished,
    failures: [
      ...(problem === undefined ? [] : [problem]),
      ...lines.flatMap((line) => failureOf(experiment, line)),
    ],
    shown: { comparisons, claims },
    drawings,
    predictions: checked(experiment, rows),
    strangers: strangersAmong(finished, source.here),
    remarks,
  };
}

/** The one that is complete, the full one before the quick one; if neither is, the one with more points measured. */
function modeOf(linesOf: (mode: Mode) => readonly (Line | undefined)[]): Mode {
  const [full, quick] = [linesOf('full'), linesOf('quick')];
  const measured = { full: rowsOf(full).length, quick: rowsOf(quick).length };
  if (measured.full === full.length) return 'full';
  return measured.quick === quick.length || measured.quick >= measured.full ? 'quick' : 'full';
}

function failureOf({ label }: AnyExperiment, line: Line | undefined): string[] {
  if (line === undefined || line.outcome.kind === 'finished') return [];
  return [`${label(line.point)}: ${describe(line.outcome)}`];
}
