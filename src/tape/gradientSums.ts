import { zeros } from '../array/create.js';
import { zipInto } from '../array/elementwise.js';
import { kernelsFor } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import { freeAll } from './holding.js';

/** How the parts of a gradient that the steps of a chain give are added up. */
export type GradientSumming = 'plain' | 'compensated';

type Sums = (Tensor | undefined)[];

/**
 * A chain's sums over its steps, by leaf. Where they are compensated, a step adds to zeros of its own, and what each of the
 * additions over the steps loses to rounding is added up beside: the error does not grow with the number of steps, for
 * three times the bytes. It is Neumaier's (1974) sum, doi:10.1002/zamm.19740540106, by Knuth's exact error of an addition.
 */
export class GradientSums {
  readonly #isCompensated: boolean;
  readonly #sums: Sums = [];
  readonly #parts: Sums = [];
  readonly #lost: Sums = [];

  constructor(summing: GradientSumming) {
    this.#isCompensated = summing === 'compensated';
  }

  /** Makes sums for the leaves that are wanted: one by one, so that `free` finds them if the next does not fit. */
  start(wanted: readonly (Tensor | undefined)[]): void {
    for (const leaf of wanted) {
      this.#sums.push(sumFor(leaf));
      if (!this.#isCompensated) continue;
      this.#parts.push(sumFor(leaf));
      this.#lost.push(sumFor(leaf));
    }
  }

  /** What a step adds to in place. */
  targetAt(place: number): Tensor | undefined {
    return (this.#isCompensated ? this.#parts : this.#sums)[place];
  }

  /** A step has added what it had to. */
  settle(places: readonly number[]): void {
    if (!this.#isCompensated) return;
    for (const place of places) {
      const [sum, part, lost] = [this.#sums[place], this.#parts[place], this.#lost[place]];
      if (sum === undefined || part === undefined || lost === undefined) continue;
      kernelsFor(sum, 'gradient').addCompensated(sum.size, sum.pointer, lost.pointer, part.pointer);
    }
  }

  /** The sums as they are in the end; they stay here until `free`. */
  finish(): readonly (Tensor | undefined)[] {
    freeAll(this.#parts);
    for (const [place, lost] of this.#lost.entries()) {
      const sum = this.#sums[place];
      if (sum !== undefined && lost !== undefined) zipInto('add', sum, lost);
    }
    freeAll(this.#lost);
    return this.#sums;
  }

  /** May be called more than once. */
  free(): void {
    for (const held of [this.#sums, this.#parts, this.#lost]) freeAll(held);
  }
}

/** Zeros for what a leaf's cotangents come to. */
export function sumFor(leaf: Tensor | undefined): Tensor | undefined {
  return leaf === undefined ? undefined : zeros(leaf.shape, { dtype: leaf.dtype }).handle('gradient');
}
