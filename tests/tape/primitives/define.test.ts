import { describe, expect, test } from 'vitest';
import { occupied } from '../../../src/array/freeSpace.js';
import {
  Arena,
  add,
  checkpoint,
  divide,
  matmul,
  mean,
  multiply,
  ones,
  power,
  ShapeError,
  scan,
  stack,
  stopGradient,
  subtract,
  sum,
  Tape,
  TapeError,
  type Tensor,
  tanh,
  tensor,
  tidy,
  useArena,
  where,
} from '../../../src/tape/index.js';

describe('an operand that is a number', () => {
  test('stands for a scalar of the other dtype, on either side', () => {
    tidy(() => {
      const x = tensor([1, 2], { dtype: 'float64' });
      expect(subtract(x, 0.1).toArray()).toEqual(Float64Array.of(1 - 0.1, 2 - 0.1));
      expect(divide(1, x).toArray()).toEqual(Float64Array.of(1, 0.5));
      expect(power(2, tensor([3, -1])).toArray()).toEqual(Float32Array.of(8, 0.5));
    });
  });

  test('gets no gradient and stops none', () => {
    tidy(() => {
      const { gradient } = new Tape().gradient((x: Tensor) => sum(power(x, 3)), tensor([2, -1]));
      expect([...gradient.toArray()]).toEqual([12, 3]);
    });
  });
});

test.each<[string, (x: Tensor, square: Tensor) => Tensor]>([
  ['a number as an operand', (x) => add(x, 2)],
  ['a reduction', (x) => mean(x, { axis: 1 })],
  ['a product of rows', (x, square) => matmul(x, square)],
  ['a stack', (x) => stack([x, x])],
  ['a choice with broadcasting', (x, square) => where(x, square, x)],
])('where nothing is tidied, %s leaves nothing but the result', (_title, f) => {
  const arena = new Arena();
  const before = useArena(arena);
  using x = ones([2, 3, 3]);
  using square = ones([3, 3]);
  const { liveBytes } = arena;
  const y = f(x, square);
  expect(arena.liveBytes).toBe(liveBytes + occupied(4 * y.size));
  y.dispose();
  expect(arena.liveBytes).toBe(liveBytes);
  useArena(before);
});

describe('a primitive refuses', () => {
  test('operands of which none is a tensor', () => {
    expect(() => add(1, 2)).toThrow(new ShapeError('add: a is 1 and b is 2; at least one tensor is needed'));
  });

  test('shapes that do not broadcast, naming the axis', () => {
    tidy(() => {
      expect(() => multiply(ones([2, 3]), ones([4, 3, 3]))).toThrow(
        new ShapeError(
          'multiply: a is [2, 3] and b is [4, 3, 3]; from the last axis backwards, lengths must be equal or one ' +
            'of them 1 (here 2 and 3)',
        ),
      );
    });
  });

  test('two dtypes', () => {
    tidy(() => {
      expect(() => add(ones([2]), ones([2], { dtype: 'float64' }))).toThrow(
        new ShapeError(
          'add: a is float32 [2] and b is float64 [2]; both need the same dtype: cast one of them',
        ),
      );
    });
  });

  test('whole numbers', () => {
    tidy(() => {
      const x = tensor([1, 2], { dtype: 'int32' });
      const refusal = (name: string): ShapeError =>
        new ShapeError(`${name}: the tensor is int32 [2]; float32 or float64 is needed: cast(it, 'float32')`);
      expect(() => tanh(x)).toThrow(refusal('tanh'));
      expect(() => add(x, 1)).toThrow(refusal('add'));
      expect(() => add(x, x)).toThrow(refusal('add'));
    });
  });

  test('a tensor that was disposed of', () => {
    const x = ones([2, 3]);
    x.dispose();
    expect(() => tanh(x)).toThrow(
      new TapeError(
        'tanh: a tensor of shape [2, 3] is used after it was disposed; make it again, or dispose of it later',
      ),
    );
  });

  test('a tensor that was freed with its scope', () => {
    const left: Tensor[] = [];
    tidy(() => {
      left.push(ones([2]));
    });
    expect(() => add(left[0]!, 1)).toThrow(
      new TapeError(
        'add: a tensor of shape [2] is used after it was freed with its scope; return it from the function that ' +
          'made it, or copy its entries with toArray() while it lives',
      ),
    );
  });
});

describe('under a tape, a primitive refuses', () => {
  const constant = 'For a constant, use stopGradient(it)';
  const captured = (shape: string): TapeError =>
    new TapeError(
      `multiply: a tensor of shape ${shape} belongs to an enclosing tape and would get no gradient here; pass it ` +
        'in: scan(step, { parameters: { ..., it }, ... }), or checkpoint(f)(..., it), and read it from the ' +
        `step's arguments. ${constant}`,
    );

  test('a parameter that is read from outside', () => {
    tidy(() => {
      const W = ones([2]);
      expect(() => new Tape().gradient(() => sum(multiply(W, 2)), W)).toThrow(
        new TapeError(
          'multiply: a parameter of shape [2] is read from outside and would get no gradient here; read it from ' +
            `the function's own arguments. ${constant}`,
        ),
      );
    });
  });

  test('a value of the tape in a checkpointed function', () => {
    tidy(() => {
      const loss = (x: Tensor): Tensor => {
        const y = tanh(x);
        return sum(checkpoint((z: Tensor) => multiply(z, y))(x));
      };
      expect(() => new Tape().gradient(loss, ones([2]))).toThrow(captured('[2]'));
    });
  });

  test('a value of the tape in a step of a scan', () => {
    tidy(() => {
      const loss = (x: Tensor): Tensor => {
        const y = tanh(x);
        const step = (_: unknown, state: Tensor) => ({ state: multiply(state, y) });
        return sum(scan(step, { parameters: {}, state: x, inputs: { extent: 3, at: () => ({}) } }).state);
      };
      expect(() => new Tape().gradient(loss, ones([3]))).toThrow(captured('[3]'));
    });
  });
});

test('stopGradient, used before, makes a constant of what a step must not capture', () => {
  tidy(() => {
    const W = tensor([3, 4]);
    const fixed = stopGradient(W);
    const loss = (x: Tensor): Tensor => {
      const y = stopGradient(tanh(x));
      return sum(checkpoint((z: Tensor) => multiply(multiply(z, fixed), y))(x));
    };
    const { gradient } = new Tape().gradient(loss, W);
    const wanted = tidy(() => multiply(W, tanh(W)).toArray());
    expect(gradient.toArray()).toEqual(wanted);
  });
});
