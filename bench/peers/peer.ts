import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Line, Request, Work } from './protocol.js';

/** How a peer is started. */
export interface Command {
  readonly file: string;
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const startMs = 60_000;
/** jax-js compiles unrolled loops for minutes. */
const mostMs = 400_000;

/** A process that stays up, so that neither its start nor the compilation of its code is timed. */
export class Peer implements Disposable {
  readonly name: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly #process: PeerProcess;

  private constructor(name: string, process: PeerProcess, versions: Readonly<Record<string, string>>) {
    this.name = name;
    this.#process = process;
    this.versions = versions;
  }

  /** The peer of the first command that can be one here, or the reason why the last cannot. */
  static async start(name: string, commands: readonly Command[]): Promise<Peer | string> {
    let reason = 'there is no command for it';
    for (const command of commands) {
      const process = new PeerProcess(command);
      const line = await process.next(startMs);
      if (line.kind === 'ready') return new Peer(name, process, line.versions);
      process[Symbol.dispose]();
      reason = 'reason' in line ? line.reason : `it began with '${line.kind}'`;
    }
    return reason;
  }

  /** Makes work ready and writes its gradients to a file. */
  async prepare(work: Work, gradient: string): Promise<void> {
    await this.#ask({ verb: 'prepare', work, gradient });
  }

  /** Milliseconds of each of so many runs of what was prepared. */
  async time(way: string, iterations: number): Promise<readonly number[]> {
    const line = await this.#ask({ verb: 'time', way, iterations });
    return line.kind === 'timed' ? line.runs : [];
  }

  async forget(): Promise<void> {
    await this.#ask({ verb: 'forget' });
  }

  async #ask(request: Request): Promise<Line> {
    this.#process.say(request);
    const line = await this.#process.next(mostMs);
    if (line.kind === 'failed') throw new Error(`${this.name}: ${request.verb}: ${line.reason}`);
    return line;
  }

  [Symbol.dispose](): void {
    this.#process[Symbol.dispose]();
  }
}

class PeerProcess implements Disposable {
  readonly #child: ChildProcess;
  #listener: ((line: Line) => void) | undefined;
  #end: Line | undefined;

  constructor({ file, words, environment }: Command) {
    const child = spawn(file, words, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    });
    this.#child = child;
    this.#listen(child.stdout);
    // Without these a peer that dies would take the bench with it.
    child.stdin.on('error', () => {});
    child.on('error', ({ message }) => this.#ended(message));
    child.on('close', (code, signal) => this.#ended(`its process ended by ${signal ?? `exit code ${code}`}`));
  }

  say(request: Request): void {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
  }

  next(mostMs: number): Promise<Line> {
    return new Promise((resolve) => {
      if (this.#end !== undefined) return resolve(this.#end);
      const timer = setTimeout(() => this.#ended(`it said nothing for ${mostMs / 1000} s`), mostMs);
      this.#listener = (line) => {
        clearTimeout(timer);
        this.#listener = undefined;
        resolve(line);
      };
    });
  }

  // Libraries print greetings of their own.
  #listen(stdout: Readable): void {
    createInterface({ input: stdout }).on('line', (text) => {
      if (text.startsWith('{"kind"')) this.#listener?.(JSON.parse(text));
    });
  }

  #ended(reason: string): void {
    this.#end ??= { kind: 'failed', reason };
    this.#listener?.(this.#end);
  }

  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL');
  }
}
