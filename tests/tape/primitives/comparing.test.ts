import { describe, expect, test } from 'vitest';
import { revolve, storeAll } from '../../../src/index.js';
import {
  abs,
  add,
  cast,
  equal,
  full,
  greater,
  greaterOrEqual,
  less,
  lessOrEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  maximum,
  mean,
  minimum,
  multiply,
  notEqual,
  relu,
  ShapeError,
  scan,
  sign,
  square,
  subtract,
  sum,
  Tape,
  type Tensor,
  tensor,
  tidy,
  where,
  zeros,
} from '../../../src/tape/index.js';
import { derivativeError, pointOf, tolerance } from '../../support/gradients.js';
import { denseOf, zipped } from '../../support/naive.js';
import { any, given } from '../../support/samples.js';

const relations = [
  ['greater', greater, [0, 0, 1]],
  ['greaterOrEqual', greaterOrEqual, [0, 1, 1]],
  ['less', less, [1, 0, 0]],
  ['lessOrEqual', lessOrEqual, [1, 1, 0]],
  ['equal', equal, [0, 1, 0]],
  ['notEqual', notEqual, [1, 0, 1]],
] as const;

describe.each(relations)('%s', (_name, f, wanted) => {
  test.each(['float32', 'float64', 'int32', 'uint8'] as const)('gives a mask, of %s', (dtype) => {
    tidy(() => {
      const x = tensor([1, 2, 3], { dtype });
      const two = tensor([2], { dtype });
      for (const mask of [f(x, 2), f(x, two)]) {
        expect(String(mask)).toBe('uint8 [3]');
        expect([...mask.toArray()]).toEqual(wanted);
      }
      expect([...f(2, x).toArray()]).toEqual([...f(two, x).toArray()]);
    });
  });

  test('of NaN is that of numbers that differ', () => {
    tidy(() => {
      expect(f(tensor(NaN), NaN).item()).toBe(_name === 'notEqual' ? 1 : 0);
    });
  });
});

test('what a comparison cannot hold is refused', () => {
  tidy(() => {
    const lengths = tensor([2, 3], { dtype: 'int32' });
    expect(() => greater(lengths, 2.5)).toThrow(
      new ShapeError('greater: entry 0 is 2.5; int32 needs whole numbers from -2147483648 to 2147483647'),
    );
    expect(() => less(lengths, tensor([1, 2]))).toThrow(
      new ShapeError('less: a is int32 [2] and b is float32 [2]; both need the same dtype: cast one of them'),
    );
  });
});

test('masks are joined and turned round', () => {
  tidy(() => {
    const [a, b] = [tensor([0, 0, 5, 5], { dtype: 'uint8' }), greater(tensor([0, 1, 0, 1]), 0)];
    expect([...logicalAnd(a, b).toArray()]).toEqual([0, 0, 0, 1]);
    expect([...logicalOr(a, b).toArray()]).toEqual([0, 1, 1, 1]);
    expect([...logicalNot(a).toArray()]).toEqual([1, 1, 0, 0]);
    expect([...logicalNot(tensor([0, NaN, -0.5])).toArray()]).toEqual([1, 0, 0]);
  });
});

describe('a mask', () => {
  const x = (): Tensor =>
    tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  const mask = (): Tensor => tensor(Uint8Array.of(1, 1, 0, 1, 1, 1), { shape: [2, 3] });

  test('is taken as numbers by arithmetic with floats, of their dtype', () => {
    tidy(() => {
      expect(denseOf(multiply(x(), mask())).entries).toEqual([1, 2, 0, 4, 5, 6]);
      expect(String(multiply(mask(), cast(x(), 'float64')))).toBe('float64 [2, 3]');
      expect(denseOf(subtract(1, mask())).entries).toEqual([0, 0, 1, 0, 0, 0]);
      expect(denseOf(where(greater(x(), 2), x(), 0)).entries).toEqual([0, 0, 3, 4, 5, 6]);
      expect(denseOf(where(mask(), x(), zeros([2, 3]))).entries).toEqual([1, 2, 0, 4, 5, 6]);
      expect(denseOf(where(mask(), 1, mask())).entries).toEqual([1, 1, 0, 1, 1, 1]);
      expect(() => multiply(mask(), mask())).toThrow(
        new ShapeError(
          "multiply: the tensor is uint8 [2, 3]; float32 or float64 is needed: cast(it, 'float32')",
        ),
      );
    });
  });

  test('is counted by a sum, however many there are', () => {
    tidy(() => {
      expect(String(sum(mask()))).toBe('int32 []');
      expect(sum(mask()).item()).toBe(5);
      expect([...sum(mask(), { axis: 0 }).toArray()]).toEqual([2, 2, 1]);
      expect(sum(mask(), { axis: 1, keepAxis: true }).shape).toEqual([2, 1]);
      expect(sum(full([300], 1, { dtype: 'uint8' })).item()).toBe(300);
      // One more than float32 counts to one by one.
      expect(sum(full([2 ** 24 + 1], 1, { dtype: 'uint8' })).item()).toBe(2 ** 24 + 1);
      expect(mean(mask()).item()).toBe(Math.fround(5 / 6));
      expect(String(mean(mask(), { axis: 0 }))).toBe('float32 [3]');
    });
  });

  test.each([true, false])(
    'lets the derivative through where it is 1, in a step, compiled or not: %s',
    (compile) => {
      tidy(() => {
        const lengths = tensor([[1], [3]], { dtype: 'int32' });
        const step = (w: Tensor, state: Tensor, t: Tensor) => {
          const isIn = greater(lengths, t);
          return { state: where(isIn, add(state, multiply(w, isIn)), state), output: sum(isIn) };
        };
        const inputs = tensor([0, 1, 2, 3], { dtype: 'int32' });
        const loss = (w: Tensor): Tensor =>
          sum(scan(step, { parameters: w, state: zeros([2, 1]), inputs }).state);
        for (const strategy of [storeAll(), revolve({ slots: 2 })]) {
          const { value, gradient, report } = new Tape({ strategy, compile }).gradient(loss, tensor([[2]]));
          expect([value.item(), gradient.item()]).toEqual([8, 4]);
          expect(report.peakBytes).toBe(report.predicted?.peakBytes);
        }
      });
    },
  );

  test('waits as a byte an entry for what it chooses', () => {
    tidy(() => {
      const condition = tensor(new Float32Array(1000).fill(1));
      const loss = (p: Tensor): Tensor => sum(where(condition, p, 0));
      const { report } = new Tape().gradient(loss, full([1000], 2));
      // A multiple of 64 bytes.
      expect(report.peakByAccount.residual).toBe(1024);
    });
  });
});

describe('cast', () => {
  test('passes the derivative between floats, and none to or from whole numbers', () => {
    tidy(() => {
      const loss = (p: Tensor): Tensor =>
        add(sum(square(cast(cast(p, 'float64'), 'float32'))), cast(cast(sum(p), 'int32'), 'float32'));
      const { value, gradient } = new Tape().gradient(loss, tensor([1.5, 2.5]));
      expect(value.item()).toBe(8.5 + 4);
      expect(gradient.toArray()).toEqual(Float32Array.of(3, 5));
    });
  });

  test('rounds, cuts towards 0 and keeps within the range', () => {
    tidy(() => {
      const x = tensor([0.1, -1.9, 2.9, 300, -1e10, 1e10, NaN], { dtype: 'float64' });
      expect([...cast(x, 'float32').toArray()]).toEqual([...x.toArray()].map(Math.fround));
      expect([...cast(x, 'int32').toArray()]).toEqual([0, -1, 2, 300, -(2 ** 31), 2 ** 31 - 1, 0]);
      expect([...cast(x, 'uint8').toArray()]).toEqual([0, 0, 2, 255, 0, 255, 0]);
      expect(cast(x, 'float64').block).toBe(x.block);
      expect(() => cast(x, 'bool' as never)).toThrow(
        new ShapeError("cast: dtype is 'bool'; 'float32', 'float64', 'int32' or 'uint8' is needed"),
      );
    });
  });
});

describe.each([
  ['maximum', maximum, Math.max],
  ['minimum', minimum, Math.min],
] as const)('%s', (_name, f, plainly) => {
  test('broadcasts', () => {
    tidy(() => {
      const [a, b] = [tensor([[1, 5, 3]]), tensor([[2], [4]])];
      expect(denseOf(f(a, b))).toEqual(zipped(plainly, denseOf(a), denseOf(b)));
    });
  });

  test('shares the cotangent where both are equal', () => {
    tidy(() => {
      const loss = ([a, b]: readonly [Tensor, Tensor]): Tensor => sum(f(a, b));
      const { gradient } = new Tape().gradient(loss, [tensor([2, 2]), tensor([2, 2])]);
      for (const leaf of gradient) expect([...leaf.toArray()]).toEqual([0.5, 0.5]);
    });
  });

  test.each([true, false])('gives both the cotangent where one is NaN, compiled or not: %s', (compile) => {
    tidy(() => {
      const step = ([a, b]: readonly [Tensor, Tensor], state: Tensor) => ({
        state: add(state, sum(f(a, b))),
      });
      const loss = (parameters: readonly [Tensor, Tensor]): Tensor =>
        scan(step, { parameters, state: tensor(0), inputs: { extent: 2, at: () => [] } }).state;
      const wins = plainly(1, 2) === 1 ? 2 : 0;
      const { gradient } = new Tape({ compile }).gradient(loss, [
        tensor([NaN, 1, NaN, 1, 3]),
        tensor([1, NaN, NaN, 2, 3]),
      ]);
      expect([...gradient[0].toArray()]).toEqual([2, 2, 2, wins, 1]);
      expect([...gradient[1].toArray()]).toEqual([2, 2, 2, 2 - wins, 1]);
    });
  });
});

describe('where', () => {
  test('takes a where the condition is not 0, and broadcasts all three', () => {
    tidy(() => {
      const condition = tensor([[1], [0], [-0.5]]);
      const y = where(condition, tensor([10, 20]), tensor(7));
      expect(y.shape).toEqual([3, 2]);
      expect([...y.toArray()]).toEqual([10, 20, 7, 7, 10, 20]);
      expect(where(tensor([1, 0]), tensor(3), tensor(4)).shape).toEqual([2]);
    });
  });

  test.each([
    [
      [2, 3],
      [2, 3],
    ],
    [[3], [2, 1]],
    [[], [2, 3]],
    [
      [4, 1, 3],
      [2, 3],
    ],
  ])('is differentiated by branches %j and %j', (a, b) => {
    const f = ([c, x, y]: readonly Tensor[]): Tensor => where(c!, x!, y!);
    const condition = given([2, 3], [1, 0, 0, 1, 1, 0]);
    expect(derivativeError(pointOf(f, [condition, any(...a), any(...b)]))).toBeLessThan(tolerance);
  });

  test('keeps infinities of the branch not taken out of the value', () => {
    tidy(() => {
      expect([...where(tensor([1, 0]), tensor([5, NaN]), tensor([Infinity, 6])).toArray()]).toEqual([5, 6]);
    });
  });

  test('refuses shapes that do not broadcast and two dtypes', () => {
    tidy(() => {
      const [a, b] = [tensor([1, 2]), tensor([1, 2, 3])];
      expect(() => where(a, a, b)).toThrow(
        new ShapeError(
          'where: a is [2] and b is [3]; from the last axis backwards, lengths must be equal or one of them 1 ' +
            '(here 2 and 3)',
        ),
      );
      expect(() => where(a, a, tensor([1, 2], { dtype: 'float64' }))).toThrow(
        new ShapeError(
          'where: a is float32 [2] and b is float64 [2]; both need the same dtype: cast one of them',
        ),
      );
    });
  });
});

test.each([
  ['relu', relu],
  ['abs', abs],
  ['sign', sign],
] as const)('the derivative of %s at 0 is 0', (_name, f) => {
  tidy(() => {
    const { gradient } = new Tape().gradient((x: Tensor) => sum(f(x)), tensor([0, -0]));
    for (const value of gradient.toArray()) expect(Math.abs(value)).toBe(0);
  });
});
