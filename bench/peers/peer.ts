import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type Line, lineOf, type Request, type Work } from './protocol.js';

/** How a peer is started. */
export interface Command {
  readonly file: string;
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a peer throws that does not answer in time. */
export class TooSlow extends Error {}

const startMs = 60_000;
/** jax-js compiles unrolled loops for minutes. */
const mostMs = 400_000;

/**
 * A process that stays up, so that neither its start nor the compilation of its code is timed. One that ends, or that is
 * ended since it takes too long, is started again for the next work.
 */
export class Peer implements Disposable {
  readonly name: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly #command: Command;
  #process: PeerProcess;

  private constructor(
    name: string,
    started: { command: Command; process: PeerProcess; versions: Readonly<Record<string, string>> },
  ) {
    this.name = name;
    this.versions = started.versions;
    this.#command = started.command;
    this.#process = started.process;
  }

  /** The peer of the first command that can be one here, or the reason why the last cannot. */
  static async start(name: string, commands: readonly Command[]): Promise<Peer | string> {
    let reason = 'there is no command for it';
    for (const command of commands) {
      const process = new PeerProcess(command);
      const line = await process.next(startMs);
      if (line.kind === 'ready') return new Peer(name, { command, process, versions: line.versions });
      process[Symbol.dispose]();
      reason = 'reason' in line ? line.reason : `it began with '${line.kind}'`;
    }
    return reason;
  }

  /**
   * Makes work ready and writes its gradients to a file.
   *
   * @throws {Error} if it fails or takes longer than `withinMs`
   */
  async prepare(work: Work, gradient: string, withinMs = mostMs): Promise<void> {
    if (this.#process.hasEnded) await this.#restart();
    await this.#ask({ verb: 'prepare', work, gradient }, withinMs);
  }

  /** Milliseconds of each of so many runs of what was prepared. */
  async time(way: string, iterations: number, withinMs = mostMs): Promise<readonly number[]> {
    const line = await this.#ask({ verb: 'time', way, iterations }, withinMs);
    if (line.kind === 'timed' && line.runs.length === iterations) return line.runs;
    throw new Error(`${this.name}: time: it said ${JSON.stringify(line)}; ${iterations} times are needed`);
  }

  async forget(): Promise<void> {
    if (!this.#process.hasEnded) await this.#ask({ verb: 'forget' }, mostMs);
  }

  async #ask(request: Request, withinMs: number): Promise<Line> {
    this.#process.say(request);
    const line = await this.#process.next(withinMs);
    if (!('reason' in line)) return line;
    const message = `${this.name}: ${request.verb}: ${line.reason}`;
    throw this.#process.isLate ? new TooSlow(message) : new Error(message);
  }

  async #restart(): Promise<void> {
    this.#process = new PeerProcess(this.#command);
    const line = await this.#process.next(startMs);
    if (line.kind !== 'ready') throw new Error(`${this.name}: it began with ${JSON.stringify(line)}`);
  }

  [Symbol.dispose](): void {
    this.#process[Symbol.dispose]();
  }
}

class PeerProcess implements Disposable {
  readonly #child: ChildProcess;
  #listener: ((line: Line) => void) | undefined;
  #end: Line | undefined;
  /** Whether it was ended since it took too long. */
  isLate = false;

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

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  say(request: Request): void {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
  }

  next(mostMs: number): Promise<Line> {
    return new Promise((resolve) => {
      if (this.#end !== undefined) return resolve(this.#end);
      const timer = setTimeout(() => {
        this.isLate = true;
        this.#ended(`it said nothing for ${mostMs / 1000} s`);
        this[Symbol.dispose]();
      }, mostMs);
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
      const line = lineOf(text);
      if (line !== undefined) this.#listener?.(line);
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
