import { describe, expect, test } from 'vitest';
import { BudgetError, ShapeError, TapeError } from '../../src/errors.js';
import {
  add,
  defaultArena,
  log,
  matmul,
  multiply,
  normal,
  ones,
  randomStream,
  recomputeAll,
  revolve,
  scan,
  square,
  stopGradient,
  storeAll,
  sum,
  Tape,
  type Tensor,
  tanh,
  tensor,
  tidy,
  valueAndGradient,
  zeros,
} from '../../src/index.js';
import { held, refusal } from '../support/held.js';

const numbers = (x: Tensor): number[] => Array.from(x.toArray());
const sumOfSquares = (p: Tensor): Tensor => sum(square(p));

/** tanh chain of 6 steps, with a loss at every step. */
function chain(): { w: Tensor; loss: (p: Tensor) => Tensor } {
  const stream = randomStream('tape');
  const w = normal([4], { key: stream.key() });
  const inputs = normal([6, 4], { key: stream.key() });
  const state = zeros([4]);
  const step = (p: Tensor, h: Tensor, x: Tensor) => {
    const next = tanh(add(multiply(h, p), x));
    return { state: next, output: sum(square(next)) };
  };
  const loss = (p: Tensor): Tensor => scan(step, { parameters: p, state, inputs, outputs: 'sum' }).outputs;
  return { w, loss };
}

describe('a gradient', () => {
  test('comes with its value, in the form of its parameters', () => {
    tidy(() => {
      const { value, gradient } = new Tape().gradient(({ a, more: [b] }) => sum(multiply(square(a), b)), {
        a: tensor([1, 2]),
        more: [tensor([3, 4])] as const,
      });
      expect(value.item()).toBe(19);
      expect(numbers(gradient.a)).toEqual([6, 16]);
      expect(numbers(gradient.more[0])).toEqual([1, 4]);
    });
  });

  test('is the caller’s, and the value is nobody’s: it lives outside of the arena', () => {
    const before = held();
    const w = tensor([1, 2]);
    const { value, gradient } = new Tape().gradient(sumOfSquares, w);
    w.dispose();
    gradient.dispose();
    expect(held()).toEqual(before);
    expect(value.item()).toBe(5);
  });

  test('does not touch its parameters', () => {
    tidy(() => {
      const { w, loss } = chain();
      const before = numbers(w);
      new Tape({ strategy: revolve({ slots: 2 }) }).gradient(loss, w);
      expect(numbers(w)).toEqual(before);
    });
  });

  test('is the same as often as it is taken', () => {
    tidy(() => {
      const { w, loss } = chain();
      const tape = new Tape({ strategy: revolve({ slots: 2 }) });
      const first = tape.gradient(loss, w);
      for (let turn = 0; turn < 3; turn += 1) {
        const again = tape.gradient(loss, w);
        expect(numbers(again.gradient)).toEqual(numbers(first.gradient));
        expect(again.report).toMatchObject({
          peakBytes: first.report.peakBytes,
          recordedSteps: first.report.recordedSteps,
          peakMoment: first.report.peakMoment,
        });
      }
    });
  });

  test('by a parameter that the loss ignores is zero, and the report says so', () => {
    tidy(() => {
      const { gradient, report } = new Tape().gradient(({ a }) => sumOfSquares(a), {
        a: tensor([3]),
        spare: { b: tensor([[1, 2]]) },
      });
      expect(numbers(gradient.a)).toEqual([6]);
      expect(gradient.spare.b.shape).toEqual([1, 2]);
      expect(numbers(gradient.spare.b)).toEqual([0, 0]);
      expect(report.remarks).toEqual([
        "the loss does not depend on parameter 'spare.b': its gradient is zero",
      ]);
    });
  });

  test('of a loss that is no number is allowed, and the report says where it began', () => {
    tidy(() => {
      const w = tensor([1]);
      const state = tensor([2]);
      const inputs = tensor([[1], [1], [1], [1]]);
      // States 2, 1, 0, -1 and their logarithms.
      const step = (p: Tensor, h: Tensor, x: Tensor) => ({
        state: add(h, multiply(x, -1)),
        output: sum(multiply(log(h), p)),
      });
      const loss = (p: Tensor): Tensor =>
        scan(step, { parameters: p, state, inputs, outputs: 'sum' }).outputs;
      for (const strategy of [storeAll(), recomputeAll()]) {
        const { value, report } = new Tape({ strategy }).gradient(loss, w);
        expect(value.item()).toBeNaN();
        expect(report.remarks).toEqual([
          'the loss is NaN and the gradient is NaN; the first -Infinity is in the output of step 2 of the scan, and the first NaN ' +
            "is in the output of step 3 of the scan; new Tape({ check: 'numbers' }) tells by which operation",
        ]);
      }
    });
  });

  test('may be taken inside a loss, and that of its gradient by the tape around it', () => {
    tidy(() => {
      const cube = (p: Tensor): Tensor => sum(multiply(p, square(p)));
      // d/dp Σ (3 p²)² = 36 p³.
      const outer = (p: Tensor): Tensor => sumOfSquares(new Tape().gradient(cube, p).gradient);
      expect(numbers(new Tape().gradient(outer, tensor([1, 2])).gradient)).toEqual([36, 288]);
    });
  });

  test('of a gradient leaves nothing behind', () => {
    const before = held();
    tidy(() => {
      const outer = (p: Tensor): Tensor => sumOfSquares(new Tape().gradient(sumOfSquares, p).gradient);
      new Tape().gradient(outer, tensor([1, 2]));
    });
    expect(held()).toEqual(before);
  });

  test('is also what valueAndGradient gives', () => {
    tidy(() => {
      const { w, loss } = chain();
      const expected = new Tape({ strategy: revolve({ slots: 2 }) }).gradient(loss, w);
      const found = valueAndGradient(loss, { strategy: revolve({ slots: 2 }) })(w);
      expect(found.value.item()).toBe(expected.value.item());
      expect(numbers(found.gradient)).toEqual(numbers(expected.gradient));
      expect(found.report.strategy).toBe('revolve(2)');
    });
  });
});

describe('what a tape is asked is refused', () => {
  const refused = (loss: (p: Tensor) => unknown, p: () => Tensor = () => ones([2])): unknown =>
    tidy(() => {
      const parameters = p();
      const tapes = [new Tape(), new Tape({ predict: false })];
      const [first, second] = tapes.map((tape) =>
        refusal(() => tape.gradient(loss as (p: Tensor) => Tensor, parameters)),
      );
      expect(first).toEqual(second);
      return first;
    });

  test('if its loss has several entries, or is no tensor', () => {
    expect(refused((p) => square(p))).toEqual(
      new ShapeError('tape: the loss is float32 [2]; one entry is needed. Use sum or mean'),
    );
    expect(refused(() => 3)).toEqual(new TapeError('tape: the loss is 3; a tensor of one entry is needed'));
    expect(refused(() => undefined)).toEqual(
      new TapeError('tape: the loss is undefined; a tensor of one entry is needed'),
    );
  });

  test('if a parameter is of whole numbers', () => {
    tidy(() => {
      const layers = [{ n: tensor([1], { dtype: 'int32' }) }];
      expect(refusal(() => new Tape().gradient(([layer]) => sum(layer!.n), layers))).toEqual(
        new ShapeError("tape: parameter '0.n' is int32 [1]; float32 or float64 is needed"),
      );
    });
  });

  test('if it reads a parameter that is not handed to it', () => {
    tidy(() => {
      const outside = ones([2]);
      expect(refusal(() => new Tape().gradient(() => sum(square(outside)), outside))).toEqual(
        new TapeError(
          'square: a parameter of shape [2] is read from outside and would get no gradient here; ' +
            "read it from the function's own arguments. For a constant, use stopGradient(it)",
        ),
      );
      const found = new Tape().gradient((p) => sum(multiply(p, stopGradient(outside))), outside);
      expect(numbers(found.gradient)).toEqual([1, 1]);
    });
  });

  test('if it uses what a tape has freed', () => {
    tidy(() => {
      const stolen: Tensor[] = [];
      new Tape().gradient(
        (p) => {
          const twice = add(p, p);
          stolen.push(twice);
          return sum(twice);
        },
        ones([2]),
      );
      const used = () => add(stolen.at(-1)!, stolen.at(-1)!);
      expect(refusal(used)).toEqual(
        new TapeError(
          'add: a tensor of shape [2] is used after it was freed with its scope; ' +
            'return it from the function that made it, or copy its entries with toArray() while it lives',
        ),
      );
    });
  });

  test('if its parameters were disposed of', () => {
    const gone = ones([2]);
    gone.dispose();
    expect(refusal(() => new Tape().gradient(sumOfSquares, gone))).toEqual(
      new TapeError(
        'tape: a tensor of shape [2] is used after it was disposed; make it again, or dispose of it later',
      ),
    );
  });

  test('if its shapes do not fit, before anything is computed', () => {
    tidy(() => {
      let computed = 0;
      const w = ones([2, 3]);
      const loss = (p: Tensor): Tensor => {
        if (!defaultArena().measuring) computed += 1;
        return sum(matmul(p, p));
      };
      expect(refusal(() => new Tape().gradient(loss, w))).toBeInstanceOf(ShapeError);
      expect(computed).toBe(1);
    });
  });
});

describe('options', () => {
  test('that are none are refused', () => {
    expect(() => new Tape({ strategy: 'revolve' as never })).toThrow(
      new TypeError("tape: strategy is 'revolve'; one is needed, such as revolve({ slots: 8 })"),
    );
    expect(() => new Tape({ strategy: revolve as never })).toThrow(
      new TypeError('tape: strategy is a function: call it; one is needed, such as revolve({ slots: 8 })'),
    );
    for (const limitBytes of [0, -1, '0 MiB']) {
      const found = typeof limitBytes === 'string' ? `'${limitBytes}'` : limitBytes;
      expect(() => new Tape({ limitBytes })).toThrow(
        new RangeError(`tape: limitBytes is ${found}; at least 1 is needed`),
      );
    }
    for (const limitBytes of [Number.NaN, 'much']) {
      const found = typeof limitBytes === 'string' ? `'${limitBytes}'` : limitBytes;
      expect(() => new Tape({ limitBytes })).toThrow(
        new RangeError(
          `tape: limitBytes is ${found}; a number of bytes is needed, or a text such as '64 MiB'`,
        ),
      );
    }
  });

  test('limitBytes refuses a run before it begins, with what it would need', () => {
    tidy(() => {
      const { w, loss } = chain();
      const strategy = storeAll();
      const needed = new Tape({ strategy }).predict(loss, w)?.peakBytes ?? 0;
      const limitBytes = needed - 1;
      const error = refusal(() => new Tape({ strategy, limitBytes }).gradient(loss, w));
      const message =
        `tape: ${strategy.name} needs ${needed} bytes at its peak and limitBytes is ${limitBytes}; ` +
        `allow ${needed}, or use a strategy with fewer slots, fewer steps or a smaller batch`;
      expect(error).toEqual(new BudgetError(message, { live: 0, asked: needed, limit: limitBytes }));
      expect(refusal(() => new Tape({ strategy, limitBytes: `${limitBytes} B` }).gradient(loss, w))).toEqual(
        error,
      );
      expect(new Tape({ strategy, limitBytes: needed }).gradient(loss, w).report.peakBytes).toBe(needed);
    });
  });

  test('a prediction costs nothing in the arena, and is absent where the loss reads values', () => {
    tidy(() => {
      const { w, loss } = chain();
      const before = { ...held(), peakBytes: defaultArena().peakBytes };
      expect(new Tape().predict(loss, w)).toMatchObject({ recordedSteps: 6, sweptSteps: 6 });
      expect({ ...held(), peakBytes: defaultArena().peakBytes }).toEqual(before);
      const reading = (p: Tensor): Tensor => multiply(sumOfSquares(p), sum(p).item());
      expect(new Tape().predict(reading, w)).toBeUndefined();
      const { report } = new Tape().gradient(reading, w);
      expect(report.predicted).toBeUndefined();
      expect(report.peakBytes).toBeGreaterThan(0);
    });
  });

  test('the limit of a run ends with it', () => {
    tidy(() => {
      const { w, loss } = chain();
      new Tape({ limitBytes: 2 ** 20 }).gradient(loss, w);
      expect(defaultArena().ledger.limitBytes).toBe(Number.POSITIVE_INFINITY);
      refusal(() => new Tape({ limitBytes: 64, predict: false }).gradient(loss, w));
      expect(defaultArena().ledger.limitBytes).toBe(Number.POSITIVE_INFINITY);
    });
  });
});
