import { describe, expect, test } from 'vitest';
import { Arena } from '../../../src/array/arena.js';
import { useArena } from '../../../src/array/scope.js';
import { periodic, revolve, storeAll } from '../../../src/index.js';
import {
  add,
  leavesOf,
  matmul,
  normal,
  ones,
  scan,
  square,
  sum,
  Tape,
  type Tensor,
  tanh,
  tidy,
} from '../../../src/tape/index.js';

const steps = 9;
const strategies = [storeAll(), periodic({ every: 4 }), revolve({ slots: 3 })];

interface Parameters {
  readonly [name: string]: Tensor;
  readonly W: Tensor;
  readonly h: Tensor;
}

const numbers = (leaves: readonly Tensor[]): number[] => leaves.flatMap((leaf) => [...leaf.toArray()]);

/** A loss with a first state that is differentiated by, too; `seen` is called with the last state and the outputs. */
function lossOf(x: Tensor, seen: (leaves: readonly Tensor[]) => void = () => {}) {
  return ({ W, h }: Parameters): Tensor => {
    const { state, outputs } = scan(
      (w: Tensor, s: Tensor, xx: Tensor) => {
        const after = tanh(add(matmul(s, w), xx));
        return { state: after, output: square(after) };
      },
      { parameters: W, state: h, inputs: x, outputs: 'stack' },
    );
    seen([state, outputs]);
    return add(sum(square(state)), sum(outputs));
  };
}

function data(): { x: Tensor; parameters: Parameters } {
  const x = normal([steps, 2, 3], { key: [1, 2] });
  return { x, parameters: { W: normal([3, 3], { key: [1, 1], deviation: 0.5 }), h: ones([2, 3]) } };
}

describe.each(strategies.map((strategy) => [strategy.name, strategy] as const))('under %s', (_, strategy) => {
  test('gradients that the user has are not touched by the next, which is the same', () => {
    tidy(() => {
      const { x, parameters } = data();
      const tape = new Tape({ strategy });
      const written = new Tape({ strategy, compile: false }).gradient(lossOf(x), parameters);
      const runs = [1, 2, 3].map(() => tape.gradient(lossOf(x), parameters));
      for (const { gradient } of runs) {
        expect(numbers(leavesOf(gradient))).toEqual(numbers(leavesOf(written.gradient)));
      }
      expect(new Set(runs.flatMap(({ gradient }) => leavesOf(gradient))).size).toBe(6);
    });
  });

  test('a last state that was freed with its loss stays freed while the next run makes others', () => {
    tidy(() => {
      const { x, parameters } = data();
      const kept: Tensor[] = [];
      const tape = new Tape({ strategy, predict: false });
      for (let run = 0; run < 3; run += 1)
        tape.gradient(
          lossOf(x, (seen) => kept.push(...seen)),
          parameters,
        );
      expect(kept.map(({ fate }) => fate)).toEqual(kept.map(() => 'freed with its scope'));
      expect(new Set(kept).size).toBe(6);
    });
  });

  test('a run that is broken off leaves nothing, and the next is as if it had not been', () => {
    const arena = new Arena();
    const before = useArena(arena);
    try {
      tidy(() => {
        const { x, parameters } = data();
        const tape = new Tape({ strategy, predict: false });
        const first = numbers(leavesOf(tape.gradient(lossOf(x), parameters).gradient));
        const live = arena.liveBytes;
        const broken = (): never => {
          throw new Error('broken off');
        };
        expect(() => tape.gradient(lossOf(x, broken), parameters)).toThrow('broken off');
        expect(arena.liveBytes).toBe(live);
        expect(numbers(leavesOf(tape.gradient(lossOf(x), parameters).gradient))).toEqual(first);
      });
      expect(arena.liveBytes).toBe(0);
    } finally {
      useArena(before);
    }
  });
});
