import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Figure } from './figure.js';
import type { Machine, Measurement } from './measure.js';

export const baselineFile: string = fileURLToPath(new URL('../baseline.jsonl', import.meta.url));

/**
 * Reads the figures that were accepted: a line for the machine, then a line for each figure, so that a change of one is a
 * change of one line.
 */
export function readBaseline(path: string = baselineFile): Measurement {
  const [first, ...rest] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const machine: Machine = JSON.parse(first ?? 'null');
  const figures = rest.map((line): Figure => JSON.parse(line));
  return { machine, figures };
}

export function writeBaseline({ machine, figures }: Measurement, path: string = baselineFile): void {
  const lines = [machine, ...figures].map((each) => JSON.stringify(each));
  writeFileSync(path, `${lines.join('\n')}\n`);
}
