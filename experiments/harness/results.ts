// Results are lines of JSON: one a point, on the disk before the next point starts. A run that is cut off leaves at most
// one torn line, and that is dropped and reported when the file is read.
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { unwritable } from '../../src/command/writeWhole.js';
import { results } from './writer.js';

export interface Results<Line> {
  readonly lines: readonly Line[];
  /** One sentence for each line that had to be left out. */
  readonly remarks: readonly string[];
}

/**
 * Appends one result and waits until it is on the disk.
 *
 * @throws {Error} if the file cannot be written
 */
export function appendResult(path: string, line: object): void {
  const file = openForAppending(path);
  const { size } = fstatSync(file);
  try {
    const torn = endsInsideALine(file);
    writeAll(file, `${torn ? '\n' : ''}${JSON.stringify(line)}\n`);
    fsyncSync(file);
  } catch (error) {
    // A full disk takes the beginning of a line.
    ftruncateSync(file, size);
    throw unwritable(path, error, results);
  } finally {
    closeSync(file);
  }
}

/** A write may take a part of what it is given, and says how much. */
function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

/** Begins anew: removes the results in a file, if there are any. */
export function removeResults(path: string): void {
  rmSync(path, { force: true });
}

/** The results in a file, in the order in which they were written. A file that is not there has none. */
export function readResults<Line>(path: string): Results<Line> {
  const lines: Line[] = [];
  const remarks: string[] = [];
  for (const [place, text] of textOf(path).split('\n').entries()) {
    if (text.trim() === '') continue;
    try {
      lines.push(JSON.parse(text));
    } catch {
      remarks.push(
        `results: line ${place + 1} of ${path} is torn and left out; its point has to be run again`,
      );
    }
  }
  return { lines, remarks };
}

function openForAppending(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, 'a+');
  } catch (error) {
    throw unwritable(path, error, results);
  }
}

function endsInsideALine(file: number): boolean {
  const { size } = fstatSync(file);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last.toString() !== '\n';
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
