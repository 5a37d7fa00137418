import type { Tensor } from '../array/tensor.js';
import { type GradientSumming, GradientSums, sumFor } from './gradientSums.js';
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
  readonly #parameters: GradientSums;
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

  constructor(mode: OutputMode, summing: GradientSumming) {
    this.#mode = mode;
    this.#parameters = new GradientSums(summing);
  }

  /** Takes over the cotangents of the chain's ends; makes a sum for every leaf that is wanted. */
  start(
    ends: { state: Cotangents; outputs: Cotangents },
    wanted: { parameters: Cotangents; inputs: Cotangents },
  ): void {
    this.#state = ends.state;
    this.#outputs = ends.outputs;
    // One by one, so that what was made is found by `free` if the next does not fit.
    this.#parameters.start(wanted.parameters);
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
    this.#parameters.settle(recorded.places);
  }

  /** The cotangents of the state now. */
  get state(): Cotangents {
    return this.#state;
  }

  /** The cotangents of the outputs, of all steps. */
  get outputs(): Cotangents {
    return this.#outputs;
  }

  /** What the state's occupy beyond those of the outputs, which may be the same. */
  get stateBytes(): number {
    const blocks = new Set(this.#state.map((leaf) => leaf?.block));
    for (const output of this.#outputs) blocks.delete(output?.block);
    return [...blocks].reduce((bytes, block) => bytes + (block?.bytes ?? 0), 0);
  }

  /** What the reversal found, once it is done; it stays here until `free`. */
  get results(): { parameters: Cotangents; state: Cotangents; inputs: Cotangents } {
    return { parameters: this.#parameters.finish(), state: this.#state, inputs: this.#inputs };
  }

  /** May be called more than once. */
  free(): void {
    for (const held of [this.#state, this.#outputs, this.#inputs]) freeAll(held);
    this.#parameters.free();
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
    this.#own = places.map((place) => this.#parameters.targetAt(place));
  }
}
