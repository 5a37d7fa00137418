import type { OutputMode } from '../options.js';
import { type Engine, type JaxArray, type Numbers, sumOf } from './engine.js';
import { Held, type Meter } from './held.js';

/** What becomes of the outputs of steps. Each is taken once, when its step runs first. */
export class Outputs {
  readonly mode: OutputMode;
  readonly #engine: Engine;
  readonly #meter: Meter;
  readonly #extent: number;
  #taken = 0;
  #sums: Held | undefined;
  #stacks: readonly Stack[] = [];

  constructor(engine: Engine, mode: OutputMode, { extent, meter }: { extent: number; meter: Meter }) {
    this.#engine = engine;
    this.mode = mode;
    this.#extent = extent;
    this.#meter = meter;
  }

  /** Uses up the output of a step. */
  take(leaves: readonly JaxArray[], step: number): void {
    if (leaves.length === 0) return;
    if (step < this.#taken) {
      for (const leaf of leaves) leaf.dispose();
      return;
    }
    this.#taken += 1;
    if (this.mode === 'sum') this.#add(leaves);
    else this.#stack(leaves, step);
  }

  /** All outputs, which belong to the caller. */
  finish(): readonly JaxArray[] {
    const sums = this.#sums?.lend() ?? this.#stacks.map((stack) => stack.finish(this.#engine));
    this.free();
    return sums;
  }

  free(): void {
    this.#sums?.free();
    this.#sums = undefined;
    this.#meter.remove(this.#stacks.reduce((bytes, { numbers }) => bytes + numbers.byteLength, 0));
    this.#stacks = [];
  }

  #add(leaves: readonly JaxArray[]): void {
    const before = this.#sums?.lend();
    const sums = before ? leaves.map((leaf, place) => before[place]!.add(leaf)) : leaves;
    this.#sums?.free();
    this.#sums = new Held(sums, this.#meter).settle();
  }

  #stack(leaves: readonly JaxArray[], step: number): void {
    if (this.#stacks.length === 0) {
      this.#stacks = leaves.map((leaf) => new Stack(this.#extent, leaf));
      this.#meter.add(sumOf(leaves) * this.#extent);
    }
    for (const [place, leaf] of leaves.entries()) this.#stacks[place]?.put(leaf, step);
  }
}

/** Rows that become one array [steps, ...], outside of jax-js until they are all there. */
export class Stack {
  readonly numbers: Numbers;
  readonly #settings: { readonly dtype: string; readonly device: string; readonly shape: readonly number[] };
  readonly #size: number;

  constructor(extent: number, { dtype, device, shape }: JaxArray) {
    this.#size = shape.reduce((product, length) => product * length, 1);
    this.#settings = { dtype, device, shape: [extent, ...shape] };
    this.numbers = zeros(dtype, extent * this.#size);
  }

  /** Uses up a row. */
  put(row: JaxArray, step: number): void {
    this.numbers.set(row.dataSync(), step * this.#size);
  }

  finish({ jax }: Engine): JaxArray {
    return jax.numpy.array(this.numbers, this.#settings);
  }
}

function zeros(dtype: string, length: number): Numbers {
  if (dtype === 'float64') return new Float64Array(length);
  if (dtype === 'uint32') return new Uint32Array(length);
  return dtype === 'float32' ? new Float32Array(length) : new Int32Array(length);
}
