import { type Engine, type JaxArray, sumOf } from './engine.js';
import { Held, type Meter } from './held.js';
import { Stack } from './outputs.js';
import type { HostRows } from './rows.js';

/** What a chain is pulled back with. */
export interface SumsParts {
  readonly meter: Meter;
  /** Of the state after the chain; of floating point alone, as all here. */
  readonly state: readonly JaxArray[];
  /** Of the outputs: one of each for all steps, or a row of each for every step. */
  readonly outputs: Held | readonly HostRows[];
  /** Zeros like the parameters. */
  readonly parameters: readonly JaxArray[];
  /** How many rows the gradient by the inputs has; absent where it is not wanted. */
  readonly inputExtent: number | undefined;
}

/** The cotangents of a chain, and the sums of those of its parameters. */
export class Sums {
  readonly #meter: Meter;
  readonly #outputs: SumsParts['outputs'];
  readonly #inputExtent: number | undefined;
  readonly #stateCount: number;
  #inputs: readonly Stack[] = [];
  #state: Held;
  #parameters: Held;

  /** Takes over all arrays. */
  constructor({ meter, state, outputs, parameters, inputExtent }: SumsParts) {
    this.#meter = meter;
    this.#outputs = outputs;
    this.#inputExtent = inputExtent;
    this.#stateCount = state.length;
    this.#state = new Held(state, meter);
    this.#parameters = new Held(parameters, meter);
  }

  /** Those of the state after a step and of its output, to be used up. */
  cotangents(step: number): JaxArray[] {
    const outputs = this.#outputs;
    const ofOutput = outputs instanceof Held ? outputs.lend() : outputs.map((rows) => rows.at(step));
    return [...this.#state.lend(), ...ofOutput];
  }

  /** The parameters' so far, to be used up. */
  lendSums(): JaxArray[] {
    return this.#parameters.lend();
  }

  /** Takes over those before a step. */
  take(found: readonly JaxArray[], step: number): void {
    const stop = found.length - this.#parameters.leaves.length;
    const state = new Held(found.slice(0, this.#stateCount), this.#meter);
    const parameters = new Held(found.slice(stop), this.#meter);
    (state.leaves.length > 0 ? state : parameters).settle();
    this.#state.free();
    this.#parameters.free();
    [this.#state, this.#parameters] = [state, parameters];
    this.#put(found.slice(this.#stateCount, stop), step);
  }

  /** Handles of the state's and the parameters', for the caller. */
  get found(): { readonly state: readonly JaxArray[]; readonly parameters: readonly JaxArray[] } {
    return { state: this.#state.lend(), parameters: this.#parameters.lend() };
  }

  /** The gradient by the inputs, for the caller. */
  finishInputs(engine: Engine): JaxArray[] {
    return this.#inputs.map((stack) => stack.finish(engine));
  }

  free(): void {
    this.#state.free();
    this.#parameters.free();
    if (this.#outputs instanceof Held) this.#outputs.free();
  }

  #put(rows: readonly JaxArray[], step: number): void {
    const extent = this.#inputExtent;
    if (extent === undefined) return;
    if (this.#inputs.length === 0) {
      this.#inputs = rows.map((row) => new Stack(extent, row));
      this.#meter.add(sumOf(rows) * extent);
    }
    for (const [place, row] of rows.entries()) this.#inputs[place]?.put(row, step);
  }
}
