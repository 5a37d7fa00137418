// Griewank & Walther (2000), Algorithm 799: revolve, doi:10.1145/347837.347846, and Griewank (1992),
// doi:10.1080/10556789208805505. `slots` includes the one of the initial state, as it does there.

/**
 * β(s, r) = C(s + r, s): the longest chain that can be reversed with s slots if no step may be advanced more than r
 * times. Exact up to 2^53, and Infinity where it is larger.
 *
 * @example
 * maxExtent(3, 2); // 10
 */
export function maxExtent(slots: number, repetitions: number): number {
  if (repetitions < 0 || slots < 0) return 0;
  const small = Math.min(slots, repetitions);
  const large = Math.max(slots, repetitions);
  let extent = 1;
  for (let i = 1; i <= small; i += 1) {
    const product = extent * (large + i);
    if (product > Number.MAX_SAFE_INTEGER) return exactOrInfinity(binomial(small, large));
    extent = product / i;
  }
  return extent;
}

/**
 * The least r with β(s, r) >= extent: the most often that any step has to be advanced.
 *
 * @example
 * repetitionNumber(10, 3); // 2
 */
export function repetitionNumber(extent: number, slots: number): number {
  if (extent <= 1) return 0;
  if (slots === 1) return extent - 1;
  let repetitions = 0;
  let reach = 1;
  while (reach < extent) {
    if (repetitions === nearby) return distantRepetitionNumber(extent, slots);
    repetitions += 1;
    const product = reach * (slots + repetitions);
    reach = product > Number.MAX_SAFE_INTEGER ? maxExtent(slots, repetitions) : product / repetitions;
  }
  return repetitions;
}

// Beyond so many repetitions, which only a few slots on a very long chain need, bisection is faster than counting.
const nearby = 64;

function distantRepetitionNumber(extent: number, slots: number): number {
  let tooFew = nearby;
  let enough = 2 * nearby;
  for (; maxExtent(slots, enough) < extent; enough *= 2) tooFew = enough;
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (maxExtent(slots, middle) < extent) tooFew = middle;
    else enough = middle;
  }
  return enough;
}

/**
 * The fewest advances that reverse a chain: t(n, s) = r n - β(s + 1, r - 1). Exact up to 2^53, and Infinity where it
 * is larger.
 *
 * @example
 * optimalAdvances(10, 3); // 15
 */
export function optimalAdvances(extent: number, slots: number): number {
  if (extent <= 1) return 0;
  const usable = usableSlots(extent, slots);
  const r = repetitionNumber(extent, usable);
  if (r * extent <= Number.MAX_SAFE_INTEGER) return r * extent - maxExtent(usable + 1, r - 1);
  return exactOrInfinity(
    BigInt(r) * BigInt(extent) - binomial(Math.min(usable + 1, r - 1), Math.max(usable + 1, r - 1)),
  );
}

/**
 * The fewest snapshots written among the reversals with the fewest advances, the initial state's included.
 *
 * @example
 * optimalSnapshots(10, 3); // 6
 */
export function optimalSnapshots(extent: number, slots: number): number {
  if (extent <= 1) return 0;
  const usable = usableSlots(extent, slots);
  const r = repetitionNumber(extent, usable);
  const before = maxExtent(usable, r - 1);
  const fewer = maxExtent(usable - 1, r - 1);
  return extent <= before + fewer ? fewer : extent - before;
}

/** The slots that a reversal can put to use: the last state is recorded from, and never kept. */
export function usableSlots(extent: number, slots: number): number {
  return Math.max(1, Math.min(slots, extent - 1));
}

// C(small + large, small), or something above 2^128 where it is larger.
function binomial(small: number, large: number): bigint {
  let value = 1n;
  for (let i = 1; i <= small && value < 1n << 128n; i += 1) value = (value * BigInt(large + i)) / BigInt(i);
  return value;
}

function exactOrInfinity(value: bigint): number {
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(value);
}
