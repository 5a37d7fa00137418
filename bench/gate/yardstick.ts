// Compiled once and for all, by AssemblyScript 0.28 with -O3, from
//
//   export function product(side: i32, a: usize, b: usize, c: usize): void {
//     const bytes: usize = (side as usize) << 2;
//     for (let i: i32 = 0; i < side; i += 1) {
//       memory.fill(c, 0, bytes);
//       for (let k: i32 = 0; k < side; k += 1) {
//         const factor = f32x4.splat(load<f32>(a + ((k as usize) << 2)));
//         const row = b + (k as usize) * bytes;
//         for (let at: usize = 0; at < bytes; at += 16) {
//           v128.store(c + at, f32x4.add(v128.load(c + at), f32x4.mul(factor, v128.load(row + at))));
//         }
//       }
//       a += bytes;
//       c += bytes;
//     }
//   }
const moduleBase64 =
  'AGFzbQEAAAABCAFgBH9/f38AAwIBAAUDAQABBxQCB3Byb2R1Y3QAAAZtZW1vcnkCAAqmAQGjAQIGfwF7IABBAnQhBANAIAAg' +
  'B0oEQCADQQAgBPwLAEEAIQUDQCAAIAVKBEAgASAFQQJ0aioCAP0TIQogAiAEIAVsaiEIQQAhBgNAIAQgBksEQCADIAZqIgkg' +
  'Cf0ABAAgCiAGIAhq/QAEAP3mAf3kAf0LBAAgBkEQaiEGDAELCyAFQQFqIQUMAQsLIAEgBGohASADIARqIQMgB0EBaiEHDAEL' +
  'Cws=';

/** Rows and columns of the matrices: all three fit the fastest cache. */
export const side = 48;
const repeats = 32;
const matrixBytes = 4 * side * side;

/**
 * What times are measured in: a product of matrices that never changes. It is the gate's own and not the library's, or a
 * kernel of the library that gets slower would make everything else look faster; and WebAssembly, since JavaScript gets
 * faster and slower as the engine sees fit.
 */
export class Yardstick {
  readonly #memory: WebAssembly.Memory;
  readonly #product: (...numbers: number[]) => void;

  constructor() {
    const module = new WebAssembly.Module(Buffer.from(moduleBase64, 'base64'));
    const { memory, product } = new WebAssembly.Instance(module).exports;
    if (!(memory instanceof WebAssembly.Memory) || typeof product !== 'function') {
      throw new Error('yardstick: its module exports no memory and product');
    }
    this.#memory = memory;
    this.#product = (...numbers) => void product(...numbers);
    for (const nth of [0, 1]) this.matrix(nth).fill(1 / side);
  }

  /** The two factors and their product. */
  matrix(nth: number): Float32Array {
    return new Float32Array(this.#memory.buffer, nth * matrixBytes, side * side);
  }

  run(): void {
    for (let time = 0; time < repeats; time += 1) this.#product(side, 0, matrixBytes, 2 * matrixBytes);
  }
}
