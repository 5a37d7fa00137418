import { SingleBar } from 'cli-progress';
import { duration } from './format.js';
import { type Taken, TimeLeft } from './timeLeft.js';

type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean };

export interface ProgressOptions {
  /** The work of each point in any one unit, known before the run: the steps its schedules will take. */
  readonly weights: readonly number[];
  /** A bar is drawn where this is a terminal; anywhere else each finished point is a line. */
  readonly stream?: Stream;
  readonly nowMs?: () => number;
}

/** How far a run is, and how long the rest will take if the machine goes on as it did. */
export class Progress implements Disposable {
  readonly #weights: readonly number[];
  readonly #timeLeft: TimeLeft;
  readonly #stream: Stream;
  readonly #nowMs: () => number;
  readonly #startMs: number;
  readonly #bar: SingleBar | undefined;
  #finishedWeight = 0;
  #finished = 0;

  constructor({ weights, stream = process.stderr, nowMs = () => performance.now() }: ProgressOptions) {
    this.#weights = weights;
    this.#stream = stream;
    this.#nowMs = nowMs;
    this.#startMs = nowMs();
    this.#timeLeft = new TimeLeft(weights);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    this.#bar = stream.isTTY ? startBar(stream, weights.length, total) : undefined;
  }

  /** Says that the point at `place` is done; `text` is what to print about it, `taken` the time of one with a result. */
  finish(place: number, text: string, taken?: Taken): void {
    this.#timeLeft.finish(place, taken);
    this.#finishedWeight += this.#weights[place] ?? 0;
    this.#finished += 1;
    const left = duration(this.#timeLeft.leftMs(this.#nowMs() - this.#startMs));
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
