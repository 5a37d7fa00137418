import { describe, expect, test } from 'vitest';
import {
  add,
  gather,
  matmul,
  multiply,
  normal,
  randomStream,
  revolve,
  type Strategy,
  scan,
  sequential,
  slice,
  sqrt,
  square,
  stopGradient,
  storeAll,
  subtract,
  sum,
  Tape,
  type Tensor,
  tanh,
  tensor,
  tidy,
  withinBudget,
  zeros,
} from '../../src/index.js';
import { adam, clipByGlobalNorm, sgd } from '../../src/train/index.js';

interface Pair {
  readonly a: Tensor;
  readonly b: Tensor;
}

const opposed = ({ a, b }: Pair): Tensor => sum(subtract(multiply(a, -2), multiply(b, -1)));
const together =
  "parameters 'a', 'b' are one tensor: its gradient, the sum of theirs, stands under each name";

/** A recurrent network whose embedding is its read-out, too. */
function embedded() {
  const stream = randomStream('tied');
  const [classes, hidden, steps] = [5, 4, 30];
  const E = normal([classes, hidden], { key: stream.key() });
  const W = normal([hidden, hidden], { key: stream.key(), deviation: 0.3 });
  const ids = tensor(Int32Array.from({ length: steps }, (_, step) => (step * step) % classes));
  const step = ({ input, W }: { input: Tensor; W: Tensor }, h: Tensor, x: Tensor) => ({
    state: tanh(add(matmul(h, W), gather(input, x))),
  });
  const inputs = { extent: steps, at: (index: number) => slice(ids, { start: index, end: index + 1 }) };
  const loss = ({ input, readOut, W }: { input: Tensor; readOut: Tensor; W: Tensor }): Tensor => {
    const { state } = scan(step, { parameters: { input, W }, state: zeros([1, hidden]), inputs });
    return sum(square(matmul(state, readOut, { transposeB: true })));
  };
  return { E, W, loss };
}

describe('one tensor as two leaves', () => {
  test('has one gradient, the sum of theirs, under both names, and a remark says so', () => {
    tidy(() => {
      const w = tensor([1, 2]);
      const { gradient, report } = new Tape().gradient(opposed, { a: w, b: w });
      expect(gradient.a).toBe(gradient.b);
      expect([...gradient.a.toArray()]).toEqual([-1, -1]);
      expect(report.remarks).toEqual([together]);
    });
  });

  test('is named by its paths, however deep', () => {
    tidy(() => {
      const [w, v] = [tensor([1]), tensor([1])];
      const parameters = { layers: [{ W: w }, { W: v }, { W: w }], last: { V: v }, own: tensor([1]) };
      const { gradient, report } = new Tape().gradient(
        (p) => sum(add(multiply(p.layers[0]!.W, p.layers[2]!.W), multiply(p.layers[1]!.W, p.last.V))),
        parameters,
      );
      expect(gradient.layers[0]!.W).toBe(gradient.layers[2]!.W);
      expect(gradient.layers[1]!.W).toBe(gradient.last.V);
      expect([...gradient.last.V.toArray()]).toEqual([2]);
      expect(report.remarks).toEqual([
        "the loss does not depend on parameter 'own': its gradient is zero",
        "parameters 'layers.0.W', 'layers.2.W' are one tensor: its gradient, the sum of theirs, stands under each name",
        "parameters 'layers.1.W', 'last.V' are one tensor: its gradient, the sum of theirs, stands under each name",
      ]);
    });
  });

  const strategies: readonly Strategy[] = [
    storeAll(),
    sqrt(),
    revolve({ slots: 3 }),
    withinBudget({ bytes: 6000 }),
  ];
  test.each(strategies)(
    'has the bits of one leaf used twice, in bytes that were predicted, under $name',
    (strategy) => {
      for (const compile of [true, false]) {
        tidy(() => {
          const { E, W, loss } = embedded();
          const tied = new Tape({ strategy, compile }).gradient(loss, { input: E, readOut: E, W });
          const one = new Tape({ strategy, compile }).gradient(
            (p: { E: Tensor; W: Tensor }) => loss({ input: p.E, readOut: p.E, W: p.W }),
            { E, W },
          );
          expect(tied.gradient.input.toArray()).toEqual(one.gradient.E.toArray());
          expect(tied.gradient.W.toArray()).toEqual(one.gradient.W.toArray());
          expect(tied.report.peakBytes).toBe(tied.report.predicted?.peakBytes);
          expect(tied.report.peakByAccount).toEqual(tied.report.predicted?.peakByAccount);
          expect(tied.report.peakBytes).toBe(one.report.peakBytes);
        });
      }
    },
  );

  test('may be layers of a sequential, each with the sum', () => {
    tidy(() => {
      const w = tensor([[2]], { dtype: 'float64' });
      const loss = (layers: Tensor[]): Tensor => {
        const layer = (W: Tensor, h: Tensor): Tensor => matmul(h, W);
        return sum(sequential(layers.map(() => layer))(layers, tensor([[3]], { dtype: 'float64' })));
      };
      // d/dw 3 w³ = 9 w².
      const { gradient } = new Tape().gradient(loss, [w, w, w]);
      expect(gradient.map((leaf) => leaf.item())).toEqual([36, 36, 36]);
    });
  });

  test('is trained as the one parameter that it is, by sgd, with momentum, and by adam', () => {
    for (const make of [
      () => sgd({ rate: 0.1 }),
      () => sgd({ rate: 0.1, momentum: 0.5 }),
      () => adam({ rate: 0.1 }),
    ]) {
      tidy(() => {
        const [w, once] = [tensor(0), tensor(0)];
        const [ofTwo, ofOne] = [make(), make()];
        for (let update = 0; update < 20; update += 1) {
          const p = { a: w, b: w };
          ofTwo.update(p, new Tape().gradient(opposed, p).gradient);
          ofOne.update(once, new Tape().gradient((leaf) => opposed({ a: leaf, b: leaf }), once).gradient);
        }
        expect(w.item()).toBe(once.item());
        expect(w.item()).toBeGreaterThan(1.5);
        ofTwo.dispose();
        ofOne.dispose();
      });
    }
  });

  test('counts once in the norm of a gradient', () => {
    tidy(() => {
      const g = tensor([3, 4]);
      expect(clipByGlobalNorm({ a: g, b: g }, 1)).toBe(5);
      expect(Math.hypot(...g.toArray())).toBeCloseTo(1, 6);
    });
  });

  test('is updated by gradients that are two tensors only if these are alike', () => {
    tidy(() => {
      const w = tensor([1]);
      const optimiser = sgd({ rate: 1 });
      optimiser.update({ a: w, b: w }, { a: tensor([0.25]), b: tensor([0.25]) });
      expect(w.item()).toBe(0.75);
      const two = { a: tensor([1]), b: tensor([2]) };
      expect(() => optimiser.update({ a: w, b: w }, two)).toThrow(
        "sgd: parameters 'a' and 'b' are one tensor, and their gradients differ; both must be the gradient by that " +
          'tensor, the sum of the two, as Tape.gradient gives it',
      );
      expect(w.item()).toBe(0.75);
      expect(two.b.fate).toBe('disposed');
    });
  });

  test('that are tied no longer keep their own moments', () => {
    tidy(() => {
      const [w, v] = [tensor([1]), tensor([1])];
      const optimiser = sgd({ rate: 1, momentum: 1 });
      optimiser.update([w, w, v], [tensor([1]), tensor([1]), tensor([0])]);
      // The second leaf begins without a velocity, and the third keeps the one that it has: none of the first's.
      const b = tensor([1]);
      optimiser.update([w, b, v], [tensor([0]), tensor([0]), tensor([0])]);
      expect([w.item(), b.item(), v.item()]).toEqual([-1, 1, 1]);
      optimiser.dispose();
    });
  });
});

describe('views of one tensor', () => {
  test('are leaves of their own, where they overlap, too: each has its own gradient and its own update', () => {
    tidy(() => {
      const whole = tensor([1, 2, 3]);
      const p = {
        a: slice(whole, { start: 0, end: 2 }),
        b: slice(whole, { start: 1, end: 3 }),
        same: stopGradient(whole),
      };
      const { gradient, report } = new Tape().gradient(
        ({ a, b, same }) => add(add(sum(a), sum(multiply(b, 10))), sum(multiply(same, 100))),
        p,
      );
      expect([gradient.a, gradient.b, gradient.same].map((leaf) => [...leaf.toArray()])).toEqual([
        [1, 1],
        [10, 10],
        [100, 100, 100],
      ]);
      expect(report.remarks).toEqual([]);
      sgd({ rate: 1 }).update(p, gradient);
      expect([...p.a.toArray()]).toEqual([0, 1]);
      expect([...p.b.toArray()]).toEqual([-8, -7]);
      expect([...p.same.toArray()]).toEqual([-99, -98, -97]);
      expect([...whole.toArray()]).toEqual([1, 2, 3]);
    });
  });
});
