import { zeros } from '../array/create.js';
import type { Tensor } from '../array/tensor.js';
import { bytesOf } from './chainNotes.js';
import { freeAll } from './holding.js';
import type { Cotangents, RecordedStep, StepCotangents } from './recordedStep.js';
import { row } from './stepInputs.js';
import type { OutputMode } from './stepOutputs.js';

const none: readonly undefined[] = [];

/** A state of the chain: handles of its leaves. */
export type State = readonly Tensor[];

/** The cotangents of a chain while it is reversed: the state's, the outputs', and the sums for what every step reads. */
export class Pullback {
  readonly #mode: OutputMode;
  #state: Cotangents = [];
  #outputs: Cotangents = [];
  #parameters: (Tensor | undefined)[] = [];
  #inputs: (Tensor | undefined)[] = [];
  /** What a step is swept with: said anew of every step. */
  readonly #ofStep: { -readonly [K in keyof StepCotangents]: StepCotangents[K] } = {
    state: none,
    output: none,
    parameters: none,
    input: none,
  };
  #hasInputs = false;
  #places: readonly number[] | undefined = undefined;
  #own: Cotangents = none;

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
    this.#hasInputs = this.#inputs.some((sum) => sum !== undefined);
  }

  /** Takes over another cotangent of the state. */
  await(state: Cotangents): void {
    freeAll(this.#state);
    this.#state = state;
  }

  /** Pulls the state's cotangent back through a recorded step, and adds to the sums in place. */
  sweep(recorded: RecordedStep, step: number): void {
    const ofStep = this.#ofStep;
    ofStep.state = this.#state;
    // Where there are none, not even the call is free: what its closures see would be made.
    ofStep.output = this.#outputs.length === 0 ? none : this.#outputsOf(step);
    ofStep.input = this.#hasInputs ? this.#inputsOf(step) : none;
    if (this.#places !== recorded.places) this.#noteParameters(recorded.places);
    ofStep.parameters = this.#own;
    this.#state = none;
    this.#state = recorded.pull(ofStep);
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

  #outputsOf(step: number): Cotangents {
    const isRow = this.#mode === 'stack';
    return this.#outputs.map((total) => total && (isRow ? row(total, step) : total).handle('cotangent'));
  }

  #inputsOf(step: number): Cotangents {
    return this.#inputs.map((sum) => sum && row(sum, step));
  }

  #noteParameters(places: readonly number[]): void {
    this.#places = places;
    this.#own = places.map((place) => this.#parameters[place]);
  }
}

function sumFor(leaf: Tensor | undefined): Tensor | undefined {
  return leaf === undefined ? undefined : zeros(leaf.shape, { dtype: leaf.dtype }).handle('gradient');
}
