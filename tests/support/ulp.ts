// How far two floats are apart, counted in floats. Neighbours differ by 1; -0 and 0 are the same place.

const double = new Float64Array(1);
const doubleBits = new BigInt64Array(double.buffer);
const single = new Float32Array(1);
const singleBits = new Int32Array(single.buffer);

/** The place of a float64 in the order of all of them; NaN has none. */
export function placeOf64(x: number): bigint {
  double[0] = x;
  const bits = doubleBits[0]!;
  return bits < 0n ? -(bits & 0x7fff_ffff_ffff_ffffn) : bits;
}

/** The place of a float32 in the order of all of them. */
export function placeOf32(x: number): number {
  single[0] = x;
  const bits = singleBits[0]!;
  return bits < 0 ? -(bits & 0x7fff_ffff) : bits;
}

/** How many float32s lie between two of them; 0 where both are NaN, Infinity where one is. */
export function ulps32(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity;
  return Math.abs(placeOf32(a) - placeOf32(b));
}

export function ulps64(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity;
  const apart = placeOf64(a) - placeOf64(b);
  return Number(apart < 0n ? -apart : apart);
}
