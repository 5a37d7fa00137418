import { describe, expect, test } from 'vitest';
import { revolve, storeAll } from '../../../src/index.js';
import {
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
  mean,
  multiply,
  notEqual,
  ShapeError,
  scan,
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
import { denseOf } from '../../support/naive.js';

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
