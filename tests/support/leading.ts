import { cutAt } from '../../src/array/axes.js';
import { product } from '../../src/array/product.js';
import { addWindow, copyWindow } from '../../src/array/rows.js';
import { type Keep, type Sketching, type Tensor, zeros } from '../../src/index.js';

/** Keeps the first half of a residual's columns, and takes the others for 0: an estimate without chance, and biased. */
export function leadingHalf(options: { readonly signal?: boolean } = {}): Keep {
  return {
    name: 'leading half',
    key: [7, 7],
    signal: options.signal ?? false,
    sketchOf: ({ shape }) => (shape.length === 0 ? 'it is a scalar' : halving(shape.at(-1)!)),
  };
}

function halving(width: number): Sketching {
  const kept = Math.ceil(width / 2);
  const resized = (x: Tensor, last: number): number[] => [...x.shape.slice(0, -1), last];
  return {
    kept,
    keep: (x) => copyWindow(x, cutAt(x.shape, x.shape.length - 1), 0, resized(x, kept)),
    recall: (y) => {
      const x = zeros(resized(y, width), { dtype: y.dtype });
      addWindow(x, cutAt(x.shape, x.shape.length - 1), 0, y);
      return x;
    },
    addProduct: (sum, y, g) => addWindow(sum, cutAt(sum.shape, 0), 0, product(y, g, { transposeA: true })),
  };
}
