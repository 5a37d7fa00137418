import { describe, expect, test } from 'vitest';
import { KernelBench } from '../../support/kernelBench.js';
import { ulps32 } from '../../support/ulp.js';
import { errorInUlps, exact } from '../../support/ulpOracle.js';

const names = ['exp', 'log', 'tanh', 'sigmoid'] as const;
type Name = (typeof names)[number];

const inFloat64: Record<Name, (x: number) => number> = {
  exp: Math.exp,
  log: Math.log,
  tanh: Math.tanh,
  sigmoid: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
};

// Math's functions, rounded to float32, are the correctly rounded results but within 2^-28 of a tie, which could add 1
// to a distance between floats once in 2^28 arguments; none of these is one.
describe('float32', () => {
  test.each(names)('%s is within 2 floats of the correctly rounded result, at every exponent', (name) => {
    const x = float32s(2 ** 19);
    const got = resultsOf('float32', name, x);
    const worst = x.reduce((most, value, i) => {
      return Math.max(most, ulps32(got[i]!, Math.fround(inFloat64[name](value))));
    }, 0);
    expect(worst).toBeLessThanOrEqual(2);
  });

  test.each(names)('%s is within 2 floats where its formula changes', (name) => {
    const x = [
      -104,
      -103,
      -88,
      -87.4,
      -17,
      -9.1,
      -0.625,
      0.625,
      Math.SQRT1_2,
      1,
      Math.SQRT2,
      9.1,
      17,
      88.7,
      89,
    ].flatMap((middle) => neighbours(middle, 2000));
    const got = resultsOf('float32', name, x);
    for (const [i, value] of x.entries()) {
      expect(ulps32(got[i]!, Math.fround(inFloat64[name](value)))).toBeLessThanOrEqual(2);
    }
  });
});

describe('float64', () => {
  test.each(names)('%s is within 2 ulp of the exact result, at every exponent', (name) => {
    const x = float64s(name);
    const got = resultsOf('float64', name, x);
    const worst = x.reduce(
      (most, value, i) => Math.max(most, Math.abs(errorInUlps(got[i]!, exact[name](value)))),
      0,
    );
    expect(worst).toBeLessThanOrEqual(2);
  });

  test('where the exact result is beyond the largest float or half the least, exp is infinite or 0', () => {
    expect(resultsOf('float64', 'exp', [709.79, 1e300, Infinity])).toEqual([Infinity, Infinity, Infinity]);
    expect(resultsOf('float64', 'exp', [-745.14, -1e300, -Infinity])).toEqual([0, 0, 0]);
    expect(resultsOf('float64', 'exp', [-745.13])).toEqual([5e-324]);
  });
});

test('the edges of all four are those of IEEE 754, in both dtypes', () => {
  const edges = [0, -0, Infinity, -Infinity, NaN, -1];
  for (const dtype of ['float32', 'float64'] as const) {
    expect(resultsOf(dtype, 'exp', edges).slice(0, 5)).toEqual([1, 1, Infinity, 0, NaN]);
    expect(resultsOf(dtype, 'log', edges)).toEqual([-Infinity, -Infinity, Infinity, NaN, NaN, NaN]);
    expect(resultsOf(dtype, 'tanh', edges).slice(0, 5)).toEqual([0, -0, 1, -1, NaN]);
    expect(resultsOf(dtype, 'sigmoid', edges).slice(0, 5)).toEqual([0.5, 0.5, 1, 0, NaN]);
  }
});

function resultsOf(dtype: 'float32' | 'float64', name: Name, values: readonly number[]): number[] {
  const bench = new KernelBench('wasm', dtype);
  const chunk = 2 ** 15;
  const [x, y] = [bench.put(values.slice(0, chunk)), bench.room(chunk)];
  const size = dtype === 'float32' ? 4 : 8;
  const results: number[] = [];
  for (let first = 0; first < values.length; first += chunk) {
    const part = values.slice(first, first + chunk);
    const View = dtype === 'float32' ? Float32Array : Float64Array;
    new View(bench.memory.buffer).set(part, x / size);
    bench.kernels[name](part.length, x, y);
    for (const value of bench.read(y, part.length).slice(0, part.length)) results.push(value);
  }
  return results;
}

// Evenly among all floats, which is: as many at every exponent, of both signs, NaN and infinities too.
function float32s(count: number): number[] {
  const bits = Int32Array.from({ length: count }, (_, i) => Math.imul(i, 2 ** 32 / count) + (i & 8191));
  return [...new Float32Array(bits.buffer)];
}

function neighbours(middle: number, reach: number): number[] {
  const value = new Float32Array([middle]);
  const bits = new Int32Array(value.buffer);
  const first = bits[0]! - reach;
  return Array.from({ length: 2 * reach }, (_, i) => {
    bits[0] = first + i;
    return value[0]!;
  });
}

// Some at every exponent at which the result is neither a limit nor the argument itself, and more where it is busy.
function float64s(name: Name): number[] {
  const significands = Array.from({ length: 6 }, (_, i) => 1 + ((i * 0.6180339887498949) % 1));
  const at = (from: number, to: number, step: number): number[] =>
    Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => from + i * step).flatMap((exponent) =>
      significands.map((significand) => significand * 2 ** exponent),
    );
  if (name === 'log') return [...at(-1074, 1024, 3), ...spread(0.5, 2, 3000)];
  const small = at(-60, 3, 1);
  const tiny = name === 'tanh' ? at(-1070, -60, 7) : [];
  const busy = name === 'exp' ? spread(-745, 709, 3000) : spread(-24, 24, 3000);
  const far = name === 'sigmoid' ? spread(-745, 40, 800) : [];
  return [...small, ...small.map((x) => -x), ...tiny, ...busy, ...far];
}

function spread(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + ((i + 0.123456789) * (to - from)) / count);
}
