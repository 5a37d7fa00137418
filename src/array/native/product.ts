import type { FloatType } from '../dtype.js';
import type { FloatKernels, Kernels } from '../kernels.js';
import type { Blas } from './blas.js';
import { openBlas } from './openBlas.js';
import { type ProductName, type ProductOptions, productAsked } from './options.js';

/**
 * The kernels of a memory with the matrix product that is asked for, and what a report calls it.
 *
 * The native product reads and writes the same memory. Its sums are rounded otherwise than the built-in product's, but
 * always in the same way for the same shape, wherever its operands are.
 *
 * @throws {RangeError} if the native product is asked for by name and is not there, or an option is none
 */
export function withProduct(
  kernels: Kernels,
  memory: WebAssembly.Memory,
  asked: ProductName | ProductOptions | undefined,
): { readonly kernels: Kernels; readonly product: string } {
  const { use, threads, library, fromMultiplyAdds } = productAsked(asked);
  const builtin = { kernels, product: 'built-in' };
  if (use === 'builtin') return builtin;
  const blas = openBlas(threads, library);
  if ('missing' in blas) {
    if (use === 'auto') return builtin;
    throw new RangeError(absent(blas.missing));
  }
  if (use === 'auto' && !blas.isFast) return builtin;
  const joined = (dtype: FloatType): FloatKernels => ({
    ...kernels[dtype],
    gemm: above(fromMultiplyAdds, blas, dtype, memory, kernels[dtype].gemm),
  });
  return {
    kernels: { ...kernels, float32: joined('float32'), float64: joined('float64') },
    product: `${blas.description}, from ${fromMultiplyAdds} multiply-adds on`,
  };
}

/** The native product from a size on, and another below it. */
function above(
  least: number,
  blas: Blas,
  dtype: FloatType,
  memory: WebAssembly.Memory,
  below: FloatKernels['gemm'],
): FloatKernels['gemm'] {
  const native = blas.gemm[dtype];
  // A memory that has grown has another buffer, which may be elsewhere.
  let buffer: ArrayBufferLike | undefined;
  let base = 0;
  return (m, n, k, a, transposeA, b, transposeB, c, accumulate) => {
    if (m * n * k < least) {
      below(m, n, k, a, transposeA, b, transposeB, c, accumulate);
      return;
    }
    if (memory.buffer !== buffer) {
      buffer = memory.buffer;
      base = blas.addressOf(new Uint8Array(buffer));
    }
    native(m, n, k, base + a, transposeA, base + b, transposeB, base + c, accumulate);
  };
}

function absent(missing: string): string {
  return (
    `arena: product is 'native', and ${missing}. It needs koffi (npm install koffi) and a BLAS: OpenBLAS (Debian: ` +
    "apt-get install libopenblas0; macOS has Accelerate) or MKL. Or take 'auto', which does without"
  );
}
