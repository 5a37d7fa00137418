import { describe, expect, test } from 'vitest';
import { matmul, ShapeError, type Tensor, tensor, tidy } from '../../../src/tape/index.js';
import { derivativeError, pointOf, tolerance } from '../../support/gradients.js';
import { built, type Dense, denseOf, read } from '../../support/naive.js';
import { any, disordered } from '../../support/samples.js';

const transpositions = [false, true].flatMap((transposeA) =>
  [false, true].map((transposeB) => ({ transposeA, transposeB })),
);

describe.each(transpositions)('matmul with %j', (options) => {
  const [m, k, n] = [3, 7, 5];
  const ofA = options.transposeA ? [k, m] : [m, k];
  const ofB = options.transposeB ? [n, k] : [k, n];

  test.each(['float32', 'float64'] as const)('adds the products in order, in %s', (dtype) => {
    tidy(() => {
      const [a, b] = [numbers(ofA, dtype), numbers(ofB, dtype)];
      const round = dtype === 'float32' ? Math.fround : (x: number): number => x;
      expect(denseOf(matmul(a, b, options))).toEqual(plainProduct(denseOf(a), denseOf(b), options, round));
    });
  });

  test('is differentiated', () => {
    const f = ([a, b]: readonly Tensor[]): Tensor => matmul(a!, b!, options);
    expect(derivativeError(pointOf(f, [any(...ofA), any(...ofB)]))).toBeLessThan(tolerance);
  });
});

describe('matmul of rows of higher rank', () => {
  test.each([false, true])('multiplies every row; transposeB is %s', (transposeB) => {
    tidy(() => {
      const [a, b] = [numbers([2, 3, 4], 'float64'), numbers(transposeB ? [5, 4] : [4, 5], 'float64')];
      const y = matmul(a, b, { transposeB });
      const rows = { shape: [6, 4], entries: denseOf(a).entries };
      expect(y.shape).toEqual([2, 3, 5]);
      expect(denseOf(y).entries).toEqual(
        plainProduct(rows, denseOf(b), { transposeA: false, transposeB }, (x) => x).entries,
      );
    });
  });

  test.each([false, true])('is differentiated; transposeB is %s', (transposeB) => {
    const f = ([a, b]: readonly Tensor[]): Tensor => matmul(a!, b!, { transposeB });
    const samples = [any(2, 3, 4), transposeB ? any(5, 4) : any(4, 5)];
    expect(derivativeError(pointOf(f, samples))).toBeLessThan(tolerance);
  });

  test('works where there is nothing to add or nowhere to put it', () => {
    tidy(() => {
      const y = matmul(numbers([2, 3, 0], 'float32'), numbers([0, 2], 'float32'));
      expect(denseOf(y)).toEqual({ shape: [2, 3, 2], entries: Array(12).fill(0) });
      expect(matmul(numbers([0, 3, 4], 'float32'), numbers([4, 2], 'float32')).shape).toEqual([0, 3, 2]);
    });
  });
});

test('a matrix times itself gets both cotangents', () => {
  expect(derivativeError(pointOf(([a]) => matmul(a!, a!), [any(3, 3)]))).toBeLessThan(tolerance);
  const gram = ([a]: readonly Tensor[]): Tensor => matmul(a!, a!, { transposeA: true });
  expect(derivativeError(pointOf(gram, [any(4, 3)]))).toBeLessThan(tolerance);
});

describe('matmul refuses', () => {
  const twoMatrices =
    'two matrices of the same dtype are needed, or rows [..., k] and a matrix [k, n]. Use reshape for a vector';

  test.each([
    [[2, 3], [4, 5], {}, "a's columns (3) must equal b's rows (4)"],
    [[2, 3], [4, 5], { transposeA: true }, "a's rows (2) must equal b's rows (4)"],
    [[2, 3], [4, 5], { transposeB: true }, "a's columns (3) must equal b's columns (5)"],
  ])('%j times %j with %j', (ofA, ofB, options, reason) => {
    tidy(() => {
      const message = `matmul: a is [${ofA.join(', ')}] and b is [${ofB.join(', ')}]; ${reason}`;
      expect(() => matmul(numbers(ofA), numbers(ofB), options)).toThrow(new ShapeError(message));
    });
  });

  test('vectors, other ranks and two dtypes', () => {
    tidy(() => {
      const refusal = (a: string, b: string): ShapeError =>
        new ShapeError(`matmul: a is ${a} and b is ${b}; ${twoMatrices}`);
      const matrix = numbers([3, 3]);
      expect(() => matmul(numbers([3]), matrix)).toThrow(refusal('float32 [3]', 'float32 [3, 3]'));
      expect(() => matmul(matrix, numbers([3]))).toThrow(refusal('float32 [3, 3]', 'float32 [3]'));
      expect(() => matmul(matrix, numbers([3, 3], 'float64'))).toThrow(
        refusal('float32 [3, 3]', 'float64 [3, 3]'),
      );
    });
  });

  test('whole numbers', () => {
    tidy(() => {
      const x = tensor([[1]], { dtype: 'int32' });
      expect(() => matmul(x, x)).toThrow(
        new ShapeError(
          "matmul: the tensor is int32 [1, 1]; float32 or float64 is needed: cast(it, 'float32')",
        ),
      );
    });
  });
});

function plainProduct(
  a: Dense,
  b: Dense,
  { transposeA, transposeB }: { transposeA: boolean; transposeB: boolean },
  round: (x: number) => number,
): Dense {
  const [rows, inner] = transposeA ? a.shape.toReversed() : a.shape;
  const columns = b.shape[transposeB ? 0 : 1];
  return built([rows!, columns!], ([i, j]) => {
    let total = 0;
    for (let place = 0; place < inner!; place += 1) {
      const left = read(a, transposeA ? [place, i!] : [i!, place]);
      const right = read(b, transposeB ? [j!, place] : [place, j!]);
      total = round(total + round(left * right));
    }
    return total;
  });
}

function numbers(shape: readonly number[], dtype: 'float32' | 'float64' = 'float32'): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(disordered(size), { shape, dtype });
}
