import { zeros } from '../array/create.js';
import type { Tensor } from '../array/tensor.js';
import { bytesOf } from './chainNotes.js';
import type { Seed } from './entry.js';
import { freeAll } from './holding.js';
import type { Recording } from './recording.js';
import { row } from './stepInputs.js';
import type { OutputMode } from './stepOutputs.js';

/** A state of the chain: handles of its leaves. */
export type State = readonly Tensor[];

/** A recorded step: its tape, and the numbers that the step's ends have on it. */
export interface RecordedStep {
  readonly recording: Recording;
  /** Where the step's parameters are among those of all steps, and their numbers. */
  readonly places: readonly number[];
  readonly parameters: readonly number[];
  readonly before: readonly number[];
  readonly input: readonly number[];
  readonly after: readonly number[];
  readonly output: readonly number[];
}

/** Cotangents by leaf; undefined where there is none, which is zero. */
export type Cotangents = readonly (Tensor | undefined)[];

/** The cotangents of a chain while it is reversed: the state's, the outputs', and the sums for what every step reads. */
export class Pullback {
  readonly #mode: OutputMode;
  #state: Cotangents = [];
  #outputs: Cotangents = [];
  #parameters: (Tensor | undefined)[] = [];
  #inputs: (Tensor | undefined)[] = [];

  constructor(mode: OutputMode) {
    this.#mode = mode;
  }

  /** Takes over the cotangents of the chain's ends; makes a sum for every leaf that is wanted. */
  start(
    ends: { state: Cotangents; outputs: Cotangents },
    wanted: { parameters: Cotangents; inputs: Cotangents },
  ): void {
    this.#state = ends.state;
    this.#outputs = ends.outputs;
    // One by one, so that what was made is found by `free` if the next does not fit.
    for (const leaf of wanted.parameters) this.#parameters.push(sumFor(leaf));
    for (const leaf of wanted.inputs) this.#inputs.push(sumFor(leaf));
  }

  /** Takes over another cotangent of the state. */
  await(state: Cotangents): void {
    freeAll(this.#state);
    this.#state = state;
  }

  /** Pulls the state's cotangent back through a recorded step, and adds to the sums in place. */
  sweep(recorded: RecordedStep, step: number): void {
    const sums = new Map<number, Tensor>();
    recorded.places.forEach((place, nth) => {
      const sum = this.#parameters[place];
      if (sum !== undefined) sums.set(recorded.parameters[nth] ?? -1, sum);
    });
    this.#inputs.forEach((sum, place) => {
      if (sum !== undefined) sums.set(recorded.input[place] ?? -1, row(sum, step));
    });
    const seeds = this.#seeds(recorded, step);
    this.#state = [];
    this.#state = recorded.recording.sweep(seeds, recorded.before, sums);
  }

  /** What the cotangents of the state occupy now. */
  get stateBytes(): number {
    return bytesOf(this.#state.filter((leaf) => leaf !== undefined));
  }

  /** What the reversal found; it stays here until `free`. */
  get results(): { parameters: Cotangents; state: Cotangents; inputs: Cotangents } {
    return { parameters: this.#parameters, state: this.#state, inputs: this.#inputs };
  }

  /** May be called more than once. */
  free(): void {
    const held = [this.#state, this.#outputs, this.#parameters, this.#inputs];
    freeAll(held.flat());
  }

  #seeds(recorded: RecordedStep, step: number): Seed[] {
    const seeds: Seed[] = [];
    this.#state.forEach((cotangent, place) => {
      if (cotangent !== undefined) seeds.push({ number: recorded.after[place] ?? -1, cotangent });
    });
    this.#outputs.forEach((total, place) => {
      if (total === undefined) return;
      const own = this.#mode === 'stack' ? row(total, step) : total;
      seeds.push({ number: recorded.output[place] ?? -1, cotangent: own.handle('cotangent') });
    });
    return seeds;
  }
}

function sumFor(leaf: Tensor | undefined): Tensor | undefined {
  return leaf === undefined ? undefined : zeros(leaf.shape, { dtype: leaf.dtype }).handle('gradient');
}
