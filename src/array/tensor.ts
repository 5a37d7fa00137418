import { LedgerError, ShapeError } from '../errors.js';
import type { Arena, Block } from './arena.js';
import { bytesPerElement, type DType, type TypedArray, typedView } from './dtype.js';
import type { Purpose } from './ledger.js';
import { unwatch, watch } from './net.js';

/** Where a tape notes which of its entries made a tensor; nothing here reads it. */
export interface Mark {
  readonly owner: { readonly alive: boolean } | undefined;
  readonly index: number;
  readonly next: Mark | undefined;
}

/** How a tensor's bytes came to be gone. */
export type Fate = 'disposed' | 'freed with its scope';

/** What a tensor ends with: the scope that owns it. */
export interface Home {
  /** How many scopes are open around what is made there. */
  readonly depth: number;
  /** Such as `step 2 of the scan`; undefined where it has no name. */
  readonly name: string | undefined;
}

/**
 * A dense row-major array of numbers. It is one holder of a block of an arena; views and further handles of the same
 * block cost nothing.
 *
 * Its entries never change, but for two cases: an optimiser's update changes the parameters that it is given, and
 * `clipByGlobalNorm` a gradient. They change those very tensors, under whatever names they go; every other tensor stays
 * as it is, views of the same bytes included: what is changed then moves to bytes of its own.
 *
 * @example
 * const x = tensor([[1, 2, 3], [4, 5, 6]]);
 * x.shape; // [2, 3]
 * x.toArray(); // Float32Array [1, 2, 3, 4, 5, 6]
 * x.dispose();
 */
export abstract class Tensor {
  abstract readonly shape: readonly number[];
  abstract readonly dtype: DType;
  /** The number of entries. */
  abstract readonly size: number;
  /** @internal */ abstract marks: Mark | undefined;
  /** @internal */ abstract home: Home | undefined;
  /** @internal The primitive that made it. */ abstract maker: string | undefined;
  /** @internal */ abstract readonly offset: number;
  /** @internal The block, or undefined where the tensor is freed or lives outside of any arena. */
  abstract readonly block: Block | undefined;
  /** @internal */ abstract readonly arena: Arena | undefined;
  /** @internal */ abstract readonly purpose: Purpose;
  /** @internal */ abstract readonly fate: Fate | undefined;
  /** @internal Entries that are kept as a JavaScript array, not in an arena. */
  abstract readonly values: TypedArray | undefined;

  /** @internal The entries where they are. */
  abstract read(): TypedArray;
  /** @internal */
  abstract free(fate: Fate): void;
  /** @internal Counts this holder as another purpose from now on. */
  abstract recount(purpose: Purpose): void;
  /** @internal Hands the tensor to the user: from now on the garbage collector is the net under it. */
  abstract leave(): void;
  /** @internal Moves to bytes of its own, if others hold those that it has: it is to change in place and they are not. */
  abstract unshare(): void;
  /** @internal Keeps it usable, whoever lets go of it, until it is unpinned as often. */
  abstract pin(): void;
  /** @internal */
  abstract unpin(): void;

  /** The one number of a tensor of size 1. */
  item(): number {
    if (this.size !== 1) throw new ShapeError(`item: the tensor is ${this}; one entry is needed`);
    return this.read()[0]!;
  }

  /** A copy of the entries, row by row. */
  toArray(): TypedArray {
    return this.read().slice();
  }

  /** Lets go of the bytes; they are free once every view and handle has let go. A second call does nothing. */
  dispose(): void {
    this.free('disposed');
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  toString(): string {
    return `${this.dtype} [${this.shape.join(', ')}]`;
  }

  /** @internal The byte offset of the first entry. */
  get pointer(): number {
    const { block } = this;
    if (block === undefined) throw new LedgerError(`tensor: ${this} has no bytes in the arena`);
    return block.stretch.start + this.offset;
  }

  /** @internal Another handle of the same bytes, or of some of them, with the same marks. */
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
}

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

export function describeFate(x: Tensor): string {
  const tensor = `a tensor of shape [${x.shape.join(', ')}]`;
  const step = stepThatEnded(x);
  if (step === undefined) return `${tensor} is used after it was ${x.fate}`;
  const maker = x.maker === undefined ? '' : `, made by ${x.maker},`;
  return `${tensor}${maker} is left from a run of ${step} that is over`;
}

/** The name of the step that a tensor went with; undefined where it went otherwise. */
export function stepThatEnded(x: Tensor): string | undefined {
  return x.fate === 'freed with its scope' ? x.home?.name : undefined;
}

export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis += 1) size *= shape[axis]!;
  return size;
}

export function byteLengthOf(shape: readonly number[], dtype: DType): number {
  return sizeOf(shape) * bytesPerElement[dtype];
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis += 1) if (a[axis] !== b[axis]) return false;
  return true;
}

/** A copy of `values` as entries of `dtype`. */
export function converted(values: ArrayLike<number>, dtype: DType): TypedArray {
  const array = typedView(dtype, new ArrayBuffer(values.length * bytesPerElement[dtype]), 0, values.length);
  array.set(values);
  return array;
}
