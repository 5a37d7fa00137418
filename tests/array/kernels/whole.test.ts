import { describe, expect, test } from 'vitest';
import { relationNames } from '../../../src/array/kernels.js';
import { type KernelBench, oddNumbers, onBoth, someNumbers } from '../../support/kernelBench.js';

/** Types by their numbers, as rooms of float32 or float64 hold them. */
const types = [
  { name: 'float32', number: 0, room: 'float32', bytes: 4 },
  { name: 'float64', number: 1, room: 'float64', bytes: 8 },
  { name: 'int32', number: 2, room: 'float32', bytes: 4 },
  { name: 'uint8', number: 3, room: 'float32', bytes: 1 },
] as const;
type Type = (typeof types)[number];

const strides: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 0],
  [0, 1],
  [0, 0],
  [2, 1],
];

describe.each(types)('of $name', (type) => {
  test.each(relationNames)('%s has the reference bytes for every length and stride', (name) => {
    const relation = relationNames.indexOf(name);
    for (const length of [0, 1, 15, 16, 17, 40]) {
      for (const [aStep, bStep] of strides) {
        const [got, wanted] = onBoth(type.room, (bench) => {
          const [a, b, y] = [put(bench, type, 1), put(bench, type, 4), bench.room(300)];
          const [left, right] = [[0, 3, 1, aStep] as const, [5, 0, 2, bStep] as const];
          bench.bytes.compare(relation, type.number, 2, 1, 3, length, a, ...left, b, ...right, y);
          return bench.readBytes(y, 6 * length + 8);
        });
        expect(got).toEqual(wanted);
      }
    }
  });

  test.each(types)('cast to $name has the reference bytes, from odd numbers too', (to) => {
    const room = type.bytes === 8 || to.bytes === 8 ? 'float64' : 'float32';
    const [got, wanted] = onBoth(room, (bench) => {
      const [x, y] = [put(bench, type, 3), bench.room(100)];
      bench.bytes.cast(type.number, to.number, 80, x, y);
      return bench.readBytes(y, 81 * to.bytes);
    });
    expect(got).toEqual(wanted);
  });
});

describe.each([1, 4, 8])('of %i bytes', (width) => {
  test('select takes from one array or the other, for every length', () => {
    for (let n = 0; n < 30; n++) {
      const [got, wanted] = onBoth('float64', (bench) => {
        const condition = putBytes(bench, [0, 1, 255, 0, 0, 2, 1], 40);
        const [a, b, y] = [bench.put(someNumbers(40, 1)), bench.put(someNumbers(40, 2)), bench.room(40)];
        bench.bytes.select(width, n, condition, a, b, y);
        return bench.readBytes(y, 40 * 8);
      });
      expect(got).toEqual(wanted);
    }
  });

  test('stridedBytes transposes and repeats', () => {
    const [got, wanted] = onBoth('float64', (bench) => {
      const [x, y] = [bench.put(someNumbers(200)), bench.room(400)];
      bench.bytes.stridedBytes(width, 2, 3, 5, 7, x, 1, 0, 4, 21, y);
      bench.bytes.stridedBytes(width, 1, 1, 19, 8, x, 0, 0, 8, 1, y + 210 * width);
      return bench.readBytes(y, 400 * width);
    });
    expect(got).toEqual(wanted);
  });
});

test.each([1, 4])('sums of whole numbers of %i bytes have the reference bytes for every shape', (width) => {
  for (const [outer, middle, inner] of [
    [1, 0, 1],
    [3, 15, 1],
    [2, 100, 1],
    [2, 9, 21],
    [1, 70, 2],
    [0, 3, 2],
  ] as const) {
    const [got, wanted] = onBoth('float32', (bench) => {
      const [x, y] = [bench.put(someNumbers(400, 5)), bench.room(50)];
      bench.bytes.sumWhole(width, outer, middle, inner, x, y);
      const beyond = bench.bytes.firstBeyond(width, outer, middle, inner, x);
      return [beyond, ...bench.readBytes(y, 200)];
    });
    expect(got).toEqual(wanted);
  }
});

test('firstBeyond finds the first sum that int32 does not hold', () => {
  const [got, wanted] = onBoth('float32', (bench) => {
    const most = 2 ** 31 - 1;
    const x = bench.putInt32([most, 1, -1, most, 1, 0, -most, -1, -1]);
    const rows = (first: number, length: number): number =>
      bench.bytes.firstBeyond(4, 1, length, 1, x + 4 * first);
    return [rows(0, 3), rows(3, 2), rows(6, 2), rows(6, 3), bench.bytes.firstBeyond(4, 3, 3, 1, x)];
  });
  expect(got).toEqual([-1, 0, -1, 0, 1]);
  expect(got).toEqual(wanted);
});

/** Entries of a type, some equal at the same places and among them odd numbers. */
function put(bench: KernelBench, { number }: Type, seed: number): number {
  if (number < 2) return bench.put([...oddNumbers, ...someNumbers(200, seed).map((x) => Math.round(x))]);
  const whole = someNumbers(240, seed).map((x) => Math.round(x * 3));
  return number === 2
    ? bench.putInt32([2 ** 31 - 1, -(2 ** 31), 0, 300, ...whole])
    : putBytes(bench, whole, 240);
}

function putBytes(bench: KernelBench, values: readonly number[], count: number): number {
  const pointer = bench.room(count);
  const bytes = new Uint8Array(bench.memory.buffer);
  for (let i = 0; i < count; i++) bytes[pointer + i] = values[i % values.length]!;
  return pointer;
}
