// Two runs that write to one file would measure every point twice, and each would disturb the other's times.
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { unwritable } from '../../src/command/writeWhole.js';
import { results } from './writer.js';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/**
 * Holds a file's lock, `path`.lock, until it is disposed of. A lock whose process is gone is taken over.
 *
 * @throws {Error} if another run holds it, or the folder cannot be written
 */
export function locked(path: string): Disposable {
  const lock = `${path}.lock`;
  if (!taken(lock)) {
    const holder = holderOf(lock);
    if (holder !== undefined && isAlive(holder)) throw heldBy(path, holder);
    rmSync(lock, { force: true });
    if (!taken(lock)) throw heldBy(path, holderOf(lock));
  }
  const forget = (): void => rmSync(lock, { force: true });
  process.on('exit', forget);
  return {
    [Symbol.dispose]: () => {
      process.off('exit', forget);
      forget();
    },
  };
}

/** Makes the lock, unless there is one. */
function taken(lock: string): boolean {
  try {
    mkdirSync(dirname(lock), { recursive: true });
    sign(lock, openSync(lock, 'wx'));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw unwritable(lock, error, results);
  }
}

/** Writes down whose lock it is; where there is no space for that it is nobody's. */
function sign(lock: string, file: number): void {
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  try {
    writeSync(file, JSON.stringify(holder));
  } catch (error) {
    rmSync(lock, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

function holderOf(lock: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(lock, 'utf8'));
  } catch {
    // It was given back just now, or its process ended before it had written its name.
    return undefined;
  }
}

/** Of a process on another machine nobody here can know. */
function isAlive({ pid, host }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** A process that has ended, but that nobody has asked how: it still has a number and does nothing any more. */
function isZombie(pid: number): boolean {
  try {
    return /^[ZX]/.test(execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }));
  } catch {
    return stateOf(pid) === 'Z';
  }
}

/** Where there is no `ps`, as in small containers. */
function stateOf(pid: number): string | undefined {
  try {
    // The name before it is in brackets, and may have brackets in it.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.[0];
  } catch {
    return undefined;
  }
}

function heldBy(path: string, holder: Holder | undefined): Error {
  const who =
    holder === undefined
      ? 'another run'
      : `another run (process ${holder.pid} on ${holder.host}, since ${holder.since})`;
  return new Error(
    `results: ${who} is writing to ${path}; wait until it ends, or give another folder with --out. ` +
      `If there is no such run, remove ${path}.lock`,
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
