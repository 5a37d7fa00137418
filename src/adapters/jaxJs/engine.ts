import { ChainError } from '../../errors.js';
import { type Flat, inWords, Trees } from '../trees.js';

/** An array of jax-js, or what stands for one while a function is traced. */
export interface Tracer {
  readonly shape: readonly number[];
  readonly dtype: string;
  /** The same with one more reference to it. */
  readonly ref: Tracer;
  /** Takes one reference away, as being used does. */
  dispose(): void;
  mul(factor: number): Tracer;
  add(other: Tracer): Tracer;
}

/** An array that holds numbers. */
export interface JaxArray extends Tracer {
  readonly ref: JaxArray;
  readonly refCount: number;
  readonly device: string;
  readonly aval: unknown;
  add(other: JaxArray): JaxArray;
  dataSync(): Numbers;
}

/** What jax-js gives numbers as. */
export type Numbers = Float32Array | Float64Array | Int32Array | Uint32Array;

type Pullback = ((cotangents: readonly Tracer[]) => readonly (readonly Tracer[])[]) & { dispose(): void };
type Settings = { readonly dtype?: string; readonly shape?: readonly number[]; readonly device?: string };

/** What is used of jax-js. */
export interface Jax {
  readonly Array: abstract new (...given: never) => JaxArray;
  readonly numpy: {
    array(values: Numbers | number, settings?: Settings): JaxArray;
    zeros(shape: readonly number[], settings?: Settings): JaxArray;
  };
  jit<A extends readonly unknown[]>(f: (...args: A) => readonly Tracer[]): (...args: A) => JaxArray[];
  vjp<A extends readonly (readonly Tracer[])[]>(
    f: (...args: A) => readonly Tracer[],
    args: A,
  ): [readonly Tracer[], Pullback];
  makeJaxpr(f: (...args: (readonly Tracer[])[]) => readonly Tracer[]): (...avals: (readonly unknown[])[]) => {
    readonly jaxpr: { readonly consts: readonly Tracer[]; dispose(): void };
  };
}

export type Arrays = Flat<JaxArray>;

/** jax-js, and how trees of its arrays are taken apart. */
export class Engine {
  readonly jax: Jax;
  readonly trees: Trees<Tracer>;

  /** @throws {TypeError} if it is no jax-js that is new enough */
  constructor(given: unknown) {
    if (!isJax(given)) {
      throw new TypeError(
        `adapt: jax is ${inWords(given)} without ${missingIn(given)}; jax-js 0.1.25 or later is needed: ` +
          "npm install @jax-js/jax@0.1.25, then adapt(jax) with import * as jax from '@jax-js/jax'",
      );
    }
    this.jax = given;
    const kind: unknown = Object.getPrototypeOf(given.Array);
    this.trees = new Trees((value): value is Tracer => typeof kind === 'function' && value instanceof kind);
  }

  /**
   * The same tree of arrays.
   *
   * @throws {ChainError} if one holds no numbers: it is only traced, it is used up, or of a dtype that its device has not
   */
  arrays(where: string, { leaves, paths }: Flat<Tracer>): Arrays {
    return {
      paths,
      leaves: leaves.map((leaf, place) => this.#usable(leaf, `${where}${inPath(paths[place])}`)),
    };
  }

  isArray(value: unknown): value is JaxArray {
    return value instanceof this.jax.Array;
  }

  /** Zeros of the same shape; of float32 where there can be no gradient. */
  zerosLike({ shape, dtype, device }: JaxArray): JaxArray {
    return this.jax.numpy.zeros(shape, { dtype: isFloat({ dtype }) ? dtype : 'float32', device });
  }

  #usable(leaf: Tracer, where: string): JaxArray {
    if (!this.isArray(leaf)) {
      throw new ChainError(
        `${where} is only traced: this is inside of grad, vjp, vmap or jit, which jax-js lets nobody extend; ` +
          'call it outside of them, and use the pullback that it returns',
      );
    }
    if (leaf.refCount <= 0)
      throw new ChainError(`${where} is used up or disposed of; write .ref where it was used before`);
    refuseFloat64(leaf, where);
    return leaf;
  }
}

/** @throws {ChainError} if an array of float64 is on a device that has none */
export function refuseFloat64({ dtype, device }: Pick<JaxArray, 'dtype' | 'device'>, where: string): void {
  if (dtype !== 'float64' || (device !== 'webgpu' && device !== 'webgl')) return;
  throw new ChainError(
    `${where} is of float64, which ${device} does not have; use float32, or the device wasm`,
  );
}

export function isFloat({ dtype }: { readonly dtype: string }): boolean {
  return dtype.startsWith('float');
}

export function bytesOf({ dtype, shape }: Pick<Tracer, 'dtype' | 'shape'>): number {
  const width = dtype === 'float64' ? 8 : dtype === 'float16' ? 2 : 4;
  return shape.reduce((product, length) => product * length, width);
}

export function sumOf(leaves: readonly Tracer[]): number {
  return leaves.reduce((bytes, leaf) => bytes + bytesOf(leaf), 0);
}

function inPath(path = ''): string {
  return path === '' ? '' : ` '${path}'`;
}

const needed = ['Array', 'numpy', 'jit', 'vjp', 'makeJaxpr'] as const;

function isJax(value: unknown): value is Jax {
  return missingIn(value) === undefined;
}

function missingIn(value: unknown): string | undefined {
  return needed.find((name) => typeof value !== 'object' || value === null || !(name in value));
}
