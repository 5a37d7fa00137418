import type { AnyExperiment, JsonRecord, Mode } from '../experiment.js';
import { locked } from './lock.js';
import type { PointToMeasure } from './measurePoint.js';
import { isSameState, strangersAmong } from './origin.js';
import { describe, type Outcome, takenBy } from './outcome.js';
import { runPool } from './pool.js';
import { Progress } from './progress.js';
import { provenance } from './provenance.js';
import { appendResult } from './results.js';
import { pointsOf, type Shard } from './shard.js';
import { fileOf, type Known, keyOfPoint, knownPoints, type Line } from './store.js';

export interface SweepOptions {
  readonly mode: Mode;
  /** Where results are, in a folder for each experiment. */
  readonly folder: string;
  /** The module that lists the experiment, for the processes that measure. */
  readonly registry: URL;
  /** Processes at once, where no times are measured. */
  readonly atOnce: number;
  readonly shard?: Shard | undefined;
  /** Whether points that came to no result are measured again. */
  readonly retry?: boolean;
  /** Whether points are measured again that are not known to be of the code that is here. */
  readonly fresh?: boolean;
  readonly stream?: NodeJS.WritableStream;
}

/** What a sweep has come to. */
export interface Swept {
  /** The lines of the points asked for, in their order; undefined for a point that was not reached. */
  readonly lines: readonly (Line | undefined)[];
  /** How many of them were measured now, and not found. */
  readonly measured: number;
  /** Points that were found and are not known to be of the code that is here, in words. */
  readonly strangers: string | undefined;
  /** The signal that stopped it. */
  readonly stoppedBy: NodeJS.Signals | undefined;
  readonly remarks: readonly string[];
}

const script = new URL('./measurePoint.ts', import.meta.url);

/**
 * Measures the points of an experiment that were not measured yet, each in a fresh process, and appends a line for each
 * as soon as it is there. What was finished once is not measured again, however the run ended.
 *
 * @throws {Error} if another run writes to the same file, or it cannot be written
 */
export async function sweep(experiment: AnyExperiment, options: SweepOptions): Promise<Swept> {
  const { mode, folder, shard } = options;
  const { id } = experiment;
  const all = experiment.points(mode);
  const points = shard === undefined ? all : pointsOf(all, shard);
  const file = fileOf(folder, id, shard);
  using _lock = locked(file);
  const origin = provenance();
  const known = knownPoints(folder, id, origin.version);
  const isDone = (point: JsonRecord): boolean => {
    const line = known.byPoint.get(keyOfPoint(point));
    if (line === undefined || (options.fresh === true && !isSameState(line, origin))) return false;
    return line.outcome.kind === 'finished' || options.retry !== true;
  };
  const missing = points.filter((point) => !isDone(point));
  const made = new Map<string, Line>();
  const stoppedBy = await measured(experiment, missing, options, (point, outcome) => {
    const line: Line = { id, point, outcome, ...origin, date: new Date().toISOString() };
    appendResult(file, line);
    made.set(keyOfPoint(point), line);
  });
  const lines = points.map((point) => made.get(keyOfPoint(point)) ?? found(known, point));
  const old = lines.flatMap((line) => (line === undefined || made.has(keyOfPoint(line.point)) ? [] : [line]));
  const strangers = strangersAmong(old, origin);
  return { lines, measured: made.size, strangers, stoppedBy, remarks: known.remarks };
}

function found(known: Known, point: JsonRecord): Line | undefined {
  return known.byPoint.get(keyOfPoint(point));
}

/** Runs the points; the signal that ended it before the last one. */
async function measured(
  experiment: AnyExperiment,
  points: readonly JsonRecord[],
  { registry, atOnce, stream }: SweepOptions,
  take: (point: JsonRecord, outcome: Outcome<JsonRecord>) => void,
): Promise<NodeJS.Signals | undefined> {
  if (points.length === 0) return undefined;
  const { id, isTimed = false, timeoutMs = 600_000 } = experiment;
  const weights = points.map((point) => experiment.weight?.(point) ?? 1);
  using progress = new Progress({ weights, ...(stream === undefined ? {} : { stream }) });
  using stop = new Stop();
  try {
    await runPool<PointToMeasure, JsonRecord>({
      script,
      points: points.map((point) => ({ registry: registry.href, id, point })),
      atOnce: isTimed ? 1 : atOnce,
      timeoutMs,
      onOutcome: (outcome, place) => {
        // What the signal ended is no outcome.
        if (stop.signal !== undefined) throw stopped;
        const point = points[place]!;
        take(point, outcome);
        progress.finish(place, `${experiment.label(point)}: ${describe(outcome)}`, takenBy(outcome));
      },
    });
  } catch (error) {
    if (error !== stopped) throw error;
  }
  return stop.signal;
}

const stopped = new Error('the sweep was stopped');

/** Listens to the signals that ask a run to end; whoever has started processes ends them. */
class Stop implements Disposable {
  signal: NodeJS.Signals | undefined = undefined;
  readonly #note = (signal: NodeJS.Signals): void => {
    this.signal ??= signal;
  };

  constructor() {
    process.on('SIGINT', this.#note).on('SIGTERM', this.#note);
  }

  [Symbol.dispose](): void {
    process.off('SIGINT', this.#note).off('SIGTERM', this.#note);
  }
}
