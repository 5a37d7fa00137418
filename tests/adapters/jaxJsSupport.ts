import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { peers } from './support/tensorflow.js';

/** An array of jax-js, as far as the tests use it: its own types are not there where it is not installed. */
export interface Arr {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly ref: Arr;
  readonly refCount: number;
  dispose(): void;
  add(other: Arr | number): Arr;
  mul(other: Arr | number): Arr;
  sum(): Arr;
  reshape(shape: readonly number[]): Arr;
  slice(place: number): Arr;
  astype(dtype: string): Arr;
  dataSync(): Float32Array;
}

type Nested = Arr | readonly Nested[] | { readonly [name: string]: Nested };

export interface Jax {
  readonly Array: abstract new (...given: never) => Arr;
  readonly numpy: {
    array(
      values: Float32Array | Float64Array | Int32Array | readonly number[] | number,
      settings?: { dtype?: string; shape?: readonly number[] },
    ): Arr;
    zeros(shape: readonly number[], settings?: { dtype?: string }): Arr;
    ones(shape: readonly number[], settings?: { dtype?: string }): Arr;
    tanh(x: Arr): Arr;
    square(x: Arr): Arr;
    sin(x: Arr): Arr;
    add(a: Arr, b: Arr): Arr;
    matmul(a: Arr, b: Arr): Arr;
    split(x: Arr, parts: number, axis: number): Arr[];
  };
  readonly nn: { sigmoid(x: Arr): Arr };
  readonly tree: { ref<T extends Nested>(tree: T): T; dispose(tree: Nested): void };
  jit<A extends readonly Nested[], R extends Nested>(f: (...args: A) => R): (...args: A) => R;
  grad<A extends readonly Nested[]>(
    f: (...args: A) => Arr,
    settings: { readonly argnums: readonly number[] },
  ): (...args: A) => Arr[];
  init(...devices: string[]): Promise<unknown>;
  defaultDevice(name: string): void;
}

/** What jax-js has in memory, by its backend's own calls. */
export interface Memory {
  readonly bytes: number;
  readonly count: number;
  peakBytes: number;
}

interface Backend {
  malloc(size: number, data?: Uint8Array): number;
  incRef(slot: number): void;
  decRef(slot: number): void;
}

/** jax-js as `npm run peers` installs it, on its wasm device, and its memory; undefined where it is not installed. */
export async function jaxJs(): Promise<{ readonly jax: Jax; readonly memory: Memory } | undefined> {
  const folder = join(peers, 'node_modules/@jax-js/jax/dist');
  const load = (file: string): Promise<unknown> =>
    import(/* @vite-ignore */ pathToFileURL(join(folder, file)).href);
  try {
    globalThis.navigator ??= {} as Navigator; // Which jax-js asks for WebGPU, and Node 20 has none.
    const jax = (await load('index.js')) as Jax;
    await jax.init('cpu', 'wasm');
    jax.defaultDevice('wasm');
    const file = readdirSync(folder).find((name) => /^backend-.*\.js$/.test(name));
    const backends = Object.values((await load(file!)) as Record<string, unknown>);
    return { jax, memory: watched(backends.find(isGetBackend)!('wasm')) };
  } catch (error) {
    if (String(error).includes('Cannot find')) return undefined;
    throw error;
  }
}

/** A test that is always there, and says whether jax-js is tested here. */
export function announceJaxJs(found: unknown): void {
  const isNeeded = process.env.SUBLINEAR_PEERS === 'needed';
  test(
    found === undefined
      ? 'jax-js is not installed (npm run peers): its adapter is not tested here'
      : 'jax-js is installed, and tested',
    () => expect(found !== undefined || !isNeeded).toBe(true),
  );
}

function isGetBackend(value: unknown): value is (device: string) => Backend {
  return typeof value === 'function' && value.name === 'getBackend';
}

/** Counts what a backend is asked for and given back. */
function watched(backend: Backend): Memory {
  const slots = new Map<number, { readonly size: number; handles: number }>();
  const memory = { bytes: 0, count: 0, peakBytes: 0 };
  const [malloc, incRef, decRef] = [backend.malloc, backend.incRef, backend.decRef];
  backend.malloc = (size, data) => {
    const slot = malloc.call(backend, size, data);
    slots.set(slot, { size, handles: 1 });
    memory.bytes += size;
    memory.count += 1;
    memory.peakBytes = Math.max(memory.peakBytes, memory.bytes);
    return slot;
  };
  backend.incRef = (slot) => {
    incRef.call(backend, slot);
    const known = slots.get(slot);
    if (known) known.handles += 1;
  };
  backend.decRef = (slot) => {
    decRef.call(backend, slot);
    const known = slots.get(slot);
    if (known === undefined) return;
    known.handles -= 1;
    if (known.handles > 0) return;
    slots.delete(slot);
    memory.bytes -= known.size;
    memory.count -= 1;
  };
  return memory;
}
