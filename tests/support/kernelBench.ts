import { referenceKernels } from '../../src/array/kernels/reference.js';
import { initialPages, instantiateKernels } from '../../src/array/kernels/wasm.js';
import type { ByteKernels, FloatKernels } from '../../src/array/kernels.js';

export const dtypes = ['float32', 'float64'] as const;
export type FloatDType = (typeof dtypes)[number];

const guards = 8;
const untouched = 7.25;

/**
 * A memory of its own with one backend's kernels, and room for arrays that are not aligned to vectors. Rooms have
 * untouched numbers behind them, which `read` returns too: a kernel that writes too far shows.
 */
export class KernelBench {
  readonly kernels: FloatKernels;
  readonly bytes: ByteKernels;
  readonly dtype: FloatDType;
  readonly memory: WebAssembly.Memory;
  readonly #bytesEach: 4 | 8;
  #next: number;

  constructor(backend: 'wasm' | 'reference', dtype: FloatDType) {
    this.memory = new WebAssembly.Memory({ initial: initialPages() + 32 });
    const { kernels, heapBase } = instantiateKernels(this.memory);
    const chosen = backend === 'wasm' ? kernels : referenceKernels(this.memory);
    this.kernels = chosen[dtype];
    this.bytes = chosen.bytes;
    this.dtype = dtype;
    this.#bytesEach = dtype === 'float32' ? 4 : 8;
    this.#next = heapBase + this.#bytesEach;
  }

  /** An array with these numbers; its pointer. */
  put(values: ArrayLike<number>): number {
    const pointer = this.room(values.length);
    this.#view().set(values, pointer / this.#bytesEach);
    return pointer;
  }

  putInt32(values: readonly number[]): number {
    const pointer = this.room(values.length);
    new Int32Array(this.memory.buffer).set(values, pointer / 4);
    return pointer;
  }

  /** Room for `count` numbers; its pointer. */
  room(count: number): number {
    const pointer = this.#next;
    this.#next += (count + guards + 1) * this.#bytesEach;
    this.#view().fill(untouched, pointer / this.#bytesEach, this.#next / this.#bytesEach);
    return pointer;
  }

  /** The `count` numbers at a pointer and the guards behind them. */
  read(pointer: number, count: number): number[] {
    const first = pointer / this.#bytesEach;
    return [...this.#view().slice(first, first + count + guards)];
  }

  readBytes(pointer: number, count: number): number[] {
    return [...new Uint8Array(this.memory.buffer).slice(pointer, pointer + count)];
  }

  #view(): Float32Array | Float64Array {
    return this.dtype === 'float32'
      ? new Float32Array(this.memory.buffer)
      : new Float64Array(this.memory.buffer);
  }
}

/** What both backends make of the same work: [wasm, reference]. */
export function onBoth<T>(dtype: FloatDType, work: (bench: KernelBench) => T): [T, T] {
  return [work(new KernelBench('wasm', dtype)), work(new KernelBench('reference', dtype))];
}

/** `count` numbers between -2 and 2, the same for the same seed, of which float32 holds each exactly. */
export function someNumbers(count: number, seed = 1): number[] {
  let state = seed >>> 0;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.fround(((state >>> 8) / 2 ** 24) * 4 - 2);
  });
}

/** What arithmetic gets wrong first. */
export const oddNumbers: readonly number[] = [
  ...[0, -0, 1, -1, NaN, Infinity, -Infinity, 0.5, -0.5, 3, -7, 100, -100, 1e-40, -1e-40, 1e-45, -1e-45],
  ...[
    3.4e38, -3.4e38, 1.2e-38, -1.2e-38, 88.7, 88.8, -87.4, -103.9, -104.1, 0.6249, 0.625, 0.6251, 1e-10, 1e10,
  ],
].map(Math.fround);
