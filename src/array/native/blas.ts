import type { FloatType } from '../dtype.js';
import type { FloatKernels } from '../kernels.js';
import { isFallback } from './coreType.js';
import { functionOf, type Koffi, type Library, textOf } from './koffi.js';

/** A library with BLAS's matrix product, in the address space of this process. */
export interface Blas {
  /** Its name, its version and what it takes the processor for, as far as it says; the number of its threads. */
  readonly description: string;
  /** Whether it is not known to use less of the processor than the built-in product does. */
  readonly isFast: boolean;
  readonly threads: number;
  /** Pointers are addresses in the process. */
  readonly gemm: Readonly<Record<FloatType, FloatKernels['gemm']>>;
  addressOf(bytes: ArrayBufferView): number;
}

/** The matrix products of a library, if it has them. */
export function bound(koffi: Koffi, name: string, library: Library, threads: number): Blas | undefined {
  const single = gemm(library, 'cblas_sgemm', 'float');
  const double = gemm(library, 'cblas_dgemm', 'double');
  if (single === undefined || double === undefined) return undefined;
  // Where somebody else had loaded it before, it did not read the environment.
  for (const setter of ['openblas_set_num_threads', 'MKL_Set_Num_Threads']) {
    functionOf(library, setter, 'void', ['int'])?.(threads);
  }
  const core = textOf(library, 'openblas_get_corename');
  const version = textOf(library, 'openblas_get_config')?.split(' ').slice(0, 2).join(' ');
  return {
    description: `${version ?? name}${core ? ` (${core})` : ''}, ${inWords(threads)}`,
    isFast: core === undefined || !isFallback(core),
    threads,
    gemm: { float32: single, float64: double },
    addressOf: (bytes) => Number(koffi.address(bytes)),
  };
}

export function inWords(threads: number): string {
  return threads === 1 ? '1 thread' : `${threads} threads`;
}

// Row-major matrices with their transpositions as BLAS's C interface numbers them; the leading dimension is a stored
// row's length. Pointers are numbers, since making a typed array for each takes longer than the call.
const [rowMajor, plain] = [101, 111];

function gemm(library: Library, name: string, float: 'float' | 'double'): FloatKernels['gemm'] | undefined {
  const matrix = ['uintptr_t', 'int'];
  const layout = Array<string>(6).fill('int');
  const parameters = [...layout, float, ...matrix, ...matrix, float, ...matrix];
  const call = functionOf(library, name, 'void', parameters);
  if (call === undefined) return undefined;
  return (m, n, k, a, transposeA, b, transposeB, c, accumulate) => {
    const [aRow, bRow] = [transposeA === 1 ? m : k, transposeB === 1 ? k : n];
    call(rowMajor, plain + transposeA, plain + transposeB, m, n, k, 1, a, aRow, b, bRow, accumulate, c, n);
  };
}
