import { type Tensor, tensor, tidy } from 'sublinear';

/** Of float64: where the error of rounding, ε / h, is that of the curvature, h². */
const step = Math.cbrt(2 ** -52);

/** The gradient of a function of n numbers from 2 n of its values, each off by some (2⁻⁵²)^(2/3) of what it is. */
export function centralDifferences(f: (x: Tensor) => Tensor, x: Float64Array): Float64Array {
  const valueAt = (place: number, by: number): number =>
    tidy(() => {
      const moved = Float64Array.from(x);
      moved[place]! += by;
      return f(tensor(moved, { dtype: 'float64' })).item();
    });
  return x.map((entry, place) => {
    const h = step * Math.abs(entry);
    return (valueAt(place, h) - valueAt(place, -h)) / (2 * h);
  });
}
