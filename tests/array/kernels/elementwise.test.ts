import { describe, expect, test } from 'vitest';
import { type MapName, mapNames, type ZipName, zipNames } from '../../../src/array/kernels.js';
import {
  dtypes,
  type FloatDType,
  type KernelBench,
  oddNumbers,
  onBoth,
  someNumbers,
} from '../../support/kernelBench.js';
import { ulps32, ulps64 } from '../../support/ulp.js';

// How many floats apart the results of the two backends may be where both take functions that cannot be rounded
// correctly: the error of ours (ulp.test.ts) and that of Math's, each rounded. All others have the same bits.
const apart: Partial<Record<MapName | ZipName, number>> = {
  exp: 2,
  log: 2,
  sin: 2,
  cos: 2,
  tanh: 3,
  sigmoid: 3,
  softplus: 3,
  power: 2,
};

function expectClose(dtype: FloatDType, name: MapName | ZipName, [got, wanted]: [number[], number[]]): void {
  const ulps = dtype === 'float32' ? ulps32 : ulps64;
  const limit = apart[name] ?? 0;
  const values = got.map((value, i) => (ulps(value, wanted[i]!) <= limit ? wanted[i] : value));
  if (limit === 0) expect(got).toEqual(wanted);
  else expect(values).toEqual(wanted);
}

describe.each(dtypes)('%s', (dtype) => {
  test.each(mapNames)('%s of every kind of number is what the reference says', (name) => {
    const x = [...oddNumbers, ...someNumbers(999)];
    expectClose(
      dtype,
      name,
      onBoth(dtype, (bench) => mapped(bench, name, x)),
    );
  });

  test.each(mapNames)('%s may overwrite what it reads, whatever the length', (name) => {
    for (let n = 0; n < 20; n++) {
      const x = someNumbers(n, n + 1);
      expectClose(
        dtype,
        name,
        onBoth(dtype, (bench) => mappedInPlace(bench, name, x)),
      );
    }
  });

  test.each(mapNames)('%s of a number does not depend on its place', (name) => {
    const x = [...oddNumbers, ...someNumbers(20)];
    const [{ together, alone }] = onBoth(dtype, (bench) => ({
      together: mapped(bench, name, x).slice(0, x.length),
      alone: x.map((value) => mapped(bench, name, [value])[0]),
    }));
    expect(alone).toEqual(together);
  });

  test.each(zipNames)('%s of every pair is what the reference says', (name) => {
    const a = oddNumbers.flatMap((value) => oddNumbers.map(() => value));
    const b = oddNumbers.flatMap(() => oddNumbers);
    expectClose(
      dtype,
      name,
      onBoth(dtype, (bench) => zipped(bench, name, a, b)),
    );
  });

  test.each(zipNames)('%s may overwrite either operand, whatever the length', (name) => {
    for (let n = 0; n < 20; n++) {
      for (const over of [0, 1] as const) {
        expectClose(
          dtype,
          name,
          onBoth(dtype, (bench) => zippedInPlace(bench, name, over, n)),
        );
      }
    }
  });

  test.each(zipNames)('%s broadcasts by strides of every kind', (name) => {
    for (const [shape, a, b] of broadcasts) {
      const run = (bench: KernelBench): number[] => zippedBy(bench, name, shape, a, b);
      expectClose(dtype, name, onBoth(dtype, run));
    }
  });

  test('the largest and the least of a NaN and a number are NaN, and relu keeps a NaN', () => {
    const [found] = onBoth(dtype, (bench) => [
      zipped(bench, 'maximum', [NaN, 1], [1, NaN]).slice(0, 2),
      zipped(bench, 'minimum', [NaN, 1], [1, NaN]).slice(0, 2),
      mapped(bench, 'relu', [NaN]).slice(0, 1),
    ]);
    expect(found.flat()).toEqual([NaN, NaN, NaN, NaN, NaN]);
  });
});

type Four = readonly [number, number, number, number];

const broadcasts: readonly (readonly [Four, Four, Four])[] = [
  [
    [1, 1, 1, 0],
    [0, 0, 0, 1],
    [0, 0, 0, 1],
  ],
  [
    [1, 1, 1, 13],
    [0, 0, 0, 1],
    [0, 0, 0, 0],
  ],
  [
    [1, 1, 1, 13],
    [0, 0, 0, 0],
    [0, 0, 0, 1],
  ],
  [
    [1, 1, 1, 13],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ],
  [
    [1, 1, 1, 13],
    [0, 0, 0, 3],
    [0, 0, 0, 1],
  ],
  [
    [2, 3, 4, 5],
    [60, 20, 5, 1],
    [60, 20, 5, 1],
  ],
  [
    [2, 3, 4, 5],
    [60, 20, 5, 1],
    [0, 0, 0, 1],
  ],
  [
    [2, 3, 4, 5],
    [0, 5, 0, 1],
    [12, 4, 1, 0],
  ],
  [
    [2, 3, 4, 5],
    [1, 2, 6, 24],
    [20, 0, 5, 1],
  ],
];

function mapped(bench: KernelBench, name: MapName, values: readonly number[]): number[] {
  const x = bench.put(values);
  const y = bench.room(values.length);
  bench.kernels[name](values.length, x, y);
  return bench.read(y, values.length);
}

function mappedInPlace(bench: KernelBench, name: MapName, values: readonly number[]): number[] {
  const x = bench.put(values);
  bench.kernels[name](values.length, x, x);
  return bench.read(x, values.length);
}

function zipped(
  bench: KernelBench,
  name: ZipName,
  left: readonly number[],
  right: readonly number[],
): number[] {
  const [a, b, y] = [bench.put(left), bench.put(right), bench.room(left.length)];
  bench.kernels[name](1, 1, 1, left.length, a, 0, 0, 0, 1, b, 0, 0, 0, 1, y);
  return bench.read(y, left.length);
}

function zippedInPlace(bench: KernelBench, name: ZipName, over: 0 | 1, n: number): number[] {
  const [a, b] = [bench.put(someNumbers(n, n)), bench.put(someNumbers(n, n + 77))];
  const y = over === 0 ? a : b;
  bench.kernels[name](1, 1, 1, n, a, 0, 0, 0, 1, b, 0, 0, 0, 1, y);
  return bench.read(y, n);
}

function zippedBy(bench: KernelBench, name: ZipName, shape: Four, aStrides: Four, bStrides: Four): number[] {
  const count = shape.reduce((product, extent) => product * extent);
  const [a, b, y] = [bench.put(someNumbers(200, 5)), bench.put(someNumbers(200, 6)), bench.room(count)];
  bench.kernels[name](...shape, a, ...aStrides, b, ...bStrides, y);
  return bench.read(y, count);
}
