import type { FloatKernels } from '../../kernels.js';
import { type Floats, loadIndex } from './views.js';

export function strided(floats: Floats): FloatKernels['strided'] {
  return (d0, d1, d2, d3, x, x0, x1, x2, x3, y) => {
    let at = 0;
    for (let i = 0; i < d0; i++) {
      for (let j = 0; j < d1; j++) {
        for (let k = 0; k < d2; k++) {
          for (let l = 0; l < d3; l++) {
            floats.store(y, at++, floats.load(x, i * x0 + j * x1 + k * x2 + l * x3));
          }
        }
      }
    }
  };
}

export function addRows(floats: Floats): FloatKernels['addRows'] {
  return (rows, width, x, xStride, y, yStride) => {
    for (let r = 0; r < rows; r++) addRow(floats, width, x, r * xStride, y, r * yStride);
  };
}

export function scatterAddRows(floats: Floats): FloatKernels['scatterAddRows'] {
  return (rows, width, x, indices, y) => {
    for (let r = 0; r < rows; r++) {
      addRow(floats, width, x, r * width, y, loadIndex(floats.views, indices, r) * width);
    }
  };
}

function addRow(floats: Floats, width: number, x: number, xFirst: number, y: number, yFirst: number): void {
  for (let j = 0; j < width; j++) {
    floats.store(y, yFirst + j, floats.load(y, yFirst + j) + floats.load(x, xFirst + j));
  }
}
