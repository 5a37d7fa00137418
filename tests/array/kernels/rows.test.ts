import { describe, expect, test } from 'vitest';
import { dtypes, oddNumbers, onBoth, someNumbers } from '../../support/kernelBench.js';

describe.each(dtypes)('%s', (dtype) => {
  test('positiveBits packs what is above 0 and maskBits unpacks it, for every length', () => {
    for (let n = 0; n <= oddNumbers.length; n++) {
      const [got, wanted] = onBoth(dtype, (bench) => {
        const [bits, y] = [bench.room(8), bench.room(n)];
        bench.kernels.positiveBits(n, bench.put(oddNumbers), bits);
        bench.kernels.maskBits(n, bench.put(oddNumbers), bits, y);
        return [...bench.readBytes(bits, 16), ...bench.read(y, n)];
      });
      expect(got).toEqual(wanted);
    }
  });

  test('positiveBits leaves NaN, 0 and the bits beyond the end at 0', () => {
    const [byte] = onBoth(dtype, (bench) => {
      const bits = bench.room(1);
      bench.kernels.positiveBits(6, bench.put([NaN, 0, -0, 1e-45, -1, Infinity, 1, 1]), bits);
      return bench.readBytes(bits, 1);
    });
    expect(byte).toEqual([0b101000]);
  });

  test('strided transposes, slices, broadcasts and turns round', () => {
    const [got, wanted] = onBoth(dtype, (bench) => {
      const x = bench.put(someNumbers(2000));
      const last = x + 1999 * (dtype === 'float32' ? 4 : 8);
      const y = bench.room(6000);
      const runs = [
        () => bench.kernels.strided(1, 1, 37, 41, x, 0, 0, 1, 37, y),
        () => bench.kernels.strided(2, 3, 5, 7, x, 105, 35, 1, 5, y),
        () => bench.kernels.strided(2, 3, 5, 7, x, 500, 100, 10, 1, y),
        () => bench.kernels.strided(1, 2, 3, 90, x, 0, 0, 90, 1, y),
        () => bench.kernels.strided(1, 1, 3, 13, x, 0, 0, 1, 0, y),
        () => bench.kernels.strided(1, 1, 4, 100, last, 0, 0, -100, -1, y),
        () => bench.kernels.strided(1, 1, 0, 5, x, 0, 0, 5, 1, y),
      ];
      return runs.map((run) => {
        run();
        return bench.read(y, 1600);
      });
    });
    expect(got).toEqual(wanted);
  });

  test('addRows adds a block into a larger array', () => {
    for (let width = 0; width < 12; width++) {
      const [got, wanted] = onBoth(dtype, (bench) => {
        const y = bench.put(someNumbers(100, 2));
        bench.kernels.addRows(4, width, bench.put(someNumbers(100)), 15, y, 20);
        return bench.read(y, 100);
      });
      expect(got).toEqual(wanted);
    }
  });

  test('scatterAddRows adds rows that meet in the order in which they come', () => {
    const [got, wanted] = onBoth(dtype, (bench) => {
      const y = bench.put(someNumbers(5 * 7, 2));
      bench.kernels.scatterAddRows(6, 7, bench.put(someNumbers(42)), bench.putInt32([4, 0, 4, 4, 2, 0]), y);
      return bench.read(y, 35);
    });
    expect(got).toEqual(wanted);
  });

  test('copyRows copies any number of bytes between any strides', () => {
    for (const width of [0, 1, 3, 4, 8, 16, 23, 64, 65, 100]) {
      const [got, wanted] = onBoth(dtype, (bench) => {
        const [x, y, dense] = [bench.put(someNumbers(400)), bench.room(400), bench.room(400)];
        bench.bytes.copyRows(7, width, x, 104, y, 112);
        bench.bytes.copyRows(7, width, x, width, dense, width);
        return [...bench.readBytes(y, 1000), ...bench.readBytes(dense, 800)];
      });
      expect(got).toEqual(wanted);
    }
  });

  test('gatherRows takes the rows that the indices name', () => {
    const [got, wanted] = onBoth(dtype, (bench) => {
      const y = bench.room(40);
      bench.bytes.gatherRows(4, 40, bench.put(someNumbers(100)), bench.putInt32([3, 0, 3, 9]), y);
      return bench.read(y, 40);
    });
    expect(got).toEqual(wanted);
  });
});

test('firstOutside finds the first index that is negative or too large', () => {
  const find = (indices: number[]): [number, number] =>
    onBoth('float32', (bench) => bench.bytes.firstOutside(indices.length, bench.putInt32(indices), 10));
  expect(find([0, 9, 5])).toEqual([-1, -1]);
  expect(find([])).toEqual([-1, -1]);
  expect(find([0, 10, -1])).toEqual([1, 1]);
  expect(find([0, 9, -1, 10])).toEqual([2, 2]);
});
