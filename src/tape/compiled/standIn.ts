import type { Arena, Block } from '../../array/arena.js';
import type { DType, TypedArray } from '../../array/dtype.js';
import type { Purpose } from '../../array/ledger.js';
import { ValuesNeeded } from '../../array/memory.js';
import { type Fate, type Home, type Mark, Tensor } from '../../array/tensor.js';
import { LedgerError } from '../../errors.js';
import { stepName } from '../stepFrame.js';

/** One asking of a user's function what a step does. */
export class Asking implements Home {
  readonly depth: number = Number.POSITIVE_INFINITY;
  isOver = false;
  readonly #where: string;
  readonly #step: number;

  constructor(where: string, step: number) {
    this.#where = where;
    this.#step = step;
  }

  get name(): string {
    return stepName(this.#where, this.#step);
  }
}

/**
 * A tensor of a traced step in one asking. Every asking has its own, and they end with it: a step that remembers one of its
 * tensors would otherwise find the very tensor that it is about to make. There is one for every operation of every step, so
 * that it has no more than it needs: it holds no bytes, and nobody follows it.
 */
export class StandIn extends Tensor {
  readonly #traced: Tensor;
  readonly #asking: Asking;

  constructor(traced: Tensor, asking: Asking) {
    super();
    this.#traced = traced;
    this.#asking = asking;
  }

  get shape(): readonly number[] {
    return this.#traced.shape;
  }

  get dtype(): DType {
    return this.#traced.dtype;
  }

  get size(): number {
    return this.#traced.size;
  }

  get fate(): Fate | undefined {
    return this.#asking.isOver ? 'freed with its scope' : undefined;
  }

  get home(): Home {
    return this.#asking;
  }

  set home(_: Home | undefined) {}

  get maker(): string | undefined {
    return this.#traced.maker;
  }

  set maker(_: string | undefined) {}

  get marks(): Mark | undefined {
    return undefined;
  }

  set marks(_: Mark | undefined) {}

  get offset(): number {
    return 0;
  }

  get block(): Block | undefined {
    return undefined;
  }

  get arena(): Arena | undefined {
    return undefined;
  }

  get purpose(): Purpose {
    return 'scratch';
  }

  get values(): TypedArray | undefined {
    return undefined;
  }

  read(): TypedArray {
    throw new ValuesNeeded();
  }

  handle(): never {
    throw new LedgerError(`step: ${this} stands for a tensor and has no bytes to hold`);
  }

  free(): void {}

  recount(): void {}

  leave(): void {}

  unshare(): void {}

  pin(): void {}

  unpin(): void {}
}
