import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  bisect,
  checkpoint,
  defaultArena,
  empty,
  multiply,
  online,
  recomputeAll,
  revolve,
  type Strategy,
  scan,
  sequential,
  square,
  storeAll,
  sum,
  Tape,
  type Tensor,
  tanh,
  tensor,
} from '../../src/index.js';

const strategies: readonly Strategy[] = [storeAll(), recomputeAll(), revolve({ slots: 2 }), bisect()];
const left = /is left from a run of step \d+ of the \w+ that is over; a step keeps nothing and may run again/;

/** What a step may keep in a variable: one of the tensors that it was given or made. */
type Remembered = 'parameter' | 'state' | 'input' | 'made' | 'returned';

/** A step that reads what it remembers of the step `lag` steps before. */
function remembering(what: Remembered, lag: number) {
  const memory: Tensor[] = [];
  return (p: Tensor, h: Tensor, x: Tensor): { state: Tensor } => {
    const made = multiply(x, p);
    const read = memory.length < lag ? made : memory.shift()!;
    const returned = add(tanh(h), read);
    memory.push({ parameter: p, state: h, input: x, made, returned }[what]);
    return { state: returned };
  };
}

const inputs = tensor(Float32Array.from({ length: 7 }, (_, nth) => nth / 7));
const state = tensor(0.5);

describe.each([true, false])('compile: %s', (compile) => {
  const kinds: readonly Remembered[] = ['parameter', 'state', 'input', 'made', 'returned'];
  test.each(kinds)('a scan whose step remembers a tensor of its own is refused: %s', (what) => {
    for (const strategy of strategies) {
      for (const lag of [1, 2, 3]) {
        const live = defaultArena().ledger.liveBytes;
        const step = remembering(what, lag);
        const loss = (p: Tensor): Tensor => sum(scan(step, { parameters: p, state, inputs }).state);
        const run = (): unknown =>
          new Tape({ strategy, compile, predict: false }).gradient(loss, tensor(0.3));
        expect(run, `${strategy.name}, ${lag} steps before`).toThrow(left);
        expect(defaultArena().ledger.liveBytes).toBe(live);
      }
    }
  });

  test('the message names the primitive, the shape and both steps', () => {
    const loss = (p: Tensor): Tensor =>
      sum(scan(remembering('made', 2), { parameters: p, state, inputs }).state);
    expect(() => new Tape({ compile: false, predict: false }).gradient(loss, tensor(0.3))).toThrow(
      'add in step 2 of the scan: a tensor of shape [], made by multiply, is left from a run of step 0 of the scan ' +
        'that is over; a step keeps nothing and may run again: return what is needed later in the state or the output',
    );
  });

  test('so is a layer, a checkpoint and a step of a chain that ends when it ends', () => {
    const skipping = (): ((w: Tensor, x: Tensor) => Tensor) => {
      let skip: Tensor | undefined;
      return (w, x) => {
        const y = multiply(x, w);
        const out = add(y, skip ?? y);
        skip = y;
        return out;
      };
    };
    const layer = skipping();
    const layers = (ws: [Tensor, Tensor, Tensor]): Tensor => sequential([layer, layer, layer])(ws, tensor(1));
    const weights: [Tensor, Tensor, Tensor] = [tensor(2), tensor(3), tensor(5)];
    expect(() => new Tape({ compile }).gradient(layers, weights)).toThrow(left);

    const again = checkpoint(skipping());
    const twice = (w: Tensor): Tensor => again(w, again(w, w));
    expect(() => new Tape({ compile }).gradient(twice, tensor(2))).toThrow(left);

    const step = remembering('made', 1);
    const ending = (p: Tensor): Tensor => {
      const { state: last } = scan((q: Tensor, h: Tensor) => step(q, h, q), {
        parameters: p,
        state: tensor(0.5),
        inputs: { at: () => empty },
        until: (_: Tensor, index: number) => index === 5,
        strategy: online({ slots: 2 }),
      });
      return square(last);
    };
    expect(() => new Tape({ compile }).gradient(ending, tensor(2))).toThrow(left);
  });

  test('a state that is a tensor of an earlier step is refused, too', () => {
    let first: Tensor | undefined;
    const step = (p: Tensor, h: Tensor): { state: Tensor } => {
      const next = multiply(h, p);
      first ??= next;
      return { state: first };
    };
    const loss = (p: Tensor): Tensor => sum(scan(step, { parameters: p, state, inputs }).state);
    expect(() => new Tape({ compile }).gradient(loss, tensor(0.3))).toThrow(
      /is left from a run of step 0 of the scan/,
    );
  });
});

test('steps that remember at random are refused, and those that do not give the loop’s gradient', () => {
  const program = fc.record({
    /** The place among a step's tensors that is remembered at each step, if any is. */
    remembers: fc.array(fc.option(fc.nat(4), { freq: 1 }), { minLength: 6, maxLength: 6 }),
    reads: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    compile: fc.boolean(),
    strategy: fc.constantFrom(...strategies),
  });
  fc.assert(
    fc.property(program, ({ remembers, reads, compile, strategy }) => {
      const losses = (isChecked: boolean): ((p: Tensor) => Tensor) => {
        let memory: Tensor | undefined;
        const step = (p: Tensor, h: Tensor, x: Tensor, index: number): { state: Tensor } => {
          const own = [p, h, x, multiply(x, p)];
          const read = isChecked && reads[index] ? memory : undefined;
          own.push(add(tanh(own[1]!), read ?? own[3]!));
          const place = remembers[index];
          if (place !== null) memory = own[place!];
          return { state: own[4]! };
        };
        return (p) => sum(scan(step, { parameters: p, state, inputs: tensor([1, 2, 3, 4, 5, 6]) }).state);
      };
      const gradientOf = (isChecked: boolean): number =>
        new Tape({ strategy, compile }).gradient(losses(isChecked), tensor(0.3)).gradient.item();
      const isImpure = reads.some((isRead) => isRead) && remembers.some((place) => place !== null);
      if (isImpure) expect(() => gradientOf(true)).toThrow(left);
      else expect(gradientOf(true)).toBe(gradientOf(false));
    }),
    { numRuns: 200, seed: 14 },
  );
});
