import { zipInto } from '../array/elementwise.js';
import { Tensor } from '../array/tensor.js';
import type { Seed } from './entry.js';
import { freeAll } from './holding.js';
import type { Contribution } from './primitive.js';
import { add } from './primitives/arithmetic.js';
import { innermostListener } from './trace.js';

/** The cotangents of a sweep by number, each held here until it is taken. */
export class Cotangents {
  readonly #held: (Tensor | undefined)[];
  /** Whether a cotangent's bytes are nobody else's, so that more may be added to it in place. */
  readonly #isOwn: boolean[];
  readonly #accumulators: ReadonlyMap<number, Tensor>;

  constructor(count: number, accumulators: ReadonlyMap<number, Tensor>) {
    this.#held = new Array<Tensor | undefined>(count).fill(undefined);
    this.#isOwn = new Array<boolean>(count).fill(false);
    this.#accumulators = accumulators;
  }

  /** Takes a seed over. */
  start({ number, cotangent }: Seed): void {
    const accumulator = this.#accumulators.get(number);
    const held = this.#held[number];
    if (number !== -1 && accumulator === undefined && held === undefined) {
      this.#held[number] = cotangent;
      this.#isOwn[number] = cotangent.block?.total === 1;
      return;
    }
    if (accumulator !== undefined) zipInto('add', accumulator, cotangent);
    else if (held !== undefined) this.#addComputed(number, held, cotangent);
    cotangent.free('freed with its scope');
  }

  add(number: number, contribution: Exclude<Contribution, undefined>, isShared: boolean): void {
    const accumulator = this.#accumulators.get(number) ?? this.#ownAt(number);
    // In place nothing can be recorded, so where somebody listens the sum is made anew.
    if (accumulator !== undefined && innermostListener() === undefined) {
      addInto(accumulator, contribution);
      return;
    }
    const computed = contribution instanceof Tensor ? contribution : contribution.compute();
    const held = this.#held[number];
    if (held === undefined) this.#hold(number, computed, isShared);
    else this.#addComputed(number, held, computed);
  }

  /** A cotangent so far, which stays here. */
  at(number: number): Tensor | undefined {
    return this.#accumulators.get(number) ?? this.#held[number];
  }

  /** Hands a cotangent over to the caller, who frees it. */
  take(number: number): Tensor | undefined {
    const cotangent = this.#held[number];
    this.#held[number] = undefined;
    return cotangent;
  }

  free(): void {
    freeAll(this.#held);
  }

  #ownAt(number: number): Tensor | undefined {
    return this.#isOwn[number] ? this.#held[number] : undefined;
  }

  #hold(number: number, computed: Tensor, isShared: boolean): void {
    const handle = computed.handle('cotangent');
    this.#held[number] = handle;
    // Two holders: the scope in which it was computed, which closes next, and this one.
    this.#isOwn[number] = !isShared && computed.purpose === 'scratch' && handle.block?.total === 2;
  }

  #addComputed(number: number, held: Tensor, more: Tensor): void {
    this.#hold(number, add(held, more), false);
    held.free('freed with its scope');
  }
}

function addInto(accumulator: Tensor, contribution: Exclude<Contribution, undefined>): void {
  if (contribution instanceof Tensor) zipInto('add', accumulator, contribution);
  else if (contribution.addTo !== undefined) contribution.addTo(accumulator);
  else zipInto('add', accumulator, contribution.compute());
}
