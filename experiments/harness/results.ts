// Results are lines of JSON: one a point, on the disk before the next point starts. A run that is cut off leaves at most
// one torn line, and that is dropped and reported when the file is read.
import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

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
  try {
    const torn = endsInsideALine(file);
    writeSync(file, `${torn ? '\n' : ''}${JSON.stringify(line)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
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
    const found = error instanceof Error ? error.message : String(error);
    throw new Error(`results: ${path} cannot be written (${found}); give a folder that can`, {
      cause: error,
    });
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
