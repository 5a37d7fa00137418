import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, JsonRecord, Row } from '../experiment.js';
import type { Outcome } from './outcome.js';
import type { Provenance } from './provenance.js';
import { readResults } from './results.js';
import type { Shard } from './shard.js';

/** One point's line: what it was, what became of it, and where that comes from. */
export interface Line extends Provenance {
  readonly id: string;
  readonly point: JsonRecord;
  readonly outcome: Outcome<JsonRecord>;
}

/** The file that a run of an experiment appends to; each shard has its own. */
export function fileOf(folder: string, id: string, shard?: Shard): string {
  const name = shard === undefined ? 'points' : `points-${shard.index}-of-${shard.count}`;
  return join(folder, id, `${name}.jsonl`);
}

/** What is known of an experiment's points: of all runs and shards, in the version of the package that asks. */
export interface Known {
  readonly byPoint: ReadonlyMap<string, Line>;
  readonly remarks: readonly string[];
}

/** A point as a key: the same however its fields are ordered. */
export function keyOfPoint(point: JsonRecord): string {
  return JSON.stringify(inOrder(point));
}

/** Reads what was measured. Of several lines of a point the latest counts, but for tries that came to nothing. */
export function knownPoints(folder: string, id: string, version: string | null): Known {
  const byPoint = new Map<string, Line>();
  const remarks: string[] = [];
  const others = new Map<string, number>();
  for (const file of filesOf(folder, id)) {
    const found = readResults<Partial<Line>>(file);
    remarks.push(...found.remarks);
    for (const line of found.lines) {
      if (!isLine(line, id)) {
        remarks.push(`results: a line of ${file} is no point of ${id} and left out`);
      } else if (line.version !== version) {
        const other = line.version ?? 'none';
        others.set(other, (others.get(other) ?? 0) + 1);
      } else {
        const key = keyOfPoint(line.point);
        if (isBetter(line, byPoint.get(key))) byPoint.set(key, line);
      }
    }
  }
  for (const [other, count] of others) {
    remarks.push(`results: ${count} points of version ${other} in ${join(folder, id)} are kept and not used`);
  }
  return { byPoint, remarks };
}

function isBetter(line: Line, known: Line | undefined): boolean {
  if (known?.outcome.kind !== 'finished') return true;
  return line.outcome.kind === 'finished' && line.date >= known.date;
}

/** The points that came to a result, with it. */
export function rowsOf(lines: readonly (Line | undefined)[]): Row<JsonRecord, JsonRecord>[] {
  return lines.flatMap((line) =>
    line?.outcome.kind === 'finished' ? [{ point: line.point, values: line.outcome.result }] : [],
  );
}

function filesOf(folder: string, id: string): string[] {
  const place = join(folder, id);
  if (!existsSync(place)) return [];
  const names = readdirSync(place).filter((name) => /^points(-\d+-of-\d+)?\.jsonl$/.test(name));
  return names.sort().map((name) => join(place, name));
}

function isLine(line: Partial<Line> | null, id: string): line is Line {
  return (
    line !== null && line.id === id && typeof line.point === 'object' && typeof line.outcome === 'object'
  );
}

function inOrder(value: Json): Json {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, inOrder(each)]));
}
