import { isDeepStrictEqual } from 'node:util';
import type { AnyExperiment, Json, JsonRecord, Row } from '../experiment.js';

/** What became of the numbers that theory says. */
export interface Checked {
  /** How many there are. */
  readonly count: number;
  /** Those that were not measured, in sentences. */
  readonly objections: readonly string[];
}

/** Compares what was measured with what theory says of it: all of that has to be exact. */
export function checked(experiment: AnyExperiment, rows: readonly Row<JsonRecord, JsonRecord>[]): Checked {
  const objections: string[] = [];
  let count = 0;
  for (const { point, values } of rows) {
    for (const [name, predicted] of Object.entries(experiment.predict?.(point) ?? {})) {
      if (predicted === undefined) continue;
      count += 1;
      if (isDeepStrictEqual(values[name], asWritten(predicted))) continue;
      objections.push(
        `${experiment.id}, ${experiment.label(point)}: ${name} is ${brief(values[name])}, predicted ${brief(predicted)}`,
      );
    }
  }
  return { count, objections };
}

/** As a line of JSON gives it back: without -0, for example. */
function asWritten(value: Json): Json {
  return JSON.parse(JSON.stringify(value));
}

function brief(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length <= 200 ? text : `${text.slice(0, 200)}...`;
}
