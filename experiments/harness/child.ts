// A measurement in a process of its own starts from the same memory and the same compiled code each time, and takes
// nothing with it when it fails.
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { measuring } from './answer.js';
import type { Outcome } from './outcome.js';

export interface ChildOptions {
  /** The measuring script: `new URL('./script.ts', import.meta.url)`. */
  readonly script: URL;
  /** Given to the script as JSON, its first argument. */
  readonly argument: unknown;
  readonly timeoutMs: number;
  readonly exposeGc?: boolean;
  readonly nodeFlags?: readonly string[];
}

const stderrLines = 20;

/** Runs a measuring script in a new process; the last line it prints must be its result as JSON. Never rejects. */
export async function runChild<Result>(options: ChildOptions): Promise<Outcome<Result>> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, commandLine(options), { stdio: ['ignore', 'pipe', 'pipe'] });
  using _end = endWithParent(child);
  let startMs: number | undefined;
  const stdout = lastLines(child.stdout, 1, (line) => {
    if (line === measuring) startMs = performance.now() - startedMs;
  });
  const stderr = lastLines(child.stderr, stderrLines);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = child.kill('SIGKILL');
  }, options.timeoutMs);
  const ending = await ended(child, stderr);
  clearTimeout(timer);
  if (timedOut) return { kind: 'timedOut', timeoutMs: options.timeoutMs, stderr };
  if (ending[0] !== 0) return failed(ending, stderr);
  const times = { wallMs: performance.now() - startedMs, ...(startMs === undefined ? {} : { startMs }) };
  return resultOf(stdout[0] ?? '', times, stderr);
}

function commandLine({ script, argument, exposeGc = false, nodeFlags = [] }: ChildOptions): string[] {
  const path = fileURLToPath(script);
  const loader = path.endsWith('.ts') ? ['--import', typescriptLoader()] : [];
  return [
    ...(exposeGc ? ['--expose-gc'] : []),
    ...nodeFlags,
    ...loader,
    path,
    JSON.stringify(argument ?? null),
  ];
}

// By its address, so that the working directory does not matter.
function typescriptLoader(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}

/** The last lines of a stream that are not blank, kept up to date as it flows. */
function lastLines(stream: Readable, most: number, see: (line: string) => void = () => {}): string[] {
  const lines: string[] = [];
  createInterface({ input: stream }).on('line', (line) => {
    if (line.trim() === '') return;
    see(line);
    lines.push(line);
    if (lines.length > most) lines.shift();
  });
  return lines;
}

type Ending = readonly [exitCode: number | null, signal: NodeJS.Signals | null];

function ended(child: ChildProcess, stderr: string[]): Promise<Ending> {
  return new Promise((resolve) => {
    child.on('close', (...ending) => resolve(ending));
    child.on('error', (error) => {
      stderr.push(String(error));
      resolve([null, null]);
    });
  });
}

function failed([exitCode, signal]: Ending, stderr: readonly string[]): Outcome<never> {
  const reason = stderr.find((line) =>
    /heap out of memory|allocation failed|could not allocate memory|invalid array (buffer )?length|out of memory|^BudgetError: /i.test(
      line,
    ),
  );
  if (reason !== undefined) return { kind: 'outOfMemory', reason: reason.trim(), stderr };
  return { kind: 'crashed', exitCode, signal, stderr };
}

function resultOf<Result>(
  lastLine: string,
  times: { readonly wallMs: number; readonly startMs?: number },
  stderr: readonly string[],
): Outcome<Result> {
  try {
    return { kind: 'finished', result: JSON.parse(lastLine), ...times };
  } catch {
    return { kind: 'garbled', lastLine, stderr };
  }
}

/**
 * Ends the child when this process is ended first. A signal that nobody else listens to is passed on to this process
 * again, without listeners, so that it ends as it would have.
 */
function endWithParent(child: ChildProcess): Disposable {
  const end = (): void => void child.kill('SIGKILL');
  const endBy = (signal: NodeJS.Signals): void => {
    end();
    forget();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const forget = (): void => {
    process.off('exit', end).off('SIGINT', endBy).off('SIGTERM', endBy);
  };
  process.on('exit', end).on('SIGINT', endBy).on('SIGTERM', endBy);
  return { [Symbol.dispose]: forget };
}
