import { describe, expect, test } from 'vitest';
import {
  Arena,
  add,
  BudgetError,
  copyTree,
  defaultArena,
  mapTree,
  matmul,
  mean,
  multiply,
  reshape,
  revolve,
  scan,
  slice,
  square,
  stopGradient,
  subtract,
  sum,
  Tape,
  type Tensor,
  tanh,
  tensor,
  tidy,
  useArena,
  withinBudget,
  zeros,
} from '../../src/index.js';
import { adam, clipByGlobalNorm, type Optimiser, sgd } from '../../src/train/index.js';

const optimisers: Readonly<Record<string, () => Optimiser>> = {
  sgd: () => sgd({ rate: 0.1 }),
  momentum: () => sgd({ rate: 0.1, momentum: 0.9 }),
  adam: () => adam({ rate: 0.1 }),
};
const lossOf = (w: Tensor): Tensor => sum(square(subtract(w, 1)));
const numbers = (x: Tensor): number[] => [...x.toArray()];

describe.each(Object.entries(optimisers))('an update by %s', (_, make) => {
  const updated = (w: Tensor, updates = 5): void => {
    const optimiser = make();
    for (let nth = 0; nth < updates; nth += 1) optimiser.update(w, new Tape().gradient(lossOf, w).gradient);
    optimiser.dispose();
  };

  test('changes its parameter and no other tensor', () => {
    tidy(() => {
      const entries = [3, 4, 5, 6];
      const w = tensor(entries);
      const others = [stopGradient(w), slice(w, { start: 1, end: 3 }), reshape(w, [2, 2])];
      const before = others.map(numbers);
      updated(w);
      expect(others.map(numbers)).toEqual(before);
      const alone = tensor(entries);
      updated(alone);
      expect(numbers(w)).toEqual(numbers(alone));
      expect(numbers(w)).not.toEqual(entries);
    });
  });

  test('moves a parameter that has an alias once, and one without never', () => {
    tidy(() => {
      const w = tensor([3, 4]);
      const first = w.pointer;
      updated(w);
      expect(w.pointer).toBe(first);
      const alias = stopGradient(w);
      updated(w, 1);
      const second = w.pointer;
      expect([second === first, alias.pointer]).toEqual([false, first]);
      updated(w);
      expect(w.pointer).toBe(second);
    });
  });

  test('leaves as many bytes as before when the alias is gone', () => {
    const w = tensor([3, 4]);
    const { liveBytes } = defaultArena();
    const alias = stopGradient(w);
    updated(w);
    expect(defaultArena().liveBytes).toBe(liveBytes + 64);
    alias.dispose();
    expect(defaultArena().liveBytes).toBe(liveBytes);
    w.dispose();
    expect(defaultArena().liveBytes).toBe(liveBytes - 64);
  });
});

test('a tree with the very same tensors follows, since they are the parameters, and a copy does not', () => {
  tidy(() => {
    const p = { w: tensor([1]) };
    const same = [{ ...p }, mapTree(p, (leaf) => leaf), copyTree(p)];
    sgd({ rate: 1 }).update(p, { w: tensor([0.5]) });
    expect(same.map(({ w }) => w.item())).toEqual([0.5, 0.5, 1]);
  });
});

test('a view is a parameter of its own, and the tensor that it is of stays', () => {
  tidy(() => {
    const packed = tensor([1, 2, 3, 4, 5, 6]);
    const p = {
      W: reshape(slice(packed, { start: 0, end: 4 }), [2, 2]),
      b: slice(packed, { start: 4, end: 6 }),
    };
    sgd({ rate: 1 }).update(p, {
      W: tensor([
        [1, 1],
        [1, 1],
      ]),
      b: tensor([1, 1]),
    });
    expect([...numbers(p.W), ...numbers(p.b)]).toEqual([0, 1, 2, 3, 4, 5]);
    expect(numbers(packed)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

test('clipping changes its gradient and no other tensor', () => {
  tidy(() => {
    const gradient = tensor([3, 4]);
    const [raw, first] = [stopGradient(gradient), slice(gradient, { start: 0, end: 1 })];
    expect(clipByGlobalNorm(gradient, 1)).toBe(5);
    expect([numbers(raw), numbers(first)]).toEqual([[3, 4], [3]]);
    expect(Math.hypot(...numbers(gradient))).toBeCloseTo(1, 6);
  });
});

test('where a parameter cannot move, nothing is updated and the gradient is freed', () => {
  const before = useArena(new Arena({ limitBytes: 3 * 64 }));
  try {
    const w = tensor([1]);
    const [alias, gradient] = [stopGradient(w), tensor([1])];
    const rest = tensor([1]);
    expect(() => sgd({ rate: 1 }).update(w, gradient)).toThrow(BudgetError);
    expect([w.item(), alias.item(), gradient.fate]).toEqual([1, 1, 'disposed']);
    for (const leaf of [w, alias, rest]) leaf.dispose();
    expect(defaultArena().liveBytes).toBe(0);
  } finally {
    useArena(before);
  }
});

describe('predictions stay true while parameters have aliases', () => {
  const step = (W: Tensor, h: Tensor, x: Tensor) => ({ state: tanh(add(matmul(h, W), x)) });

  test.each([revolve({ slots: 3 }), withinBudget({ bytes: 4000 })])(
    'with a target network that follows every third update, under $name',
    (strategy) => {
      tidy(() => {
        const inputs = multiply(add(zeros([20, 1, 4]), 1), 0.1);
        const W = tensor([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6], {
          shape: [4, 4],
        });
        const run = (w: Tensor): Tensor =>
          scan(step, { parameters: w, state: zeros([1, 4]), inputs, outputs: 'none' }).state;
        const tape = new Tape({ strategy });
        const optimiser = adam({ rate: 0.01 });
        let target = stopGradient(W);
        for (let update = 0; update < 7; update += 1) {
          const wanted = numbers(target);
          const loss = (w: Tensor): Tensor => mean(square(subtract(run(w), add(run(target), 1))));
          const { gradient, report } = tape.gradient(loss, W);
          expect(report.peakBytes).toBe(report.predicted?.peakBytes);
          expect(report.peakByAccount).toEqual(report.predicted?.peakByAccount);
          optimiser.update(W, gradient);
          expect(numbers(target)).toEqual(wanted);
          expect(numbers(W)).not.toEqual(wanted);
          if (update % 3 === 2) target = stopGradient(W);
        }
        optimiser.dispose();
      });
    },
  );

  test('with the best weights so far', () => {
    tidy(() => {
      const w = tensor([2]);
      const losses: number[] = [];
      let best = { loss: Number.POSITIVE_INFINITY, w };
      // So large a rate that it oscillates and diverges: the first is the best.
      const optimiser = sgd({ rate: 1.1 });
      for (let update = 0; update < 5; update += 1) {
        const { value, gradient } = new Tape().gradient(lossOf, w);
        losses.push(value.item());
        if (value.item() < best.loss) best = { loss: value.item(), w: stopGradient(w) };
        optimiser.update(w, gradient);
      }
      expect([Math.min(...losses), best.w.item()]).toEqual([1, 2]);
    });
  });
});
