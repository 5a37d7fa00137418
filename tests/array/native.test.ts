import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Arena } from '../../src/array/arena.js';
import type { FloatType } from '../../src/array/dtype.js';
import type { FloatKernels } from '../../src/array/kernels.js';
import type { Blas } from '../../src/array/native/blas.js';
import { betterCore } from '../../src/array/native/coreType.js';
import { openBlas } from '../../src/array/native/openBlas.js';
import type { ProductOptions } from '../../src/array/native/options.js';
import { objection } from '../../src/array/native/trial.js';
import { strategies, Tape, tidy, useArena } from '../../src/index.js';
import { numbersOf, programs } from '../support/programs.js';

// Where a machine has koffi and a BLAS, the native product is tested; where it has not, what is said then.

const environment = { ...process.env };
const here = openBlas(1);
const always: ProductOptions = { use: 'native', fromMultiplyAdds: 1 };
const variable = 'SUBLINEAR_PRODUCT';
const said = process.env[variable];

beforeEach(() => {
  delete process.env[variable];
});
afterAll(() => {
  if (said === undefined) delete process.env[variable];
  else process.env[variable] = said;
});

/** The product [m, n] = op(A) op(B), or what is added to C, with every operand some bytes behind a block's start. */
interface Given {
  readonly dtype: FloatType;
  readonly shape: readonly [number, number, number];
  readonly transposeA: 0 | 1;
  readonly transposeB: 0 | 1;
  readonly accumulate: 0 | 1;
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly c: readonly number[];
}

describe('what multiplies', () => {
  test('is built in, unless something else is asked for', () => {
    expect(new Arena().product).toBe('built-in');
    process.env[variable] = '';
    expect(new Arena().product).toBe('built-in');
  });

  test('is built in for the plain kernels, whatever is asked for', () => {
    expect(new Arena({ backend: 'reference', product: 'native' }).product).toBe('built-in');
  });

  test('is what an option says, rather than the environment', () => {
    process.env[variable] = 'native';
    expect(new Arena({ product: 'builtin' }).product).toBe('built-in');
  });

  test('is built in where the library that is named is not there, if that will do', () => {
    const product = { use: 'auto', library: 'libnowhere.so' } as const;
    expect(new Arena({ product }).product).toBe('built-in');
  });

  test('has to be one of three', () => {
    const wrong: { product: never } = JSON.parse('{ "product": "fast" }');
    expect(() => new Arena(wrong)).toThrow(
      new RangeError("arena: product is 'fast'; 'builtin', 'native' or 'auto' is needed"),
    );
    process.env[variable] = 'fast';
    expect(() => new Arena()).toThrow(
      new RangeError(
        "arena: the environment variable SUBLINEAR_PRODUCT is 'fast'; 'builtin', 'native' or 'auto' is needed",
      ),
    );
  });

  test.each([
    [{ use: 'auto', threads: 0 }, 'threads is 0'],
    [{ use: 'auto', threads: 1.5 }, 'threads is 1.5'],
    [{ use: 'builtin', fromMultiplyAdds: Number.NaN }, 'fromMultiplyAdds is NaN'],
  ] as const)('takes whole numbers: %o', (product, found) => {
    expect(() => new Arena({ product })).toThrow(
      new RangeError(`arena: the product's ${found}; a whole number of at least 1 is needed`),
    );
  });

  test('is built in where there is no Node', () => {
    const node = globalThis.process;
    Reflect.deleteProperty(globalThis, 'process');
    try {
      expect(new Arena().product).toBe('built-in');
      expect(new Arena({ product: 'auto' }).product).toBe('built-in');
      expect(() => new Arena({ product: 'native' })).toThrow(
        new RangeError(absent('this is not Node 20.16, 22.3 or later')),
      );
    } finally {
      globalThis.process = node;
    }
  });
});

test('only where OpenBLAS takes a processor for an old one is it told another', () => {
  for (const core of ['SkylakeX', 'Haswell', 'Zen', 'neoversen1']) expect(betterCore(core)).toBeUndefined();
  const flags = existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  const best = / avx512f .* avx512vl /m.test(flags)
    ? 'SkylakeX'
    : / avx2 /m.test(flags)
      ? 'Haswell'
      : undefined;
  expect(betterCore('Prescott')).toBe(best);
});

if ('missing' in here) withoutIt(here.missing);
else describe('the native product', () => withIt(here));

function withoutIt(missing: string): void {
  test('asked for by name, it is said to be missing, and what to install', () => {
    expect(() => new Arena({ product: 'native' })).toThrow(new RangeError(absent(missing)));
    process.env[variable] = 'native';
    expect(() => new Arena()).toThrow(new RangeError(absent(missing)));
  });

  test('asked for where it is there, it is not missed', () => {
    expect(new Arena({ product: 'auto' }).product).toBe('built-in');
    process.env[variable] = 'auto';
    expect(new Arena().product).toBe('built-in');
  });
}

function withIt(blas: Blas): void {
  const native = new Arena({ product: always });
  const builtin = new Arena({ product: 'builtin' });

  afterEach(() => {
    expect([native.liveBytes, builtin.liveBytes]).toEqual([0, 0]);
  });

  test('is chosen by an option or by the environment, and says what it is', () => {
    const words = `${blas.description}, from 8192 multiply-adds on`;
    expect(words).toMatch(/^\S.*, 1 thread, from 8192 multiply-adds on$/);
    expect(new Arena({ product: 'native' }).product).toBe(words);
    process.env[variable] = 'native';
    expect(new Arena().product).toBe(words);
    process.env[variable] = 'auto';
    expect(new Arena().product).toBe(blas.isFast ? words : 'built-in');
  });

  test('uses what a processor of today can do', () => {
    const flags = existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '';
    expect(blas.isFast || !/ avx2 /m.test(flags)).toBe(true);
  });

  test('leaves the environment of the process as it was', () => {
    for (const name of ['NUM_THREADS', 'CORETYPE']
      .map((end) => `OPENBLAS_${end}`)
      .concat('MKL_NUM_THREADS')) {
      expect(process.env[name]).toBe(environment[name]);
    }
    expect(process.env.MKL_CBWR).toBe(environment.MKL_CBWR);
  });

  test('has one number of threads in a process', () => {
    expect(() => new Arena({ product: { use: 'auto', threads: 2 } })).toThrow(
      new RangeError(
        'arena: the native product runs on 1 thread in this process, and 2 were asked for; a process has one ' +
          'number of them. Ask for the same number everywhere',
      ),
    );
  });

  test('that is not in the file that is named is said to be missing', () => {
    const product = { use: 'native', library: 'libnowhere.so' } as const;
    expect(() => new Arena({ product })).toThrow(
      new RangeError(absent('there is no BLAS named libnowhere.so')),
    );
    const other = process.platform === 'linux' ? 'libc.so.6' : undefined;
    if (other === undefined) return;
    expect(() => new Arena({ product: { use: 'native', library: other } })).toThrow(
      new RangeError(absent('libc.so.6 has no cblas_sgemm and cblas_dgemm')),
    );
  });

  test('differs from the exact product by no more than its roundings, wherever its operands are', () => {
    fc.assert(
      fc.property(given(40), fc.array(fc.nat(15), { minLength: 3, maxLength: 3 }), (product, shifts) => {
        const found = multiplied(native, product, shifts);
        const { entries, magnitudes } = exact(product);
        const [, , k] = product.shape;
        // Each of the k products, the k sums and the sum with C is rounded at most once: |error| <= γ(k + 1) Σ|a||b|,
        // γ(r) = r u / (1 - r u). The oracle is rounded in float64 itself, which doubles it there.
        const unit = product.dtype === 'float32' ? 2 ** -24 : 2 ** -53;
        const gamma = ((k + 1) * unit) / (1 - (k + 1) * unit);
        for (const [place, entry] of found.entries()) {
          const bound = 2 * gamma * magnitudes[place]!;
          expect(Math.abs(entry - entries[place]!)).toBeLessThanOrEqual(bound);
        }
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  test('has the same bits wherever its operands are', () => {
    const shifts = fc.array(fc.array(fc.nat(15), { minLength: 3, maxLength: 3 }), {
      minLength: 4,
      maxLength: 4,
    });
    fc.assert(
      fc.property(given(150), shifts, (product, places) => {
        const aligned = multiplied(native, product, [0, 0, 0]);
        for (const place of places) expect(multiplied(native, product, place)).toEqual(aligned);
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  test('is not used below the size it is used from', () => {
    const product = some([8, 8, 8], 'float32');
    const from512 = new Arena({ product: { ...always, fromMultiplyAdds: 512 } });
    const from513 = new Arena({ product: { ...always, fromMultiplyAdds: 513 } });
    expect(multiplied(from512, product)).toEqual(multiplied(native, product));
    expect(multiplied(from513, product)).toEqual(multiplied(builtin, product));
    expect(multiplied(from512, product)).not.toEqual(multiplied(from513, product));
  });

  test.each([
    [3, 4, 0],
    [0, 4, 2],
    [3, 0, 2],
  ] as const)('of nothing is what the built-in product of [%i, %i, %i] is', (...shape) => {
    for (const accumulate of [0, 1] as const) {
      const product = { ...some(shape, 'float64'), accumulate };
      expect(multiplied(native, product)).toEqual(multiplied(builtin, product));
    }
  });

  test('does not read what it overwrites, and hands on what is no number', () => {
    const product = some([3, 3, 3], 'float32');
    const unread = multiplied(native, { ...product, accumulate: 0, c: Array(9).fill(Number.NaN) });
    expect(unread).toEqual(multiplied(native, { ...product, accumulate: 0 }));
    const a = [Number.NaN, 0, 0, Number.POSITIVE_INFINITY, 1, 1, 0, 0, 0];
    const b = [1, 0, 1, 1, 1, 1, 1, 1, 1];
    expect(multiplied(native, { ...product, accumulate: 0, a, b })).toEqual(
      multiplied(builtin, { ...product, accumulate: 0, a, b }),
    );
  });

  test('finds its operands where the memory has grown', () => {
    const arena = new Arena({ product: always });
    const product = some([16, 24, 32], 'float64');
    const before = multiplied(arena, product);
    const { buffer } = arena.memory.view('uint8', 0, 1);
    const large = arena.allocate(2 ** 27, 'outside');
    expect(arena.memory.view('uint8', 0, 1).buffer).not.toBe(buffer);
    expect(multiplied(arena, product)).toEqual(before);
    arena.release(large, 'outside');
  });

  test('is refused where it is wrong, or changes with places', () => {
    expect(objection(blas)).toBeUndefined();
    const overwriting = altered(
      blas,
      (gemm) => (m, n, k, a, tA, b, tB, c) => gemm(m, n, k, a, tA, b, tB, c, 0),
    );
    expect(objection(overwriting)).toBe('its products are wrong');
    const twice = altered(blas, (gemm) => (m, n, k, a, tA, b, tB, c, accumulate) => {
      gemm(m, n, k, a, tA, b, tB, c, accumulate);
      if (a % 32 !== 0) gemm(m, n, k, a, tA, b, tB, c, 1);
    });
    expect(objection(twice)).toBe('its products change with the places of their operands');
  });

  test.each(Object.entries(programs))(
    'gives every strategy the bits of store-all, compiled or not: %s',
    (_name, program) => {
      const before = useArena(native);
      try {
        for (const dtype of ['float32', 'float64'] as const) {
          const numbers = (strategy: keyof typeof strategies, compile: boolean): number[] =>
            tidy(() => {
              const { parameters, loss } = program({ steps: 7, dtype });
              const tape = new Tape({ strategy: strategies[strategy].usual(7), compile, seed: 'bits' });
              const { value, gradient } = tape.gradient(loss, parameters as never);
              return [value.item(), ...numbersOf(gradient)];
            });
          const expected = numbers('storeAll', false);
          for (const name of Object.keys(strategies) as (keyof typeof strategies)[]) {
            expect([name, numbers(name, true)]).toEqual([name, expected]);
            expect([name, numbers(name, false)]).toEqual([name, expected]);
          }
        }
      } finally {
        useArena(before);
      }
    },
  );
}

function absent(missing: string): string {
  return (
    `arena: product is 'native', and ${missing}. It needs koffi (npm install koffi) and a BLAS: OpenBLAS (Debian: ` +
    "apt-get install libopenblas0; macOS has Accelerate) or MKL. Or take 'auto', which does without"
  );
}

function given(longest: number): fc.Arbitrary<Given> {
  const length = fc.integer({ min: 1, max: longest });
  const bit = fc.constantFrom(0 as const, 1 as const);
  return fc
    .record({
      shape: fc.tuple(length, length, length),
      dtype: fc.constantFrom('float32' as const, 'float64' as const),
      variant: fc.record({ transposeA: bit, transposeB: bit, accumulate: bit }),
      seed: fc.nat(),
    })
    .map(({ shape, dtype, variant, seed }) => ({ ...some(shape, dtype, seed), ...variant }));
}

/** A product of numbers between -1 and 1 that both dtypes hold exactly. */
function some(shape: readonly [number, number, number], dtype: FloatType, seed = 1): Given {
  const [m, n, k] = shape;
  const numbers = (count: number, salt: number): number[] =>
    Array.from({ length: count }, (_, place) => Math.fround(Math.sin(seed + salt + 1.7 * place)));
  const operands = { a: numbers(m * k, 1), b: numbers(k * n, 2), c: numbers(m * n, 3) };
  return { dtype, shape, transposeA: 0, transposeB: 0, accumulate: 1, ...operands };
}

/** C, with the operands so many elements behind multiples of 64 bytes. */
function multiplied(arena: Arena, product: Given, shifts: readonly number[] = [0, 0, 0]): number[] {
  const { dtype, shape, transposeA, transposeB, accumulate } = product;
  const [m, n, k] = shape;
  const bytes = dtype === 'float32' ? 4 : 8;
  const operands = [product.a, product.b, product.c].map((numbers, place) => {
    const block = arena.allocate((numbers.length + 16) * bytes, 'outside');
    const pointer = block.pointer + shifts[place]! * bytes;
    arena.memory.view(dtype, pointer, numbers.length).set(numbers);
    return { block, pointer };
  });
  const [a, b, c] = operands;
  const { gemm } = arena.memory.kernels[dtype];
  gemm(m, n, k, a!.pointer, transposeA, b!.pointer, transposeB, c!.pointer, accumulate);
  const result = [...arena.memory.view(dtype, c!.pointer, m * n)];
  for (const { block } of operands) arena.release(block, 'outside');
  return result;
}

function exact({ shape, transposeA, transposeB, accumulate, a, b, c }: Given) {
  const [m, n, k] = shape;
  const entries: number[] = [];
  const magnitudes: number[] = [];
  for (let place = 0; place < m * n; place += 1) {
    const [i, j] = [Math.floor(place / n), place % n];
    let [entry, magnitude] = accumulate ? [c[place]!, Math.abs(c[place]!)] : [0, 0];
    for (let p = 0; p < k; p += 1) {
      const term = a[transposeA ? p * m + i : i * k + p]! * b[transposeB ? j * k + p : p * n + j]!;
      entry += term;
      magnitude += Math.abs(term);
    }
    entries.push(entry);
    magnitudes.push(magnitude);
  }
  return { entries, magnitudes };
}

function altered(blas: Blas, change: (gemm: FloatKernels['gemm']) => FloatKernels['gemm']): Blas {
  const { float32, float64 } = blas.gemm;
  return { ...blas, gemm: { float32: change(float32), float64: change(float64) } };
}
