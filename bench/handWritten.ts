import { Arena, type FloatKernels } from 'sublinear';

export interface RnnSizes {
  readonly steps: number;
  readonly batch: number;
  readonly hidden: number;
  readonly inputs: number;
}

/** Pointers into an arena of everything that an Elman network's gradient reads and writes. */
interface Buffers {
  readonly x: number;
  readonly states: number;
  readonly U: number;
  readonly W: number;
  readonly b: number;
  readonly z: number;
  readonly dz: number;
  readonly dh: number;
  readonly dU: number;
  readonly dW: number;
  readonly db: number;
}

/**
 * Forward and backward of an Elman network as an expert would write it by hand over the same kernels: every buffer made
 * beforehand, no tape, no allocation. What a tape costs is measured against this.
 */
export class HandWrittenElman {
  readonly #sizes: RnnSizes;
  readonly #arena = new Arena();
  readonly #kernels: FloatKernels = this.#arena.memory.kernels.float32;
  readonly #at: Buffers;

  constructor(
    sizes: RnnSizes,
    values: { x: Float32Array; U: Float32Array; W: Float32Array; b: Float32Array },
  ) {
    const { steps, batch, hidden, inputs } = sizes;
    this.#sizes = sizes;
    const take = (entries: number): number => this.#arena.allocate(4 * entries, 'outside').pointer;
    this.#at = {
      x: take(steps * batch * inputs),
      states: take((steps + 1) * batch * hidden),
      U: take(inputs * hidden),
      W: take(hidden * hidden),
      b: take(hidden),
      z: take(batch * hidden),
      dz: take(batch * hidden),
      dh: take(batch * hidden),
      dU: take(inputs * hidden),
      dW: take(hidden * hidden),
      db: take(hidden),
    };
    for (const name of ['x', 'U', 'W', 'b'] as const) this.#write(this.#at[name], values[name]);
    this.#kernels.fill(batch * hidden, this.#at.states, 0);
  }

  /** The gradient of mean(h²) of the last state by W; all the others are computed too. */
  gradient(): Float32Array {
    const { steps, batch, hidden, inputs } = this.#sizes;
    const { dU, dW, db, dh, states } = this.#at;
    const k = this.#kernels;
    for (let t = 0; t < steps; t += 1) this.#forward(t);
    k.fill(inputs * hidden, dU, 0);
    k.fill(hidden * hidden, dW, 0);
    k.fill(hidden, db, 0);
    const n = batch * hidden;
    const last = states + 4 * steps * n;
    k.fill(n, dh, 2 / n);
    k.multiply(1, 1, 1, n, dh, 0, 0, 0, 1, last, 0, 0, 0, 1, dh);
    for (let t = steps - 1; t >= 0; t -= 1) this.#backward(t);
    return Float32Array.from(this.#arena.memory.view('float32', dW, hidden * hidden));
  }

  /** The gradients of the same by W, U and b. */
  gradients(): readonly Float32Array[] {
    const { hidden, inputs } = this.#sizes;
    const { dU, db } = this.#at;
    const read = (pointer: number, entries: number): Float32Array =>
      Float32Array.from(this.#arena.memory.view('float32', pointer, entries));
    return [this.gradient(), read(dU, inputs * hidden), read(db, hidden)];
  }

  #forward(t: number): void {
    const { batch, hidden, inputs } = this.#sizes;
    const { x, states, U, W, b, z } = this.#at;
    const k = this.#kernels;
    const h = states + 4 * t * batch * hidden;
    k.gemm(batch, hidden, hidden, h, 0, W, 0, z, 0);
    k.gemm(batch, hidden, inputs, x + 4 * t * batch * inputs, 0, U, 0, z, 1);
    k.biasTanh(batch, hidden, z, b, h + 4 * batch * hidden);
  }

  #backward(t: number): void {
    const { batch, hidden, inputs } = this.#sizes;
    const { x, states, W, dz, dh, dU, dW, db } = this.#at;
    const k = this.#kernels;
    const n = batch * hidden;
    const h = states + 4 * t * n;
    k.tanhVjp(1, 1, 1, n, dh, 0, 0, 0, 1, h + 4 * n, 0, 0, 0, 1, dz);
    k.sum(1, batch, hidden, dz, db, 1);
    k.gemm(inputs, hidden, batch, x + 4 * t * batch * inputs, 1, dz, 0, dU, 1);
    k.gemm(hidden, hidden, batch, h, 1, dz, 0, dW, 1);
    k.gemm(batch, hidden, hidden, dz, 0, W, 1, dh, 0);
  }

  #write(pointer: number, values: Float32Array): void {
    this.#arena.memory.view('float32', pointer, values.length).set(values);
  }
}
