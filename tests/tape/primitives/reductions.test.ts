import { describe, expect, test } from 'vitest';
import {
  add,
  full,
  logSoftmax,
  logSumExp,
  max,
  mean,
  ShapeError,
  softmax,
  sum,
  Tape,
  type Tensor,
  tensor,
  tidy,
  zeros,
} from '../../../src/tape/index.js';
import { derivativeError, pointOf, tolerance } from '../../support/gradients.js';
import { built, denseOf, read, reduced } from '../../support/naive.js';
import { any, disordered } from '../../support/samples.js';

const plain = {
  sum: (list: number[]) => list.reduce((a, b) => a + b, 0),
  mean: (list: number[]) => list.reduce((a, b) => a + b, 0) / list.length,
  max: (list: number[]) => Math.max(...list),
  logSumExp: (list: number[]) => Math.log(list.reduce((total, x) => total + Math.exp(x), 0)),
};
const reductions = { sum, mean, max, logSumExp };
const names = ['sum', 'mean', 'max', 'logSumExp'] as const;
const shape = [3, 4, 5];

// Reductions of at most 60 numbers below 2 round by less than 60 * 120 * 2^-53 < 1e-12 in any order.
const digits = 11;

describe.each(names)('%s', (name) => {
  const f = reductions[name];

  test.each([0, 1, 2])('reduces axis %i as lists do, and drops it unless told to keep it', (axis) => {
    tidy(() => {
      const x = numbers(shape);
      const wanted = reduced(plain[name], denseOf(x), axis);
      for (const given of [axis, axis - 3]) {
        const kept = f(x, { axis: given, keepAxis: true });
        const dropped = f(x, { axis: given });
        expect(kept.shape).toEqual(wanted.shape);
        expect(dropped.shape).toEqual(shape.toSpliced(axis, 1));
        expectClose(kept, wanted.entries);
        expectClose(dropped, wanted.entries);
      }
    });
  });

  test('reduces everything to a scalar, or to axes of length 1', () => {
    tidy(() => {
      const x = numbers(shape);
      const wanted = plain[name]([...x.toArray()]);
      expect(f(x).shape).toEqual([]);
      expect(f(x, { keepAxis: true }).shape).toEqual([1, 1, 1]);
      expectClose(f(x), [wanted]);
      expect(f(numbers([])).shape).toEqual([]);
    });
  });

  test.each([
    ['all', {}],
    ['all, kept', { keepAxis: true }],
    ['the first axis', { axis: 0 }],
    ['the last axis, kept', { axis: -1, keepAxis: true }],
  ])('is differentiated over %s', (_title, options) => {
    expect(derivativeError(pointOf(([x]) => f(x!, options), [any(2, 3, 4)]))).toBeLessThan(tolerance);
  });

  test('refuses an axis that is not there', () => {
    tidy(() => {
      const x = numbers([2, 3]);
      const needed = 'a whole number from -2 to 1 is needed';
      expect(() => f(x, { axis: 2 })).toThrow(new ShapeError(`${name}: axis is 2; ${needed}`));
      expect(() => f(x, { axis: -3 })).toThrow(new ShapeError(`${name}: axis is -3; ${needed}`));
      expect(() => f(x, { axis: 0.5 })).toThrow(new ShapeError(`${name}: axis is 0.5; ${needed}`));
    });
  });
});

test.each([1e5, 1e6, 1e7])('sums of %d float32 entries are right to a millionth along every axis', (n) => {
  const tenth = Math.fround(0.1);
  tidy(() => {
    const long = full([n], 0.1);
    expectRight(sum(long), n * tenth);
    expectRight(mean(long), tenth);
    expectRight(softmax(zeros([n])), 1 / n);
    expectRight(logSumExp(long), Math.fround(tenth + Math.log(n)));
  });
  tidy(() => {
    const columns = full([n / 2, 2], 0.1);
    expectRight(sum(columns, { axis: 0 }), (n / 2) * tenth);
    expectRight(mean(columns, { axis: 0 }), tenth);
    const loss = (b: Tensor): Tensor => mean(add(columns, b));
    expectRight(new Tape().gradient(loss, zeros([2])).gradient, 0.5);
  });
});

test.each(['max', 'logSumExp'] as const)('%s refuses whole numbers', (name) => {
  tidy(() => {
    expect(() => reductions[name](tensor([1, 2], { dtype: 'int32' }))).toThrow(
      new ShapeError(`${name}: the tensor is int32 [2]; float32 or float64 is needed: cast(it, 'float32')`),
    );
  });
});

test('whole numbers are added up exactly, or not at all', () => {
  tidy(() => {
    const x = tensor([2 ** 31 - 1, -5, 4], { dtype: 'int32' });
    expect(sum(x).item()).toBe(2 ** 31 - 2);
    expect(mean(tensor([1, 2], { dtype: 'int32' })).item()).toBe(1.5);
    expect(() => sum(tensor([2 ** 31 - 1, 1], { dtype: 'int32' }))).toThrow(
      new RangeError("sum: entry 0 of the sum of int32 [2] is beyond int32; sum cast(x, 'float64') instead"),
    );
  });
});

test('the sum of nothing is 0 and the largest of nothing is -Infinity', () => {
  tidy(() => {
    const x = numbers([2, 0]);
    expect([...sum(x, { axis: 1 }).toArray()]).toEqual([0, 0]);
    expect([...max(x, { axis: 1 }).toArray()]).toEqual([-Infinity, -Infinity]);
    expect(sum(x, { axis: 0 }).shape).toEqual([0]);
  });
});

test('entries that are the largest together share the cotangent equally', () => {
  tidy(() => {
    const { gradient } = new Tape().gradient((x: Tensor) => max(x), tensor([1, 3, 3, 2, 3, 3]));
    expect([...gradient.toArray()]).toEqual([0, 0.25, 0.25, 0, 0.25, 0.25]);
  });
});

test('logSumExp neither overflows nor underflows', () => {
  tidy(() => {
    // log(e^1000 + e^1000) = 1000 + log 2, in float32 to one rounding.
    expect(logSumExp(tensor([1000, 1000])).item()).toBe(Math.fround(1000 + Math.log(2)));
    expect(logSumExp(tensor([-1000, -1000])).item()).toBe(Math.fround(-1000 + Math.log(2)));
  });
});

describe.each([
  ['softmax', softmax, (x: number, total: number) => Math.exp(x) / total],
  ['logSoftmax', logSoftmax, (x: number, total: number) => x - Math.log(total)],
] as const)('%s', (_name, f, plainly) => {
  test.each([0, 1, 2, -1])('normalises axis %i', (axis) => {
    tidy(() => {
      const x = denseOf(numbers(shape));
      const totals = reduced((list) => plain.sum(list.map(Math.exp)), x, (axis + 3) % 3);
      const wanted = built(shape, (index) => plainly(read(x, index), read(totals, index)));
      expectClose(f(numbers(shape), axis), wanted.entries);
    });
  });

  test.each([0, 1, -1])('is differentiated along axis %i', (axis) => {
    expect(derivativeError(pointOf(([x]) => f(x!, axis), [any(2, 3, 4)]))).toBeLessThan(tolerance);
  });
});

test('softmax takes the last axis if none is given', () => {
  tidy(() => {
    expect(softmax(numbers(shape)).toArray()).toEqual(softmax(numbers(shape), 2).toArray());
  });
});

/** To a millionth, where a sum in order errs by a hundredth. */
function expectRight(found: Tensor, wanted: number): void {
  let largest = 0;
  for (const value of found.toArray()) largest = Math.max(largest, Math.abs(value / wanted - 1));
  expect(largest).toBeLessThan(1e-6);
}

function numbers(shape: readonly number[]): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(disordered(size), { shape, dtype: 'float64' });
}

function expectClose(found: Tensor, wanted: readonly number[]): void {
  expect(found.size).toBe(wanted.length);
  found.toArray().forEach((value, place) => {
    expect(value).toBeCloseTo(wanted[place]!, digits);
  });
}
