import { BudgetError, TapeError } from '../errors.js';
import { type DType, type TypedArray, typedView } from './dtype.js';
import { FreeSpace } from './freeSpace.js';
import { countingKernels } from './kernels/counting.js';
import { type KernelLog, logged } from './kernels/logged.js';
import { referenceKernels } from './kernels/reference.js';
import { initialPages, instantiateKernels } from './kernels/wasm.js';
import type { Kernels } from './kernels.js';
import type { ProductName, ProductOptions } from './native/options.js';
import { withProduct } from './native/product.js';
import { Stretch } from './stretch.js';

const pageBytes = 65_536;
/** WebAssembly's own bound: 2^32 bytes. */
const maximumPages = 65_536;

/** What an arena lays its blocks out in. */
export interface Memory {
  readonly kernels: Kernels;
  /** What multiplies matrices, in words; nothing does where only shapes are known. */
  readonly product?: string;
  /** The most bytes that all blocks together can have; no end if absent. */
  readonly capacityBytes?: number;
  /** Bytes for a block; `bytes` is a positive multiple of the alignment. */
  take(bytes: number): Stretch;
  give(stretch: Stretch): void;
  /** A typed array over the bytes themselves; it dies when the memory grows. */
  view(dtype: DType, pointer: number, count: number): TypedArray;
  /** Copies entries to where a new tensor is. */
  write(dtype: DType, pointer: number, entries: TypedArray): void;
}

/** A WebAssembly memory, with the SIMD kernels compiled to it or the plain TypeScript ones. */
export class WasmMemory implements Memory {
  readonly kernels: Kernels;
  readonly product: string;
  readonly capacityBytes: number;
  readonly #space: FreeSpace;
  readonly #memory: WebAssembly.Memory;

  /** @param product - of the SIMD kernels; the plain ones are what others are held against, and keep their own */
  constructor(backend: 'wasm' | 'reference', product?: ProductName | ProductOptions) {
    this.#memory = new WebAssembly.Memory({ initial: initialPages(), maximum: maximumPages });
    const { kernels, heapBase } = instantiateKernels(this.#memory);
    const own = backend === 'wasm' ? kernels : referenceKernels(this.#memory);
    const chosen = withProduct(own, this.#memory, backend === 'wasm' ? product : 'builtin');
    this.kernels = chosen.kernels;
    this.product = chosen.product;
    this.#space = new FreeSpace(heapBase);
    this.capacityBytes = maximumPages * pageBytes - heapBase;
  }

  take(bytes: number): Stretch {
    const stretch = this.#space.take(bytes);
    try {
      this.#reserve(this.#space.end);
      return stretch;
    } catch (error) {
      this.#space.give(stretch);
      throw error;
    }
  }

  give(stretch: Stretch): void {
    this.#space.give(stretch);
  }

  view(dtype: DType, pointer: number, count: number): TypedArray {
    return typedView(dtype, this.#memory.buffer, pointer, count);
  }

  write(dtype: DType, pointer: number, entries: TypedArray): void {
    this.view(dtype, pointer, entries.length).set(entries);
  }

  #reserve(end: number): void {
    const held = this.#memory.buffer.byteLength;
    if (end <= held) return;
    // Growing costs address space and no memory until it is touched, so it is done in few and large strides.
    const wanted = Math.max(end, Math.min(held + (held >> 1), held + 2 ** 28));
    const pages = Math.min(maximumPages, Math.ceil(wanted / pageBytes));
    const needed = Math.ceil(end / pageBytes);
    if (needed > maximumPages || !(this.#grow(pages) || this.#grow(needed))) throw exhausted(held, end);
  }

  #grow(pages: number): boolean {
    try {
      this.#memory.grow(pages - this.#memory.buffer.byteLength / pageBytes);
      return true;
    } catch {
      return false;
    }
  }
}

/** No bytes at all: what runs on it allocates and releases as always and computes nothing. */
export class ShapesOnly implements Memory {
  readonly #counter = { operations: 0 };
  readonly kernels: Kernels;

  /** @param log - told of every call of a kernel */
  constructor(log?: KernelLog) {
    const counting = countingKernels(this.#counter);
    this.kernels = log === undefined ? counting : logged(counting, log);
  }

  /** The floating-point operations that the kernels would have done: two for a multiply-add, one for any other. */
  get operations(): number {
    return this.#counter.operations;
  }

  /** Counts operations that are known without asking kernels for them. */
  count(operations: number): void {
    this.#counter.operations += operations;
  }

  take(bytes: number): Stretch {
    return new Stretch(0, bytes);
  }

  give(): void {}

  write(_dtype: DType, _pointer: number, _entries: TypedArray): void {}

  view(): TypedArray {
    throw new ValuesNeeded();
  }
}

/** A value was read while only shapes are known. The measuring run stops here; the real one does not. */
export class ValuesNeeded extends TapeError {
  constructor() {
    super(
      'item: only shapes are known while a run is measured, so a value cannot be read here. ' +
        'Read values outside of the loss, or build the tape with { predict: false }',
    );
  }
}

function exhausted(held: number, end: number): BudgetError {
  const limit = maximumPages * pageBytes;
  return new BudgetError(
    `arena: its memory cannot grow from ${held} to ${end} bytes; a WebAssembly memory ends at ${limit} bytes, ` +
      'or the machine has no more to give. Use fewer slots or smaller batches',
    { live: held, asked: end - held, limit },
  );
}
