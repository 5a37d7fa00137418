import type { Tensor } from '../../array/tensor.js';
import { concatenate, reshape, slice } from './shaping.js';

/** Entry `place` of the first axis: a view. */
export function part(x: Tensor, place: number): Tensor {
  return reshape(slice(x, { start: place, end: place + 1 }), x.shape.slice(1));
}

/** Rows [R, count H] as [R, count, H]. */
export function blocks(x: Tensor, count: number): Tensor {
  const [rows = 0, width = 0] = x.shape;
  return reshape(x, [rows, count, width / count]);
}

/** The blocks of rows [R, 3 H] or [R, 4 H], each [R, H]; the fourth of three is empty. */
export function unblocked(x: Tensor, count: 3 | 4): readonly [Tensor, Tensor, Tensor, Tensor] {
  const hidden = (x.shape[1] ?? 0) / count;
  const at = (place: number): Tensor =>
    slice(x, {
      axis: 1,
      start: Math.min(place, count) * hidden,
      end: Math.min(place + 1, count) * hidden,
    });
  return [at(0), at(1), at(2), at(3)];
}

/** The blocks side by side. */
export function joined(parts: readonly Tensor[]): Tensor {
  return concatenate(parts, 1);
}
