import type { FloatKernels } from '../../kernels.js';
import type { Floats } from './views.js';

export function gemm(floats: Floats): FloatKernels['gemm'] {
  const { round } = floats;
  return (m, n, k, a, transposeA, b, transposeB, c, accumulate) => {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = accumulate ? floats.load(c, i * n + j) : 0;
        for (let l = 0; l < k; l++) {
          const left = floats.load(a, transposeA ? l * m + i : i * k + l);
          const right = floats.load(b, transposeB ? j * k + l : l * n + j);
          sum = round(sum + round(left * right));
        }
        floats.store(c, i * n + j, sum);
      }
    }
  };
}
