import { describe, expect, test } from 'vitest';
import { Arena } from '../../src/array/arena.js';
import { ShapeError } from '../../src/errors.js';
import {
  eye,
  full,
  keyOf,
  normal,
  ones,
  tensor,
  tidy,
  uniform,
  useArena,
  zeros,
} from '../../src/tape/index.js';
import { denseOf } from '../support/naive.js';

describe('tensor', () => {
  test('takes its shape from nested lists', () => {
    tidy(() => {
      expect(tensor(5).shape).toEqual([]);
      expect(tensor([]).shape).toEqual([0]);
      expect(
        denseOf(
          tensor([
            [[1], [2]],
            [[3], [4]],
            [[5], [6]],
          ]),
        ),
      ).toEqual({
        shape: [3, 2, 1],
        entries: [1, 2, 3, 4, 5, 6],
      });
      expect(tensor([[], []]).shape).toEqual([2, 0]);
    });
  });

  test('keeps the type of a typed array and makes float32 of numbers, unless told otherwise', () => {
    tidy(() => {
      expect(String(tensor([1, 2]))).toBe('float32 [2]');
      expect(String(tensor(Float64Array.of(1, 2)))).toBe('float64 [2]');
      expect(String(tensor(Uint8Array.of(1, 2)))).toBe('uint8 [2]');
      expect(tensor([0.1]).toArray()).toEqual(Float32Array.of(0.1));
      expect(tensor(Int32Array.of(1, 2), { dtype: 'float64' }).toArray()).toEqual(Float64Array.of(1, 2));
    });
  });

  test.each([
    [Int8Array.of(-1, 2), 'int32'],
    [Int16Array.of(-300, 2), 'int32'],
    [Uint16Array.of(65_535, 2), 'int32'],
    [Uint32Array.of(70_000, 2), 'int32'],
    [Uint8ClampedArray.of(255, 2), 'uint8'],
  ] as const)('takes %o as %s, since that holds all of it', (values, dtype) => {
    tidy(() => {
      const x = tensor(values);
      expect(String(x)).toBe(`${dtype} [2]`);
      expect([...x.toArray()]).toEqual([...values]);
    });
  });

  test('refuses whole numbers that no dtype holds', () => {
    expect(() => tensor(Uint32Array.of(1, 2 ** 31))).toThrow(
      new ShapeError(
        'tensor: entry 1 is 2147483648; int32 needs whole numbers from -2147483648 to 2147483647',
      ),
    );
    expect(tidy(() => tensor(Uint32Array.of(2 ** 31), { dtype: 'float64' }).item())).toBe(2 ** 31);
    const wrong = [BigInt64Array.of(1n), [1n, 2n], new DataView(new ArrayBuffer(4))].map((values) =>
      messageOf(() => tensor(values as never)),
    );
    const needed = 'numbers, nested lists or a typed array of numbers are needed';
    expect(wrong).toEqual([
      `tensor: a BigInt64Array was given; ${needed}. Make numbers of them: Float64Array.from(values, Number)`,
      `tensor: 1n was given; ${needed}`,
      `tensor: a DataView was given; ${needed}`,
    ]);
  });

  test('names the dtypes that there are', () => {
    const all = "'float32', 'float64', 'int32' or 'uint8' is needed";
    const floats = "'float32' or 'float64' is needed";
    const key = keyOf('dtypes');
    const wrong = (dtype: string) => ({ dtype, key }) as never;
    expect(messageOf(() => tensor([1], { dtype: 'float16' } as never))).toBe(
      `tensor: dtype is 'float16'; ${all}`,
    );
    expect(messageOf(() => zeros([1], { dtype: 'bool' } as never))).toBe(`zeros: dtype is 'bool'; ${all}`);
    expect(messageOf(() => ones([1], { dtype: 7 } as never))).toBe(`ones: dtype is 7; ${all}`);
    expect(messageOf(() => full([1], 1, { dtype: 'int64' } as never))).toBe(`full: dtype is 'int64'; ${all}`);
    expect(messageOf(() => eye(1, { dtype: 'int32' } as never))).toBe(`eye: dtype is 'int32'; ${floats}`);
    expect(messageOf(() => uniform([1], wrong('int32')))).toBe(`uniform: dtype is 'int32'; ${floats}`);
    expect(messageOf(() => normal([1], wrong('f32')))).toBe(`normal: dtype is 'f32'; ${floats}`);
  });

  test('gives a flat list or a typed array the shape it is told', () => {
    tidy(() => {
      expect(tensor(new Float64Array(6), { shape: [2, 3] }).shape).toEqual([2, 3]);
      expect(tensor([1, 2, 3, 4], { shape: [2, 2] }).shape).toEqual([2, 2]);
    });
  });

  test('copies: what is written to the list or to the shape afterwards does not show', () => {
    tidy(() => {
      const [values, shape] = [Float32Array.of(1, 2), [2]];
      const x = tensor(values, { shape });
      values[0] = 9;
      shape[0] = 9;
      x.toArray()[1] = 9;
      expect(denseOf(x)).toEqual({ shape: [2], entries: [1, 2] });
    });
  });

  test.each([
    [[[1, 2], [3]], {}, 'list 0 is [2] and list 1 is [1]; nested lists need equal lengths'],
    [[[1], 2], {}, 'list 0 is [1] and list 1 is []; nested lists need equal lengths'],
    [[1, 2, 3], { shape: [2, 2] }, 'shape [2,2] needs 4 entries and 3 were given'],
    [[1, 2], { shape: [-2] }, 'shape [-2] has -2; whole numbers of at least 0 are needed'],
    [[1, 2], { shape: [1.5] }, 'shape [1.5] has 1.5; whole numbers of at least 0 are needed'],
    [
      [1, 0.5],
      { dtype: 'int32' },
      'entry 1 is 0.5; int32 needs whole numbers from -2147483648 to 2147483647',
    ],
    [
      [2 ** 31],
      { dtype: 'int32' },
      'entry 0 is 2147483648; int32 needs whole numbers from -2147483648 to 2147483647',
    ],
    [[255, 256], { dtype: 'uint8' }, 'entry 1 is 256; uint8 needs whole numbers from 0 to 255'],
    [[NaN], { dtype: 'uint8' }, 'entry 0 is NaN; uint8 needs whole numbers from 0 to 255'],
  ] as const)('refuses %j with %j', (values, options, message) => {
    expect(() => tensor(values, options)).toThrow(new ShapeError(`tensor: ${message}`));
  });

  test('refuses what is no number', () => {
    const wrong = JSON.parse('[["1"], [2]]');
    expect(() => tensor(wrong)).toThrow(
      new ShapeError("tensor: '1' was given; numbers, nested lists or a typed array of numbers are needed"),
    );
  });
});

test('zeros, ones, full and eye hold what they say', () => {
  tidy(() => {
    expect(denseOf(zeros([2, 1]))).toEqual({ shape: [2, 1], entries: [0, 0] });
    expect(ones([2], { dtype: 'float64' }).toArray()).toEqual(Float64Array.of(1, 1));
    expect(full([3], 7, { dtype: 'uint8' }).toArray()).toEqual(Uint8Array.of(7, 7, 7));
    expect(denseOf(eye(3, { scale: 2 }))).toEqual({ shape: [3, 3], entries: [2, 0, 0, 0, 2, 0, 0, 0, 2] });
    expect(eye(0).shape).toEqual([0, 0]);
  });
});

test('full and eye refuse shapes and values that are none', () => {
  expect(() => zeros([2, -1])).toThrow(
    new ShapeError('zeros: shape [2,-1] has -1; whole numbers of at least 0 are needed'),
  );
  expect(() => full([1], 0.5, { dtype: 'int32' })).toThrow(
    new ShapeError('full: entry 0 is 0.5; int32 needs whole numbers from -2147483648 to 2147483647'),
  );
});

describe('random tensors', () => {
  const key = keyOf('random tensors');

  test('are functions of the key and the place alone', () => {
    tidy(() => {
      const [short, long] = [uniform([100], { key }), uniform([200], { key })];
      expect([...long.toArray()].slice(0, 100)).toEqual([...short.toArray()]);
      expect(uniform([100], { key: keyOf('another') }).toArray()).not.toEqual(short.toArray());
      expect([...normal([200], { key }).toArray()].slice(0, 100)).toEqual([
        ...normal([100], { key }).toArray(),
      ]);
    });
  });

  test('are uniform between their bounds', () => {
    tidy(() => {
      const values = uniform([100_000], { key, low: -1, high: 3, dtype: 'float64' }).toArray();
      expect(Math.min(...values.slice(0, 50_000))).toBeGreaterThanOrEqual(-1);
      expect(Math.max(...values.slice(0, 50_000))).toBeLessThan(3);
      // The mean deviates by 4 / √12 / √1e5 = 3.7e-3; five deviations for a fixed key.
      expect(Math.abs(mean(values) - 1)).toBeLessThan((5 * 4) / Math.sqrt(12 * values.length));
    });
  });

  test('are normal with their mean and deviation', () => {
    tidy(() => {
      const values = normal([100_000], { key, mean: 2, deviation: 3, dtype: 'float64' }).toArray();
      const centre = mean(values);
      const variance = mean(values.map((value) => (value - centre) ** 2));
      // The mean deviates by 3 / √1e5, the variance by 9 √(2 / 1e5): five deviations for a fixed key.
      expect(Math.abs(centre - 2)).toBeLessThan((5 * 3) / Math.sqrt(values.length));
      expect(Math.abs(variance - 9)).toBeLessThan(5 * 9 * Math.sqrt(2 / values.length));
    });
  });

  test('leave nothing behind, and refuse keys that are none', () => {
    const arena = new Arena();
    const before = useArena(arena);
    uniform([10], { key, low: 1 }).dispose();
    normal([10], { key, mean: 1 }).dispose();
    useArena(before);
    expect(arena.liveBytes).toBe(0);
    expect(() => uniform([1], { key: [2 ** 32, 0] })).toThrow(
      new RangeError(
        'uniform: key is [4294967296, 0]; a pair of unsigned 32-bit numbers is needed, such as ' +
          "randomStream('seed').key()",
      ),
    );
  });
});

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0) / values.length;
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ShapeError) return error.message;
  }
  return 'no ShapeError';
}
