import type { Tensor } from '../array/tensor.js';
import type { Seed } from './entry.js';
import type { Recording } from './recording.js';

/** Cotangents by leaf; undefined where there is none, which is zero. */
export type Cotangents = readonly (Tensor | undefined)[];

/** What the sweep of a step starts from, which it takes over, and the sums that it adds to in place. */
export interface StepCotangents {
  /** Of the state after the step. */
  readonly state: Cotangents;
  readonly output: Cotangents;
  /** The sums for the step's own parameters. */
  readonly parameters: Cotangents;
  readonly input: Cotangents;
}

/** A step whose residuals wait, in whatever form. */
export interface RecordedStep {
  /** Where the step's parameters are among those of all steps. */
  readonly places: readonly number[];
  /** The cotangents of the state before the step, which the caller frees. The record is used up. */
  pull(cotangents: StepCotangents): Cotangents;
  /** Lets go of everything. May be called more than once. */
  free(): void;
}

/** The numbers that a step's leaves have on its tape; -1 for what is not followed. */
export interface StepNumbers {
  readonly parameters: readonly number[];
  readonly before: readonly number[];
  readonly input: readonly number[];
  readonly after: readonly number[];
  readonly output: readonly number[];
}

/** A step on a tape of its own. */
export class TapedStep implements RecordedStep {
  readonly places: readonly number[];
  readonly #recording: Recording;
  readonly #numbers: StepNumbers;

  constructor(recording: Recording, places: readonly number[], numbers: StepNumbers) {
    this.places = places;
    this.#recording = recording;
    this.#numbers = numbers;
  }

  pull({ state, output, parameters, input }: StepCotangents): Cotangents {
    const numbers = this.#numbers;
    const seeds = [...seedsOf(numbers.after, state), ...seedsOf(numbers.output, output)];
    const sums = new Map<number, Tensor>();
    const add = (sum: Tensor | undefined, number: number | undefined): void => {
      if (sum !== undefined && number !== undefined) sums.set(number, sum);
    };
    parameters.forEach((sum, nth) => {
      add(sum, numbers.parameters[nth]);
    });
    input.forEach((sum, nth) => {
      add(sum, numbers.input[nth]);
    });
    return this.#recording.sweep(seeds, numbers.before, sums);
  }

  free(): void {
    this.#recording.free();
  }
}

function seedsOf(numbers: readonly number[], cotangents: Cotangents): Seed[] {
  const seeds: Seed[] = [];
  cotangents.forEach((cotangent, nth) => {
    if (cotangent !== undefined) seeds.push({ number: numbers[nth] ?? -1, cotangent });
  });
  return seeds;
}
