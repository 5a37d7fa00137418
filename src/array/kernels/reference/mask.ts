import type { FloatKernels } from '../../kernels.js';
import { type Floats, loadByte } from './views.js';

export function positiveBits(floats: Floats): FloatKernels['positiveBits'] {
  return (n, x, bits) => {
    const bytes = floats.views.uint8;
    for (let first = 0; first < n; first += 8) {
      let byte = 0;
      for (let i = first; i < Math.min(first + 8, n); i++) {
        if (floats.load(x, i) > 0) byte |= 1 << (i & 7);
      }
      bytes[bits + first / 8] = byte;
    }
  };
}

export function maskBits(floats: Floats): FloatKernels['maskBits'] {
  return (n, x, bits, y) => {
    for (let i = 0; i < n; i++) {
      const bit = (loadByte(floats.views, bits + Math.floor(i / 8)) >> (i & 7)) & 1;
      floats.store(y, i, bit === 1 ? floats.load(x, i) : 0);
    }
  };
}
