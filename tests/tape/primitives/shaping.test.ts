import { describe, expect, test } from 'vitest';
import {
  concatenate,
  defaultArena,
  multiply,
  reshape,
  ShapeError,
  slice,
  stack,
  stopGradient,
  sum,
  Tape,
  type Tensor,
  tensor,
  tidy,
  transpose,
} from '../../../src/tape/index.js';
import { derivativeError, pointOf, tolerance } from '../../support/gradients.js';
import { built, denseOf, read, transposed } from '../../support/naive.js';
import { any, disordered } from '../../support/samples.js';

describe('reshape', () => {
  test('fills one length that is -1', () => {
    tidy(() => {
      expect(reshape(numbers([4, 6]), [-1, 4]).shape).toEqual([6, 4]);
      expect(reshape(numbers([4, 6]), [2, -1, 3]).shape).toEqual([2, 4, 3]);
      expect(reshape(numbers([1]), []).shape).toEqual([]);
      expect(reshape(numbers([0, 3]), [5, 0]).shape).toEqual([5, 0]);
    });
  });

  test('copies nothing', () => {
    tidy(() => {
      const x = numbers([4, 6]);
      const { liveBytes } = defaultArena();
      reshape(x, [24]);
      expect(defaultArena().liveBytes).toBe(liveBytes);
    });
  });

  test.each([[[5]], [[-1, 4]], [[-1, -1]], [[-2, -3]], [[1.5, 4]]])('refuses %j for 6 entries', (shape) => {
    tidy(() => {
      const message =
        `reshape: [2, 3] has 6 entries, which do not fill [${shape.join(', ')}]; ` +
        'the products of the lengths must be equal, with at most one -1';
      expect(() => reshape(numbers([2, 3]), shape)).toThrow(new ShapeError(message));
    });
  });
});

describe('transpose', () => {
  test.each([
    [[2, 3], undefined],
    [[2, 3, 4], undefined],
    [
      [2, 3, 4],
      [1, 0, 2],
    ],
    [
      [2, 1, 3, 1, 4],
      [4, 3, 2, 1, 0],
    ],
    [
      [2, 3, 2, 3, 2, 3],
      [5, 0, 3, 2, 4, 1],
    ],
    [
      [0, 3],
      [1, 0],
    ],
    [[], undefined],
  ])('of %j by %j is what reading entry by entry gives', (shape, axes) => {
    tidy(() => {
      const x = numbers(shape);
      const wanted = transposed(denseOf(x), axes ?? shape.map((_, axis) => shape.length - 1 - axis));
      expect(denseOf(transpose(x, axes))).toEqual(wanted);
    });
  });

  test.each([[[0]], [[0, 0]], [[1, 2]], [[0, 1, 2]]])('refuses the axes %j for a matrix', (axes) => {
    tidy(() => {
      const message = `transpose: axes are [${axes.join(', ')}] for a tensor [2, 3]; each of its 2 axes is needed once`;
      expect(() => transpose(numbers([2, 3]), axes)).toThrow(new ShapeError(message));
    });
  });
});

describe('slice', () => {
  test.each([0, 1, 2, -1])('takes a window of axis %i', (axis) => {
    tidy(() => {
      const x = numbers([4, 5, 6]);
      const place = (axis + 3) % 3;
      const dense = denseOf(x);
      const wanted = built([4, 5, 6].with(place, 2), (index) =>
        read(dense, index.with(place, index[place]! + 1)),
      );
      expect(denseOf(slice(x, { axis, start: 1, end: 3 }))).toEqual(wanted);
    });
  });

  test('of the first axis copies nothing, and of another only the window', () => {
    tidy(() => {
      const x = numbers([4, 16]);
      const { liveBytes } = defaultArena();
      slice(x, { start: 1, end: 3 });
      expect(defaultArena().liveBytes).toBe(liveBytes);
      slice(x, { axis: 1, start: 1, end: 5 });
      expect(defaultArena().liveBytes).toBe(liveBytes + 4 * 4 * 8);
    });
  });

  test('takes whole numbers too', () => {
    tidy(() => {
      const x = tensor([1, 2, 3, 4, 5, 6], { shape: [2, 3], dtype: 'int32' });
      expect([...slice(x, { axis: 1, start: 1, end: 3 }).toArray()]).toEqual([2, 3, 5, 6]);
    });
  });

  test.each([
    [-1, 2],
    [3, 2],
    [0, 6],
    [0.5, 2],
  ])('refuses the window from %d to %d of 5', (start, end) => {
    tidy(() => {
      const message = `slice: [${start}, ${end}) of axis 1 of [4, 5]; 0 <= start <= end <= 5 is needed`;
      expect(() => slice(numbers([4, 5]), { axis: 1, start, end })).toThrow(new ShapeError(message));
    });
  });

  test('a window that is used twice gets both cotangents', () => {
    const f = ([x]: readonly Tensor[]): Tensor => {
      const [a, b] = [slice(x!, { axis: 1, start: 0, end: 3 }), slice(x!, { axis: 1, start: 2, end: 5 })];
      return multiply(a, multiply(b, b));
    };
    expect(derivativeError(pointOf(f, [any(3, 5)]))).toBeLessThan(tolerance);
  });
});

describe('concatenate and stack', () => {
  test.each([0, 1, 2, -1])('join along axis %i what slice takes apart', (axis) => {
    tidy(() => {
      const x = numbers([3, 4, 5]);
      const parts = [0, 1, 2].map((start) => slice(x, { axis, start, end: start + 1 }));
      const rest = slice(x, { axis, start: 3, end: x.shape.at(axis) ?? 0 });
      expect(denseOf(concatenate([...parts, rest], axis))).toEqual(denseOf(x));
      const shape = x.shape.toSpliced((axis + 3) % 3, 1);
      const rows = parts.map((part) => reshape(part, shape));
      expect(denseOf(stack(rows, axis))).toEqual(denseOf(concatenate(parts, axis)));
    });
  });

  test.each([0, 1, 2, -1])('stack is differentiated along axis %i', (axis) => {
    const f = ([a, b]: readonly Tensor[]): Tensor => stack([a!, b!, a!], axis);
    expect(derivativeError(pointOf(f, [any(2, 3), any(2, 3)]))).toBeLessThan(tolerance);
  });

  test('concatenate gives a part that comes twice the sum of both cotangents', () => {
    const f = ([a, b]: readonly Tensor[]): Tensor => concatenate([a!, b!, a!], 1);
    expect(derivativeError(pointOf(f, [any(2, 3), any(2, 1)]))).toBeLessThan(tolerance);
  });

  test('refuse parts that do not fit, saying which', () => {
    tidy(() => {
      const [x, y] = [numbers([2, 3]), numbers([3, 3])];
      const z = tensor([[1, 2, 3]]);
      const message = (found: string): ShapeError =>
        new ShapeError(
          `concatenate: part 0 is float64 [2, 3] and part 1 is ${found}; all but axis 1 must be equal`,
        );
      expect(() => concatenate([x, y], 1)).toThrow(message('float64 [3, 3]'));
      expect(() => concatenate([x, z], 1)).toThrow(message('float32 [1, 3]'));
      expect(() => concatenate([])).toThrow(
        new ShapeError('concatenate: no parts were given; at least 1 is needed'),
      );
      expect(() => stack([x], 4)).toThrow(
        new ShapeError('stack: axis is 4; a whole number from -3 to 2 is needed'),
      );
    });
  });
});

test('stopGradient lets the values pass and no cotangent', () => {
  tidy(() => {
    const x = tensor([1, 2, 3]);
    const { value, gradient } = new Tape().gradient((y: Tensor) => sum(multiply(y, stopGradient(y))), x);
    expect(value.item()).toBe(14);
    expect([...gradient.toArray()]).toEqual([1, 2, 3]);
  });
});

function numbers(shape: readonly number[]): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(disordered(size), { shape, dtype: 'float64' });
}
