import { zeros } from '../array/create.js';
import type { Tensor } from '../array/tensor.js';
import { bytesOf } from './chainNotes.js';
import { freeAll } from './holding.js';
import type { Cotangents, RecordedStep } from './recordedStep.js';
import { row } from './stepInputs.js';
import type { OutputMode } from './stepOutputs.js';

/** A state of the chain: handles of its leaves. */
export type State = readonly Tensor[];

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
    const output = this.#outputs.map((total) => total && this.#ofStep(total, step).handle('cotangent'));
    const state = this.#state;
    this.#state = [];
    this.#state = recorded.pull({
      state,
      output,
      parameters: recorded.places.map((place) => this.#parameters[place]),
      input: this.#inputs.map((sum) => sum && row(sum, step)),
    });
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

  #ofStep(total: Tensor, step: number): Tensor {
    return this.#mode === 'stack' ? row(total, step) : total;
  }
}

function sumFor(leaf: Tensor | undefined): Tensor | undefined {
  return leaf === undefined ? undefined : zeros(leaf.shape, { dtype: leaf.dtype }).handle('gradient');
}
