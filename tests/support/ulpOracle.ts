import { placeOf64 } from './ulp.js';

// exp, log, tanh and sigmoid in fixed point with `bits` bits behind the point: enough for the least denormal of
// float64, 2^-1074, to have two hundred of its own.
const bits = 1280n;
const one = 1n << bits;

/** A float64 in fixed point, exactly. */
export function fixed(x: number): bigint {
  const place = placeOf64(Math.abs(x));
  const exponent = place >> 52n;
  const significand = exponent === 0n ? place : (place & ((1n << 52n) - 1n)) | (1n << 52n);
  const power = (exponent === 0n ? 1n : exponent) - 1075n;
  const magnitude = shifted(significand, power + bits);
  return x < 0 ? -magnitude : magnitude;
}

export const exact = {
  exp: (x: number): bigint => exp(fixed(x)),
  log: (x: number): bigint => log(x),
  tanh: (x: number): bigint => {
    const e = exp(2n * fixed(x));
    return ((e - one) << bits) / (e + one);
  },
  sigmoid: (x: number): bigint => {
    const e = exp(fixed(x));
    return (e << bits) / (one + e);
  },
} as const;

/** The error of a float64 in units of its spacing at the exact value. */
export function errorInUlps(got: number, value: bigint): number {
  if (!Number.isFinite(got)) return Infinity;
  const magnitude = value < 0n ? -value : value;
  const leading = BigInt(magnitude.toString(2).length);
  // The least bit of a number whose highest is `leading`; of denormals all alike.
  const spacing = leading - 53n < bits - 1074n ? bits - 1074n : leading - 53n;
  const difference = fixed(got) - value;
  return Number((difference << 20n) >> spacing) / 2 ** 20;
}

function shifted(x: bigint, by: bigint): bigint {
  return by >= 0n ? x << by : x >> -by;
}

// e^x = 2^n (e^(r / 2^k))^(2^k): a short Taylor series, squared k times, which loses k bits of the spare ones.
function exp(x: bigint): bigint {
  const n = x / ln2;
  const halvings = 16n;
  const r = (x - n * ln2) >> halvings;
  let [sum, term] = [one, one];
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    term = (term * r) >> bits;
    term /= k;
    sum += term;
  }
  for (let k = 0n; k < halvings; k++) sum = (sum * sum) >> bits;
  return shifted(sum, n);
}

// log(m 2^e) = e log 2 + 2 artanh((m - 1) / (m + 1)).
function log(x: number): bigint {
  let e = 0n;
  let m = fixed(x);
  while (m >= (one * 3n) / 2n) [m, e] = [m >> 1n, e + 1n];
  while (m < (one * 3n) / 4n) [m, e] = [m << 1n, e - 1n];
  return e * ln2 + 2n * artanh(((m - one) << bits) / (m + one));
}

function artanh(s: bigint): bigint {
  const square = (s * s) >> bits;
  let [sum, power] = [0n, s];
  for (let k = 1n; power !== 0n && power !== -1n; k += 2n) {
    sum += power / k;
    power = (power * square) >> bits;
  }
  return sum;
}

// log 2 = 2 artanh(1/3).
const ln2 = 2n * artanh(one / 3n);
