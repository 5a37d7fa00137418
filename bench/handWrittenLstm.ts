import { Arena, type FloatKernels } from 'sublinear';
import type { RnnSizes } from './handWritten.js';

/** Pointers into an arena of everything that the gradient of a long short-term memory reads and writes. */
interface Buffers {
  readonly x: number;
  readonly U: number;
  readonly W: number;
  readonly b: number;
  /** The states [h; c], each [batch, hidden], of all steps. */
  readonly states: number;
  readonly gates: number;
  readonly ofState: number;
  readonly ofInput: number;
  /** The cotangent of a state. */
  readonly dState: number;
  /** The cotangents of gates and of c. */
  readonly dBoth: number;
  readonly dz: number;
  readonly dU: number;
  readonly dW: number;
  readonly db: number;
}

/**
 * Forward and backward of a long short-term memory as an expert would write it by hand over the same kernels, the fused
 * ones among them: every buffer made beforehand, no tape, no allocation.
 */
export class HandWrittenLstm {
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
    const rows = batch * hidden;
    this.#at = {
      x: take(steps * batch * inputs),
      U: take(inputs * 4 * hidden),
      W: take(hidden * 4 * hidden),
      b: take(4 * hidden),
      states: take((steps + 1) * 2 * rows),
      gates: take(steps * 4 * rows),
      ofState: take(4 * rows),
      ofInput: take(4 * rows),
      dState: take(2 * rows),
      dBoth: take(5 * rows),
      dz: take(4 * rows),
      dU: take(inputs * 4 * hidden),
      dW: take(hidden * 4 * hidden),
      db: take(4 * hidden),
    };
    for (const name of ['x', 'U', 'W', 'b'] as const) this.#write(this.#at[name], values[name]);
    this.#kernels.fill(2 * rows, this.#at.states, 0);
  }

  /** The gradient of mean(h²) of the last state by W; all the others are computed too. */
  gradient(): Float32Array {
    const { steps, batch, hidden, inputs } = this.#sizes;
    const { dU, dW, db, dState, states } = this.#at;
    const k = this.#kernels;
    for (let t = 0; t < steps; t += 1) this.#forward(t);
    k.fill(inputs * 4 * hidden, dU, 0);
    k.fill(hidden * 4 * hidden, dW, 0);
    k.fill(4 * hidden, db, 0);
    const n = batch * hidden;
    k.fill(n, dState, 2 / n);
    k.multiply(1, 1, 1, n, dState, 0, 0, 0, 1, states + 8 * steps * n, 0, 0, 0, 1, dState);
    k.fill(n, dState + 4 * n, 0);
    for (let t = steps - 1; t >= 0; t -= 1) this.#backward(t);
    return Float32Array.from(this.#arena.memory.view('float32', dW, hidden * 4 * hidden));
  }

  /** The gradients of the same by W, U and b. */
  gradients(): readonly Float32Array[] {
    const { hidden, inputs } = this.#sizes;
    const { dU, db } = this.#at;
    const read = (pointer: number, entries: number): Float32Array =>
      Float32Array.from(this.#arena.memory.view('float32', pointer, entries));
    return [this.gradient(), read(dU, inputs * 4 * hidden), read(db, 4 * hidden)];
  }

  #forward(t: number): void {
    const { batch, hidden, inputs } = this.#sizes;
    const { x, states, gates, U, W, b, ofState, ofInput } = this.#at;
    const k = this.#kernels;
    const n = batch * hidden;
    const h = states + 8 * t * n;
    const own = gates + 16 * t * n;
    k.gemm(batch, 4 * hidden, hidden, h, 0, W, 0, ofState, 0);
    k.gemm(batch, 4 * hidden, inputs, x + 4 * t * batch * inputs, 0, U, 0, ofInput, 0);
    k.lstmGates(batch, 4 * hidden, ofState, ofInput, b, own);
    k.lstmCell(batch, hidden, own, h + 4 * n, h + 8 * n);
  }

  #backward(t: number): void {
    const { batch, hidden, inputs } = this.#sizes;
    const { x, states, gates, W, dState, dBoth, dz, dU, dW, db } = this.#at;
    const k = this.#kernels;
    const n = batch * hidden;
    const h = states + 8 * t * n;
    const own = gates + 16 * t * n;
    k.lstmCellVjp(batch, hidden, dState, own, h + 4 * n, h + 8 * n, dBoth);
    k.lstmGatesVjp(batch, hidden, dBoth, own, dz);
    k.sum(1, batch, 4 * hidden, dz, db, 1);
    k.gemm(inputs, 4 * hidden, batch, x + 4 * t * batch * inputs, 1, dz, 0, dU, 1);
    k.gemm(hidden, 4 * hidden, batch, h, 1, dz, 0, dW, 1);
    k.gemm(batch, hidden, 4 * hidden, dz, 0, W, 1, dState, 0);
    this.#arena.memory.kernels.bytes.copyRows(1, 4 * n, dBoth + 16 * n, 4 * n, dState + 4 * n, 4 * n);
  }

  #write(pointer: number, values: Float32Array): void {
    this.#arena.memory.view('float32', pointer, values.length).set(values);
  }
}
