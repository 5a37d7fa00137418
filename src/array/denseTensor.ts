import { LedgerError, ShapeError } from '../errors.js';
import type { Arena, Block } from './arena.js';
import type { DType, TypedArray } from './dtype.js';
import type { Purpose } from './ledger.js';
import { unwatch, watch } from './net.js';
import { byteLengthOf, describeFate, type Fate, type Home, type Mark, sizeOf, Tensor } from './tensor.js';

/** A tensor that has entries; what stands for one while nothing is computed has none. */
export class DenseTensor extends Tensor {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly size: number;
  offset: number;
  marks: Mark | undefined = undefined;
  home: Home | undefined = undefined;
  maker: string | undefined = undefined;
  #arena: Arena | undefined;
  #block: Block | undefined;
  #purpose: Purpose;
  #values: TypedArray | undefined;
  #fate: Fate | undefined = undefined;
  #watched = false;
  #pins: Pins | undefined = undefined;

  /** @internal Takes over one hold of `block`, counted as `purpose`; without a block, it has `values` of its own. */
  constructor(
    shape: readonly number[],
    dtype: DType,
    size: number,
    arena: Arena | undefined,
    block: Block | undefined,
    offset: number,
    purpose: Purpose,
    values?: TypedArray,
  ) {
    super();
    this.shape = shape;
    this.dtype = dtype;
    this.size = size;
    this.offset = offset;
    this.#arena = arena;
    this.#block = block;
    this.#purpose = purpose;
    this.#values = values;
  }

  get block(): Block | undefined {
    return this.#block;
  }

  get arena(): Arena | undefined {
    return this.#arena;
  }

  get purpose(): Purpose {
    return this.#purpose;
  }

  get fate(): Fate | undefined {
    return this.#fate;
  }

  get values(): TypedArray | undefined {
    return this.#values;
  }

  handle(purpose: Purpose, shape: readonly number[] = this.shape, skippedBytes = 0): Tensor {
    const { arena, block } = this;
    if (arena === undefined || block === undefined)
      throw new LedgerError(`tensor: ${this} has no bytes to hold`);
    arena.hold(block, purpose);
    const size = shape === this.shape ? this.size : sizeOf(shape);
    const other = new DenseTensor(shape, this.dtype, size, arena, block, this.offset + skippedBytes, purpose);
    other.marks = this.marks;
    return other;
  }

  recount(purpose: Purpose): void {
    if (purpose === this.#purpose || this.#arena === undefined || this.#block === undefined) return;
    this.#arena.hold(this.#block, purpose);
    this.#arena.release(this.#block, this.#purpose);
    this.#purpose = purpose;
  }

  leave(): void {
    this.recount('outside');
    if (this.#arena === undefined || this.#block === undefined) return;
    watch(this, this.#arena, this.#block);
    this.#watched = true;
  }

  /** @internal Takes over one hold of other bytes, after it let go of its own; only for who alone knows this handle. */
  reuse(arena: Arena, block: Block, offset: number, purpose: Purpose): this {
    this.offset = offset;
    this.#arena = arena;
    this.#block = block;
    this.#purpose = purpose;
    this.#fate = undefined;
    return this;
  }

  unshare(): void {
    const arena = this.#arena;
    const shared = this.#block;
    if (arena === undefined || shared === undefined || shared.total === 1) return;
    const bytes = byteLengthOf(this.shape, this.dtype);
    const own = arena.allocate(bytes, this.#purpose);
    arena.memory.kernels.bytes.copyRows(1, bytes, this.pointer, bytes, own.pointer, bytes);
    if (this.#watched) {
      unwatch(this);
      watch(this, arena, own);
    }
    arena.release(shared, this.#purpose);
    this.#block = own;
    this.offset = 0;
  }

  pin(): void {
    this.#pins ??= { count: 0, fate: undefined };
    this.#pins.count += 1;
  }

  unpin(): void {
    const pins = this.#pins;
    if (pins === undefined) throw new LedgerError(`tensor: ${this} is not pinned`);
    pins.count -= 1;
    if (pins.count > 0) return;
    this.#pins = undefined;
    if (pins.fate !== undefined) this.free(pins.fate);
  }

  free(fate: Fate): void {
    if (this.#fate !== undefined) return;
    if (this.#pins !== undefined) {
      this.#pins.fate ??= fate;
      return;
    }
    if (this.#watched) unwatch(this);
    this.#fate = fate;
    this.#watched = false;
    this.#values = undefined;
    this.marks = undefined;
    if (this.#arena !== undefined && this.#block !== undefined)
      this.#arena.release(this.#block, this.#purpose);
    this.#arena = undefined;
    this.#block = undefined;
  }

  read(): TypedArray {
    if (this.#values !== undefined) return this.#values;
    if (this.#arena === undefined) throw new ShapeError(`read: ${describeFate(this)}`);
    return this.#arena.memory.view(this.dtype, this.pointer, this.size);
  }
}

/** How many wait for a tensor that was let go of meanwhile, and how. */
interface Pins {
  count: number;
  fate: Fate | undefined;
}

/** A tensor that no arena holds: an ordinary JavaScript object, collected like any other. */
export function detached(from: Tensor): Tensor {
  return outsideOfArenas(from.toArray(), from.shape, from.dtype);
}

/** A tensor with entries of its own, in no arena. */
export function outsideOfArenas(values: TypedArray, shape: readonly number[], dtype: DType): Tensor {
  return new DenseTensor(shape, dtype, values.length, undefined, undefined, 0, 'outside', values);
}
