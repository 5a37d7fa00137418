/** Typed arrays on a memory, made again when it has grown: growing detaches the old ones. */
export class Views {
  readonly #memory: WebAssembly.Memory;
  #buffer: ArrayBuffer;
  #float32: Float32Array;
  #float64: Float64Array;
  #int32: Int32Array;
  #uint8: Uint8Array;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
    this.#buffer = memory.buffer;
    this.#float32 = new Float32Array(this.#buffer);
    this.#float64 = new Float64Array(this.#buffer);
    this.#int32 = new Int32Array(this.#buffer);
    this.#uint8 = new Uint8Array(this.#buffer);
  }

  get float32(): Float32Array {
    this.#renew();
    return this.#float32;
  }

  get float64(): Float64Array {
    this.#renew();
    return this.#float64;
  }

  get int32(): Int32Array {
    this.#renew();
    return this.#int32;
  }

  get uint8(): Uint8Array {
    this.#renew();
    return this.#uint8;
  }

  floats(dtype: 'float32' | 'float64'): Floats {
    return dtype === 'float32' ? new Float32s(this) : new Float64s(this);
  }

  #renew(): void {
    if (this.#buffer === this.#memory.buffer) return;
    this.#buffer = this.#memory.buffer;
    this.#float32 = new Float32Array(this.#buffer);
    this.#float64 = new Float64Array(this.#buffer);
    this.#int32 = new Int32Array(this.#buffer);
    this.#uint8 = new Uint8Array(this.#buffer);
  }
}

/** Numbers of one dtype at byte pointers, and the rounding that belongs to them. */
export interface Floats {
  readonly views: Views;
  readonly dtype: 'float32' | 'float64';
  /** How many partial sums the sum of a row has. */
  readonly partials: 8 | 16;
  readonly round: (x: number) => number;
  load(pointer: number, index: number): number;
  store(pointer: number, index: number, value: number): void;
}

class Float32s implements Floats {
  readonly views: Views;
  readonly dtype = 'float32';
  readonly partials = 16;
  readonly round = Math.fround;

  constructor(views: Views) {
    this.views = views;
  }

  load(pointer: number, index: number): number {
    return this.views.float32[pointer / 4 + index] ?? outside(pointer, index);
  }

  store(pointer: number, index: number, value: number): void {
    this.views.float32[pointer / 4 + index] = value;
  }
}

class Float64s implements Floats {
  readonly views: Views;
  readonly dtype = 'float64';
  readonly partials = 8;

  constructor(views: Views) {
    this.views = views;
  }

  readonly round = (x: number): number => x;

  load(pointer: number, index: number): number {
    return this.views.float64[pointer / 8 + index] ?? outside(pointer, index);
  }

  store(pointer: number, index: number, value: number): void {
    this.views.float64[pointer / 8 + index] = value;
  }
}

/** Int32 `index` after `pointer`: a label or an index of a row. */
export function loadIndex(views: Views, pointer: number, index: number): number {
  return views.int32[pointer / 4 + index] ?? outside(pointer, index);
}

export function loadByte(views: Views, pointer: number): number {
  return views.uint8[pointer] ?? outside(pointer, 0);
}

function outside(pointer: number, index: number): never {
  throw new RangeError(`reference: element ${index} after byte ${pointer} is outside the memory`);
}
