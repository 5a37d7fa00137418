// The tail of the standard normal distribution, by two classical expansions of its integral: a series of positive terms
// near 0, and Laplace's continued fraction from 3 on, where that has converged to the last bits after 60 terms.

/**
 * The probability that a standard normal number is above z, for z of at least 0.
 *
 * @example
 * normalTail(1.959963984540054); // 0.025
 */
export function normalTail(z: number): number {
  const density = Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI);
  return z < 3 ? 0.5 - density * centreSum(z) : density / tailFraction(z);
}

/**
 * The z of at least 0 that a standard normal number is above with a probability of at most 1/2.
 *
 * @throws {RangeError} unless the probability is above 0 and at most 1/2
 * @example
 * normalQuantile(0.025); // 1.959963984540054
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability <= 0.5))
    throw new RangeError(
      `normalQuantile: probability is ${probability}; a number above 0 and at most 0.5 is needed`,
    );
  // The least positive number is the tail of about 38.5.
  let [low, high] = [0, 40];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return low;
    if (normalTail(middle) >= probability) low = middle;
    else high = middle;
  }
}

/**
 * What the largest of the sizes of so many z-scores stays below, with a probability of at least 1 - level, however they
 * depend on each other.
 *
 * @example
 * bonferroniBound(1e-3, 100); // 4.42
 */
export function bonferroniBound(level: number, scores: number): number {
  return normalQuantile(level / (2 * Math.max(1, scores)));
}

/** z + z³ / 3 + z⁵ / (3 · 5) + ..., until nothing is added. */
function centreSum(z: number): number {
  let term = z;
  let sum = 0;
  for (let odd = 3; sum + term !== sum; odd += 2) {
    sum += term;
    term *= z ** 2 / odd;
  }
  return sum;
}

/** z + 1 / (z + 2 / (z + 3 / ...)). */
function tailFraction(z: number): number {
  let fraction = z;
  for (let n = 60; n >= 1; n -= 1) fraction = z + n / fraction;
  return fraction;
}
