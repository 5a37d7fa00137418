import type { Taken } from './timeLeft.js';

/** What became of one measuring script. */
export type Outcome<Result> =
  | {
      readonly kind: 'finished';
      readonly result: Result;
      readonly wallMs: number;
      /** Until it began to measure; absent where it did not say when. */
      readonly startMs?: number;
    }
  | { readonly kind: 'timedOut'; readonly timeoutMs: number; readonly stderr: readonly string[] }
  | { readonly kind: 'outOfMemory'; readonly reason: string; readonly stderr: readonly string[] }
  | { readonly kind: 'garbled'; readonly lastLine: string; readonly stderr: readonly string[] }
  | {
      readonly kind: 'crashed';
      readonly exitCode: number | null;
      readonly signal: NodeJS.Signals | null;
      readonly stderr: readonly string[];
    };

/** The time of a point that came to a result. */
export function takenBy(outcome: Outcome<unknown>): Taken | undefined {
  if (outcome.kind !== 'finished') return undefined;
  return { startMs: outcome.startMs ?? 0, wallMs: outcome.wallMs };
}

/** One sentence for a log: what was found, and what may be done. */
export function describe(outcome: Outcome<unknown>): string {
  switch (outcome.kind) {
    case 'finished':
      return `finished in ${Math.round(outcome.wallMs)} ms`;
    case 'timedOut':
      return `stopped after ${outcome.timeoutMs} ms without a result; allow it more time or measure less`;
    case 'outOfMemory':
      return `ran out of memory: ${outcome.reason}`;
    case 'garbled':
      return outcome.lastLine === ''
        ? 'ended without printing a result; the last line of its output must be JSON'
        : `the last line of its output is '${outcome.lastLine.slice(0, 80)}'; JSON is needed`;
    case 'crashed':
      return outcome.signal === null
        ? `ended with exit code ${outcome.exitCode}: ${cause(outcome.stderr)}`
        : `was ended by ${outcome.signal}${outcome.signal === 'SIGKILL' ? ', as systems do when memory runs out' : ''}`;
  }
}

// Node prints a stack after the line that names the error.
function cause(stderr: readonly string[]): string {
  const named = stderr.find((line) => /^(\w*Error|Uncaught)\b/.test(line));
  return named ?? stderr.findLast((line) => line.trim() !== '') ?? 'it said nothing';
}
