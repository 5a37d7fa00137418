import { describe, expect, test } from 'vitest';
import {
  adam,
  add,
  checkpoint,
  clipByGlobalNorm,
  dropout,
  leavesOf,
  multiply,
  normal,
  ones,
  randomStream,
  recomputeAll,
  reshape,
  revolve,
  type Strategy,
  scan,
  slice,
  sqrt,
  square,
  stopGradient,
  storeAll,
  sum,
  Tape,
  type Tensor,
  tensor,
  tidy,
  zeros,
} from '../../src/index.js';
import { numbersOf } from '../support/programs.js';

const none = (extent: number) => ({ extent, at: () => ({}) });
const advancing: readonly Strategy[] = [storeAll(), revolve({ slots: 2 }), recomputeAll(), sqrt()];

/** The loss and the gradient of a program of one parameter [1.1 ... 1.8]. */
function numbers(loss: (p: { W: Tensor }) => Tensor, strategy: Strategy = storeAll()): readonly number[] {
  return tidy(() => {
    const W = tensor([1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8], { dtype: 'float64' });
    const { value, gradient } = new Tape({ strategy, seed: 3 }).gradient(loss, { W });
    return [value.item(), ...numbersOf(gradient)];
  });
}

const start = (): Tensor => ones([8], { dtype: 'float64' });

describe('what a step must not lose', () => {
  test('dropout in a checkpoint in a step drops the same under every strategy', () => {
    const f = checkpoint((h: Tensor, W: Tensor) => dropout(multiply(h, W), { rate: 0.3 }));
    const step = ({ W }: { W: Tensor }, h: Tensor) => ({ state: dropout(f(h, W), { rate: 0.1 }) });
    const loss = (p: { W: Tensor }): Tensor =>
      sum(scan(step, { parameters: p, state: start(), inputs: none(5) }).state);
    const [expected, ...others] = advancing.map((strategy) => numbers(loss, strategy));
    for (const other of others) expect(other).toEqual(expected);
  });

  test.each(advancing.map((strategy) => [strategy.name, strategy] as const))(
    'under %s, a value of the tape that is captured is refused wherever it comes back',
    (_name, strategy) => {
      const refused = (loss: (p: { W: Tensor }) => Tensor): void => {
        expect(() => numbers(loss, strategy)).toThrow(/would get no gradient here/);
      };
      refused((p) => {
        const y = multiply(p.W, 3);
        const step = (q: { W: Tensor }, h: Tensor) => ({ state: multiply(h, q.W), output: y });
        const run = scan(step, { parameters: p, state: start(), inputs: none(3), outputs: 'sum' });
        return add(sum(run.state), sum(run.outputs));
      });
      refused((p) => {
        const f = checkpoint((x: Tensor) => ({ a: square(x), b: p.W }));
        return sum(add(f(p.W).a, f(p.W).b));
      });
      refused((p) => {
        const step = (_: object, h: Tensor, x: Tensor) => ({ state: add(h, x) });
        const inputs = { extent: 2, at: (): Tensor => slice(p.W, { start: 0, end: 8 }) };
        return sum(add(p.W, scan(step, { parameters: {}, state: start(), inputs }).state));
      });
    },
  );

  test('a parameter read from outside by a scan that follows nothing is refused', () => {
    tidy(() => {
      const W = tensor([0.5]);
      const step = (_: object, h: Tensor) => ({ state: multiply(h, W) });
      const loss = (p: { W: Tensor }): Tensor =>
        add(sum(scan(step, { parameters: {}, state: ones([1]), inputs: none(3) }).state), sum(square(p.W)));
      expect(() => new Tape().gradient(loss, { W })).toThrow(
        /^multiply: a parameter of shape \[1\] is read from outside/,
      );
    });
  });

  test('a view of a stopped value is stopped', () => {
    const loss = (p: { W: Tensor }): Tensor =>
      sum(multiply(reshape(p.W, [2, 4]), reshape(stopGradient(p.W), [2, 4])));
    const [, ...gradient] = numbers(loss);
    expect(gradient).toEqual([1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8]);
  });
});

test('a scan in a derivative of a derivative is refused also where only cotangents are followed', () => {
  tidy(() => {
    const loss = (p: Tensor): Tensor => {
      const inner = (z: Tensor): Tensor => {
        const step = (b: Tensor, h: Tensor) => ({ state: add(h, b) });
        return sum(multiply(p, scan(step, { parameters: z, state: zeros([2]), inputs: none(3) }).state));
      };
      return sum(square(new Tape().gradient(inner, ones([2])).gradient));
    };
    expect(() => new Tape().gradient(loss, tensor([1, 2]))).toThrow(
      /a derivative of a derivative through scan/,
    );
  });
});

test('gradients of the terms of a sum do not share their bytes', () => {
  tidy(() => {
    const { gradient } = new Tape().gradient((p: { a: Tensor; b: Tensor }) => sum(square(add(p.a, p.b))), {
      a: tensor([1, 2]),
      b: tensor([3, 4]),
    });
    clipByGlobalNorm(gradient, 1);
    const norm = Math.hypot(...numbersOf(gradient));
    // Four products in float32, each within 2^-24 of itself.
    expect(Math.abs(norm - 1)).toBeLessThan(1e-6);
  });
});

test('a loss may be a parameter, or what was made before it; neither is freed', () => {
  tidy(() => {
    const five = tensor(5);
    const W = tensor(2);
    expect(new Tape().gradient(() => five, { W }).value.item()).toBe(5);
    expect(five.item()).toBe(5);
    const { value, gradient } = new Tape().gradient((p: { W: Tensor }) => p.W, { W });
    expect([value.item(), gradient.W.item(), W.item()]).toEqual([2, 1, 2]);
    expect(new Tape().gradient(() => value, { W }).value.item()).toBe(2);
    expect(value.item()).toBe(2);
  });
});

test('a tape within a loss does not lower the peak of the one around it', () => {
  tidy(() => {
    const large = (): number => tidy(() => normal([1000], { key: randomStream(1).key() })).size;
    const report = (isNested: boolean) =>
      new Tape().gradient(
        (p: { W: Tensor }) => {
          large();
          if (isNested) new Tape().gradient((q: Tensor) => sum(square(q)), ones([2]));
          return sum(square(p.W));
        },
        { W: tensor([1, 2]) },
      ).report;
    const plain = report(false);
    const nested = report(true);
    expect(nested.peakBytes).toBeGreaterThanOrEqual(plain.peakBytes);
    expect(nested.predicted?.peakBytes).toBe(nested.peakBytes);
  });
});

test('every call of a tape draws other masks, and two tapes of a seed draw the same', () => {
  tidy(() => {
    const x = ones([64]);
    const values = (tape: Tape): readonly number[] =>
      [1, 2, 3].map(() =>
        tape.gradient((p: Tensor) => sum(dropout(multiply(p, x), { rate: 0.5 })), ones([64])).value.item(),
      );
    const first = values(new Tape({ seed: 'masks' }));
    expect(new Set(first).size).toBeGreaterThan(1);
    expect(values(new Tape({ seed: 'masks' }))).toEqual(first);
  });
});

test('an optimiser refuses another parameter in the place of one that it knows', () => {
  tidy(() => {
    const optimiser = adam({ rate: 0.1 });
    optimiser.update({ a: zeros([1]) }, { a: ones([1]) });
    expect(() => optimiser.update({ a: zeros([400]) }, { a: ones([400]) })).toThrow(
      'adam: parameter 0 is float32 [400] and was float32 [1] before; an optimiser keeps to its parameters, make a new one for others',
    );
    optimiser.dispose();
  });
});

test('what is no tree is refused before anything is held', () => {
  const x = ones([2, 1]);
  const before = leavesOf({ x }).length;
  expect(before).toBe(1);
  const wrong: Tensor = JSON.parse('3');
  expect(() =>
    scan((_: object, h: Tensor) => ({ state: h }), { parameters: {}, state: wrong, inputs: x }),
  ).toThrow(/scan: state is 3/);
  x.dispose();
});
