import { sizeOf } from '../../src/array/tensor.js';
import { type Tensor, tensor } from '../../src/tape/index.js';

export type Shape = readonly number[];
export type Range = 'any' | 'positive' | 'nonzero';

/** An input of a primitive: floats from a range, or given numbers, by which nothing is differentiated. */
export type Sample =
  | { readonly shape: Shape; readonly from: Range }
  | {
      readonly shape: Shape;
      readonly dtype: 'int32' | 'uint8' | 'float';
      readonly values: readonly number[];
    };

export const any = (...shape: number[]): Sample => ({ shape, from: 'any' });
export const positive = (...shape: number[]): Sample => ({ shape, from: 'positive' });
export const nonzero = (...shape: number[]): Sample => ({ shape, from: 'nonzero' });
export const int32 = (shape: Shape, values: readonly number[]): Sample => ({ shape, dtype: 'int32', values });
export const given = (shape: Shape, values: readonly number[]): Sample => ({ shape, dtype: 'float', values });
export const mask = (shape: Shape, values: readonly number[]): Sample => ({ shape, dtype: 'uint8', values });
export const bits = (...values: number[]): Sample => ({ shape: [values.length], dtype: 'uint8', values });

/**
 * Numbers between -2 and 2 in a fixed disorder, all different and none nearer to 0 than 0.8 / count: where a function has
 * a kink, or a maximum a tie, no entry is close enough for a difference quotient to step across.
 */
export function disordered(count: number): number[] {
  const stride = [89, 97, 101, 103].find((prime) => count % prime !== 0) ?? 1;
  return Array.from({ length: count }, (_, place) => -2 + ((((place * stride) % count) + 0.3) * 4) / count);
}

/** The entries of all samples, of which no two floats are equal before they are moved into their range. */
export function entriesOf(samples: readonly Sample[]): Float64Array[] {
  const sizes = samples.map(({ shape }) => sizeOf(shape));
  const numbers = disordered(sizes.reduce((total, size) => total + size, 0));
  let start = 0;
  return samples.map((sample, place) => {
    const own = numbers.slice(start, start + sizes[place]!);
    start += sizes[place]!;
    return Float64Array.from('values' in sample ? sample.values : own.map(into[sample.from]));
  });
}

/** A tensor for a sample; floats take `dtype`. */
export function tensorOf(sample: Sample, entries: Float64Array, dtype: 'float32' | 'float64'): Tensor {
  const own = 'values' in sample && sample.dtype !== 'float' ? sample.dtype : dtype;
  return tensor([...entries], { shape: sample.shape, dtype: own });
}

const into: Readonly<Record<Range, (value: number) => number>> = {
  any: (value) => value,
  positive: (value) => 1.3 + value / 2,
  nonzero: (value) => value + 0.5 * Math.sign(value),
};
