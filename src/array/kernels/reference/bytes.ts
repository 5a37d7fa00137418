import type { ByteKernels } from '../../kernels.js';
import { loadIndex, type Views } from './views.js';

export function copyRows(views: Views): ByteKernels['copyRows'] {
  return (rows, widthBytes, x, xStrideBytes, y, yStrideBytes) => {
    for (let r = 0; r < rows; r++) {
      const from = x + r * xStrideBytes;
      views.uint8.copyWithin(y + r * yStrideBytes, from, from + widthBytes);
    }
  };
}

export function gatherRows(views: Views): ByteKernels['gatherRows'] {
  return (rows, widthBytes, table, indices, y) => {
    for (let r = 0; r < rows; r++) {
      const from = table + loadIndex(views, indices, r) * widthBytes;
      views.uint8.copyWithin(y + r * widthBytes, from, from + widthBytes);
    }
  };
}

export function firstOutside(views: Views): ByteKernels['firstOutside'] {
  return (n, indices, limit) => {
    for (let i = 0; i < n; i++) {
      const index = loadIndex(views, indices, i);
      if (index < 0 || index >= limit) return i;
    }
    return -1;
  };
}
