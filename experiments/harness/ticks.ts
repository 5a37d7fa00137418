/**
 * Few round numbers to label a logarithmic axis with: powers of the base, every one or every second, third ... so that
 * there are at most `most`; on an axis with less than two powers of ten, 1, 2 and 5 times a power.
 */
export function logTicks(low: number, high: number, base: 2 | 10, most = 6): readonly number[] {
  const powers = powersBetween(low, high, base);
  if (base === 10 && powers.length < 2) return powersBetween(low / 10, high, 10).flatMap(within(low, high));
  const stride = Math.ceil(powers.length / most);
  return powers.filter((_, place) => place % stride === 0);
}

/** At most `most` whole multiples of a power of two, from 0 to `high`: the round numbers of a linear axis in bytes. */
export function byteTicks(high: number, most = 6): readonly number[] {
  const gap = 2 ** Math.max(0, Math.ceil(Math.log2(high / (most - 1))));
  return Array.from({ length: Math.floor(high / gap) + 1 }, (_, place) => place * gap);
}

function powersBetween(low: number, high: number, base: number): readonly number[] {
  // A power itself is not to be missed by the rounding of its logarithm.
  const first = Math.ceil(Math.log(low) / Math.log(base) - 1e-9);
  const last = Math.floor(Math.log(high) / Math.log(base) + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => base ** (first + place));
}

function within(low: number, high: number): (power: number) => readonly number[] {
  return (power) => [1, 2, 5].map((times) => times * power).filter((tick) => tick >= low && tick <= high);
}
