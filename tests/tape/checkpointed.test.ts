import { describe, expect, test } from 'vitest';
import { TapeError } from '../../src/errors.js';
import {
  add,
  checkpoint,
  dropout,
  leavesOf,
  matmul,
  multiply,
  normal,
  ones,
  randomStream,
  revolve,
  square,
  sum,
  Tape,
  type Tensor,
  tanh,
  tensor,
  tidy,
} from '../../src/index.js';
import { held, refusal } from '../support/held.js';

const numbers = (x: Tensor): number[] => Array.from(x.toArray());

type Layers = { readonly W: Tensor; readonly V: Tensor; readonly Q: Tensor };

/**
 * Three products and as many nonlinearities. Every matrix is used once: sums of several uses are taken inside first, and
 * so are rounded otherwise than in one program.
 */
const layer = (x: Tensor, { W, V, Q }: Layers): Tensor =>
  tanh(matmul(tanh(matmul(tanh(matmul(x, W)), V)), Q));

function given(): { x: Tensor; lower: Layers; upper: Layers } {
  const stream = randomStream('checkpoint');
  const drawn = (...shape: number[]): Tensor => normal(shape, { key: stream.key(), deviation: 0.3 });
  const layers = (): Layers => ({ W: drawn(16, 16), V: drawn(16, 16), Q: drawn(16, 16) });
  return { x: drawn(8, 16), lower: layers(), upper: layers() };
}

/** The gradient of Σ f(f(x))² by everything, with the report. */
function run(f: typeof layer) {
  return tidy(() => {
    const all = given();
    const loss = ({ x, lower, upper }: typeof all): Tensor => sum(square(f(f(x, lower), upper)));
    const { value, gradient, report } = new Tape({ seed: 3 }).gradient(loss, all);
    return { numbers: [value.item(), ...leavesOf(gradient).flatMap(numbers)], report };
  });
}

describe('a checkpointed function', () => {
  test('has the same values and gradients to the bit, in fewer bytes, and runs twice', () => {
    const [plain, wrapped] = [run(layer), run(checkpoint(layer))];
    expect(wrapped.numbers).toEqual(plain.numbers);
    expect(plain.report).toMatchObject({ advancedSteps: 0, recordedSteps: 0 });
    expect(wrapped.report).toMatchObject({ advancedSteps: 2, recordedSteps: 2, sweptSteps: 2 });
    expect(wrapped.report.peakBytes).toBeLessThan(plain.report.peakBytes);
    const { operations: _, ...predicted } = wrapped.report.predicted ?? {};
    expect(wrapped.report).toMatchObject(predicted);
    expect(wrapped.report.liveBytesAfter).toBe(0);
  });

  test('keeps nothing of its inside: what waits does not depend on how much it computes', () => {
    const waiting = (times: number): number => {
      const deep = checkpoint((x: Tensor) => {
        let y = x;
        for (let time = 0; time < times; time += 1) y = tanh(y);
        return y;
      });
      let live = 0;
      tidy(() => {
        const tape = new Tape({ predict: false });
        tape.gradient(
          (x) => {
            const y = deep(x);
            live = held().inRuns;
            return sum(y);
          },
          ones([64]),
        );
      });
      return live;
    };
    expect(waiting(20)).toBe(waiting(1));
  });

  test('takes and returns trees', () => {
    tidy(() => {
      const parts = checkpoint((x: Tensor, [a]: readonly [Tensor]) => ({
        y: square(x),
        more: [multiply(x, a)],
      }));
      const loss = (x: Tensor): Tensor => {
        const { y, more } = parts(x, [tensor(3)]);
        return sum(add(y, more[0]!));
      };
      expect(numbers(new Tape().gradient(loss, tensor([1, 2])).gradient)).toEqual([5, 7]);
    });
  });

  test('draws the same when it runs again', () => {
    // At ones, the values and the gradient are both the mask: drawn anew, they would differ.
    const seen: number[][] = [];
    tidy(() => {
      const half = checkpoint((x: Tensor) => dropout(x, { rate: 0.5 }));
      const loss = (x: Tensor): Tensor => {
        const y = half(x);
        if (y.arena?.measuring !== true) seen.push(numbers(y));
        return sum(y);
      };
      expect([numbers(new Tape().gradient(loss, ones([40])).gradient)]).toEqual(seen);
    });
    expect(new Set(seen[0])).toEqual(new Set([0, 2]));
  });

  test('is just the function outside of any tape', () => {
    const before = held();
    tidy(() => {
      const { x, lower } = given();
      expect(numbers(checkpoint(layer)(x, lower))).toEqual(numbers(layer(x, lower)));
    });
    expect(held()).toEqual(before);
  });

  test('may call another, and take whole numbers and constants', () => {
    tidy(() => {
      const inner = checkpoint((x: Tensor, n: Tensor) => multiply(square(x), n));
      const outer = checkpoint((x: Tensor, n: Tensor) => inner(inner(x, n), n));
      const n = tensor(3);
      // 3 (3 x²)² = 27 x⁴, whose derivative is 108 x³.
      const { gradient } = new Tape({ strategy: revolve({ slots: 1 }) }).gradient(
        (x) => sum(outer(x, n)),
        tensor([1, 2]),
      );
      expect(numbers(gradient)).toEqual([108, 864]);
    });
  });

  test('is refused a tensor of the tape that is no argument', () => {
    tidy(() => {
      const loss = (x: Tensor): Tensor => {
        const y = multiply(x, 2);
        return sum(checkpoint((z: Tensor) => multiply(z, y))(x));
      };
      const x = ones([2]);
      expect(refusal(() => new Tape().gradient(loss, x))).toEqual(
        new TapeError(
          'multiply: a tensor of shape [2] belongs to an enclosing tape and would get no gradient here; ' +
            'pass it in: scan(step, { parameters: { ..., it }, ... }), or checkpoint(f)(..., it), and read it from ' +
            "the step's arguments. For a constant, use stopGradient(it)",
        ),
      );
    });
  });

  test('leaves nothing behind if it throws, when it runs first or again', () => {
    tidy(() => {
      let calls = 0;
      const fragile = checkpoint((x: Tensor) => {
        const y = tanh(square(x));
        calls += 1;
        if (calls === last) throw new Error('planted');
        return y;
      });
      let last = 0;
      for (last = 1; last <= 2; last += 1) {
        const x = ones([4]);
        const tape = new Tape({ predict: false, compile: false });
        calls = 0;
        expect(refusal(() => tape.gradient((p) => sum(fragile(p)), x))).toEqual(new Error('planted'));
      }
    });
  });

  test('returns what it was given, if that is all it does', () => {
    tidy(() => {
      const same = checkpoint((x: Tensor) => [x, x] as const);
      const { gradient } = new Tape().gradient(
        (x) => {
          const [a, b] = same(x);
          return sum(multiply(a, b));
        },
        tensor([3, 4]),
      );
      expect(numbers(gradient)).toEqual([6, 8]);
    });
  });
});
