import { SingleBar } from 'cli-progress';
import { duration } from './format.js';

type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean };

export interface ProgressOptions {
  /** The work of each point in any one unit, known before the run: the steps its schedule will take. */
  readonly weights: readonly number[];
  /** A bar is drawn where this is a terminal; anywhere else each finished point is a line. */
  readonly stream?: Stream;
  readonly nowMs?: () => number;
}

/** How far a run is, and how long the rest will take if the machine goes on as it did. */
export class Progress implements Disposable {
  readonly #weights: readonly number[];
  readonly #stream: Stream;
  readonly #nowMs: () => number;
  readonly #startMs: number;
  readonly #totalWeight: number;
  readonly #bar: SingleBar | undefined;
  #finishedWeight = 0;
  #finished = 0;

  constructor({ weights, stream = process.stderr, nowMs = () => performance.now() }: ProgressOptions) {
    this.#weights = weights;
    this.#stream = stream;
    this.#nowMs = nowMs;
    this.#startMs = nowMs();
    this.#totalWeight = weights.reduce((total, weight) => total + weight, 0);
    this.#bar = stream.isTTY ? startBar(stream, weights.length, this.#totalWeight) : undefined;
  }

  /** Says that the point at `place` is done; `text` is what to print about it. */
  finish(place: number, text: string): void {
    this.#finishedWeight += this.#weights[place] ?? 0;
    this.#finished += 1;
    const left = duration(
      remainingMs({
        finishedWeight: this.#finishedWeight,
        totalWeight: this.#totalWeight,
        elapsedMs: this.#nowMs() - this.#startMs,
      }),
    );
    if (this.#bar !== undefined) {
      this.#bar.update(this.#finishedWeight, { left, finished: this.#finished, text });
      return;
    }
    this.#stream.write(`[${this.#finished}/${this.#weights.length}] ${text} (left: ${left})\n`);
  }

  [Symbol.dispose](): void {
    this.#bar?.stop();
  }
}

/** The time elapsed, in proportion to the work left; infinite before any work is done. */
export function remainingMs(run: {
  readonly finishedWeight: number;
  readonly totalWeight: number;
  readonly elapsedMs: number;
}): number {
  const left = run.totalWeight - run.finishedWeight;
  if (left <= 0) return 0;
  return run.finishedWeight > 0 ? (run.elapsedMs * left) / run.finishedWeight : Number.POSITIVE_INFINITY;
}

function startBar(stream: Stream, points: number, totalWeight: number): SingleBar {
  const bar = new SingleBar({
    stream,
    format: '[{bar}] {finished}/{points}, left: {left}, {text}',
    barCompleteChar: '=',
    barIncompleteChar: ' ',
    barsize: 30,
    hideCursor: true,
    linewrap: false,
  });
  bar.start(totalWeight, 0, { left: 'unknown', finished: 0, points, text: 'starting' });
  return bar;
}
