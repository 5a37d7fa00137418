import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Arena } from '../../src/array/arena.js';
import { tensor, zeros } from '../../src/array/create.js';
import type { FloatType } from '../../src/array/dtype.js';
import { ShapesOnly } from '../../src/array/memory.js';
import { productInto } from '../../src/array/product.js';
import { keyOf } from '../../src/array/random.js';
import { useArena } from '../../src/array/scope.js';
import {
  addProjected,
  addSampled,
  projected,
  type Sampling,
  sampled,
  unprojected,
  unsampled,
} from '../../src/array/sketches.js';
import type { Tensor } from '../../src/array/tensor.js';
import { tidy } from '../../src/array/tidy.js';
import { ShapeError } from '../../src/errors.js';
import { someNumbers } from '../support/kernelBench.js';

const key = keyOf('sketches');

interface Forms {
  readonly keep: (x: Tensor) => Tensor;
  readonly recall: (y: Tensor, width: number) => Tensor;
  readonly addProduct: (sum: Tensor, y: Tensor, g: Tensor) => void;
}

function bySample(sampling: Sampling): Forms {
  return {
    keep: (x) => sampled(x, sampling, key),
    recall: (y, width) => unsampled(y, width, sampling, key),
    addProduct: (sum, y, g) => addSampled(sum, y, g, sampling, key),
  };
}

function byProjection(kept: number): Forms {
  return {
    keep: (x) => projected(x, kept, key),
    recall: (y, width) => unprojected(y, width, key),
    addProduct: (sum, y, g) => addProjected(sum, y, g, key),
  };
}

const forms: readonly (readonly [string, (kept: number) => Forms])[] = [
  ['sample', (kept) => bySample({ kept, replace: false, perRow: false })],
  ['sample with replacement', (kept) => bySample({ kept, replace: true, perRow: false })],
  ['sample per row', (kept) => bySample({ kept, replace: false, perRow: true })],
  ['sample per row with replacement', (kept) => bySample({ kept, replace: true, perRow: true })],
  ['projection', byProjection],
];

describe.each(['wasm', 'reference'] as const)('with the %s kernels', (backend) => {
  const arena = new Arena({ backend });
  let before: Arena;
  beforeAll(() => {
    before = useArena(arena);
  });
  afterAll(() => {
    useArena(before);
    expect(arena.liveBytes).toBe(0);
  });

  describe.each(forms)('a %s', (_, form) => {
    test.each([
      [[7], 3],
      [[5, 7], 1],
      [[2, 3, 9], 4],
      [[0, 4], 2],
    ] as const)(
      'keeps the axes of %j but the last, of which it keeps %i, and gives them back',
      (shape, kept) => {
        tidy(() => {
          const width = shape.at(-1)!;
          const x = zeros(shape, { dtype: 'float64' });
          const { keep, recall } = form(kept);
          const y = keep(x);
          expect([y.shape, y.dtype]).toEqual([[...shape.slice(0, -1), kept], 'float64']);
          const back = recall(y, width);
          expect([back.shape, back.dtype]).toEqual([shape, 'float64']);
          expect(back.toArray().every((value) => value === 0)).toBe(true);
        });
      },
    );

    test.each(['float32', 'float64'] as const)('adds the product of the estimate itself, in %s', (dtype) => {
      for (const [m, d, n, kept] of [
        [1, 5, 3, 2],
        [6, 9, 17, 4],
        [13, 20, 4, 20],
      ] as const) {
        tidy(() => expectSameProduct(form(kept), { m, d, n, kept, dtype }));
      }
    });
  });

  test('rows of a tensor of any rank have samples of their own, in their order', () => {
    tidy(() => {
      const entries = new Float32Array(6 * 10).map((_, i) => i % 10);
      const sampling = { kept: 4, replace: false, perRow: true };
      const flat = sampled(tensor(entries, { shape: [6, 10] }), sampling, key);
      const deep = sampled(tensor(entries, { shape: [2, 3, 10] }), sampling, key);
      expect(deep.toArray()).toEqual(flat.toArray());
    });
  });

  test('nothing is left over but the result', () => {
    const x = tensor(someNumbers(60), { shape: [6, 10] });
    const held = arena.liveBytes;
    const y = projected(x, 4, key);
    const sum = zeros([10, 10]);
    const after = arena.liveBytes;
    addProjected(sum, y, x, key);
    expect(arena.liveBytes).toBe(after);
    for (const each of [y, sum]) each.dispose();
    expect(arena.liveBytes).toBe(held);
    x.dispose();
  });
});

test('the product with what is kept takes as much less work as there is less kept', () => {
  const [m, d, n, kept] = [150, 300, 300, 30];
  const dense = operationsOf((_, g, sum, whole) => productInto(sum, whole, g, { transposeA: true }));
  expect(dense).toBe(2 * m * d * n);
  const own = bySample({ kept, replace: false, perRow: true });
  const shared = bySample({ kept, replace: false, perRow: false });
  expect(operationsOf((y, g, sum) => own.addProduct(sum, y, g))).toBe(dense / 10);
  expect(operationsOf((y, g, sum) => shared.addProduct(sum, y, g))).toBe(dense / 10 + 2 * kept * n);
  const projection = byProjection(kept);
  expect(operationsOf((y, g, sum) => projection.addProduct(sum, y, g))).toBe(
    dense / 10 + 2 * d * kept * n + d * kept,
  );

  function operationsOf(work: (y: Tensor, g: Tensor, sum: Tensor, whole: Tensor) => void): number {
    const memory = new ShapesOnly();
    const before = useArena(new Arena({ memory }));
    try {
      tidy(() => work(zeros([m, kept]), zeros([m, n]), zeros([d, n]), zeros([m, d])));
      return memory.operations;
    } finally {
      useArena(before);
    }
  }
});

test('what does not fit is refused', () => {
  tidy(() => {
    const x = zeros([2, 3]);
    const sampling = (kept: number, replace = false): Sampling => ({ kept, replace, perRow: false });
    const tooMany =
      'sample: 4 of 3 entries are asked for; at least 1 is needed, and no more than there are without replacement';
    expect(() => sampled(x, sampling(4), key)).toThrow(new ShapeError(tooMany));
    expect(sampled(x, sampling(4, true), key).shape).toEqual([2, 4]);
    expect(() => unsampled(zeros([2, 4]), 3, sampling(4), key)).toThrow(new ShapeError(tooMany));
    expect(() => addSampled(x, zeros([5, 4]), zeros([5, 3]), sampling(4), key)).toThrow(
      new ShapeError(tooMany.replace('3 entries', '2 entries')),
    );
    expect(() => unsampled(x, 9, sampling(2), key)).toThrow(
      new ShapeError(`sample: the sample is ${x}; a last axis of 2 is needed`),
    );
    const scalar = zeros([]);
    expect(() => sampled(scalar, sampling(1), key)).toThrow(
      new ShapeError(`sample: the tensor is ${scalar}; an axis is needed`),
    );
    expect(() => projected(scalar, 1, key)).toThrow(
      new ShapeError(`project: the tensor is ${scalar}; an axis is needed`),
    );
    const [y, g] = [zeros([5, 2]), zeros([5, 4])];
    const message =
      `the sum is ${x}, what is kept ${y} and the cotangent ${g}; [d, n], [m, k] and [m, n] of one dtype ` +
      'are needed';
    expect(() => addSampled(x, y, g, sampling(2), key)).toThrow(new ShapeError(`sample: ${message}`));
    expect(() => addProjected(x, y, g, key)).toThrow(new ShapeError(`project: ${message}`));
    const labels = zeros([2, 3], { dtype: 'int32' });
    expect(() => sampled(labels, sampling(1), key)).toThrow(
      new ShapeError(`sample: the tensor is ${labels}; float32 or float64 is needed: cast(it, 'float32')`),
    );
  });
});

interface Lengths {
  readonly m: number;
  readonly d: number;
  readonly n: number;
  readonly kept: number;
  readonly dtype: FloatType;
}

/** That sum + (y Sᵀ)ᵀ g is the same by what is kept and by the estimate. */
function expectSameProduct({ keep, recall, addProduct }: Forms, { m, d, n, kept, dtype }: Lengths): void {
  const made = (rows: number, columns: number, seed: number): Tensor =>
    tensor(someNumbers(rows * columns, seed), { shape: [rows, columns], dtype });
  const [x, g] = [made(m, d, 1), made(m, n, 2)];
  const [got, wanted] = [made(d, n, 3), made(d, n, 3)];
  const y = keep(x);
  addProduct(got, y, g);
  productInto(wanted, recall(y, d), g, { transposeA: true });
  // Either way an entry is that of `sum` and m kept products of y, g and a factor of at most max(d / kept, 1), each of which
  // is rounded fewer than m kept + kept + 4 times on its way: that many units of the sum of all magnitudes.
  const unit = dtype === 'float32' ? 2 ** -24 : 2 ** -53;
  const steps = m * kept + kept + 4;
  const largest = Math.max(...y.toArray().map(Math.abs), 0) * Math.max(...g.toArray().map(Math.abs));
  const magnitude = 2 + m * kept * Math.max(d / kept, 1) * largest;
  const difference = Math.max(...got.toArray().map((value, i) => Math.abs(value - wanted.toArray()[i]!)));
  expect(difference).toBeLessThanOrEqual(2 * steps * unit * magnitude);
  expect(Math.max(...wanted.toArray().map(Math.abs))).toBeGreaterThan(1);
}
