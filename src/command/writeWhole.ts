import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Who writes, and what to do where that cannot be done. */
export interface Writer {
  readonly where: string;
  readonly advice: string;
  /** Whether folders that are not there are made. */
  readonly makesFolders: boolean;
}

/**
 * Writes a file as a whole: where that cannot be done, or is cut off, the file that was there before stays.
 *
 * @throws {Error} that names the file and says what the system said
 */
export function writeWhole(path: string, content: string | Uint8Array, writer: Writer): void {
  const isFile = !existsSync(path) || statSync(path).isFile();
  // A device, such as a terminal, cannot be replaced.
  const beside = isFile ? `${path}.new` : path;
  try {
    if (writer.makesFolders) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(beside, content);
    if (isFile) renameSync(beside, path);
  } catch (error) {
    if (isFile && existsSync(beside)) rmSync(beside);
    throw unwritable(path, error, writer);
  }
}

export function unwritable(
  path: string,
  error: unknown,
  { where, advice }: Pick<Writer, 'where' | 'advice'>,
): Error {
  const found = error instanceof Error ? error.message : String(error);
  return new Error(`${where}: ${path} cannot be written (${found}); ${advice}`, { cause: error });
}
