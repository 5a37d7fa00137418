import { LedgerError, ShapeError } from '../errors.js';
import type { Arena, Block } from './arena.js';
import { bytesPerElement, type DType, type TypedArray, typedView } from './dtype.js';
import type { Purpose } from './ledger.js';

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
  /** @internal Another handle of the same bytes, or of some of them, with the same marks. */
  abstract handle(purpose: Purpose, shape?: readonly number[], skippedBytes?: number): Tensor;
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
