import type { TopLevelSpec } from 'vega-lite';

/** Where a figure comes from. */
export interface Paper {
  /** A folder's name, such as `griewank-walther-2000`. */
  readonly key: string;
  readonly authors: string;
  readonly year: number;
  readonly title: string;
  readonly doi?: string;
}

/** `quick` is for a look and for CI, `full` is what the paper shows. */
export type Mode = 'quick' | 'full';

/** What JSON can carry: points and values are written down as lines of it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonRecord = { readonly [name: string]: Json };

/** A point that was measured. */
export interface Row<Point, Values> {
  readonly point: Point;
  readonly values: Values;
}

/** What a paper says, and whether it is so here. */
export interface Claim {
  /** In the paper's sense, with where it is said. */
  readonly text: string;
  /** Whether it holds here; undefined where these points cannot tell. */
  readonly holds: boolean | undefined;
  /** What was found, in words and numbers. */
  readonly found: string;
}

/** One figure of an experiment's: a specification of Vega-Lite with its data. */
export interface Plot {
  readonly name: string;
  readonly caption: string;
  readonly spec: TopLevelSpec;
}

/** Numbers of ours beside theirs, a row for each thing compared. */
export interface Comparison {
  readonly title: string;
  /** What cannot be verified about theirs, or how to read the difference. */
  readonly note?: string;
  readonly rows: readonly {
    readonly what: string;
    readonly ours: number | string;
    readonly theirs: number | string;
  }[];
}

/** What is shown of an experiment's rows. */
export interface Shown {
  readonly plots: readonly Plot[];
  readonly comparisons: readonly Comparison[];
  readonly claims: readonly Claim[];
}

/** A figure of a paper as a record: what is asked, what is measured, what theory says, and how it is shown. */
export interface Experiment<Point extends JsonRecord, Values extends JsonRecord> {
  /** What the command calls it; unique. */
  readonly id: string;
  readonly paper: Paper;
  readonly title: string;
  /** What is to be found out, in one sentence. */
  readonly question: string;
  points(mode: Mode): readonly Point[];
  /** A point in a few words. */
  label(point: Point): string;
  /** Measures one point. It runs in a process of its own. */
  measure(point: Point): Values | Promise<Values>;
  /** What theory says of a point's values: whatever is here has to be measured exactly. */
  predict?(point: Point): Partial<Values>;
  show(rows: readonly Row<Point, Values>[]): Shown;
  /** The work of a point in any one unit, for the time left; 1 if absent. */
  weight?(point: Point): number;
  /** Whether values are times: then points are measured one after another. */
  readonly isTimed?: boolean;
  /** Whether it takes hours: then it is run where it is named itself, and neither with its paper nor with all. */
  readonly isLong?: boolean;
  /** The longest that a point may take; ten minutes if absent. */
  readonly timeoutMs?: number;
}

/** An experiment of whatever points and values, as the harness handles it. */
export type AnyExperiment = Experiment<JsonRecord, JsonRecord>;

/** An experiment; the types of its points and values are those of what it says. */
export function experiment<Point extends JsonRecord, Values extends JsonRecord>(
  record: Experiment<Point, Values>,
): Experiment<Point, Values> {
  return record;
}
