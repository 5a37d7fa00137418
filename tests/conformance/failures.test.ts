import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Memory, WasmMemory } from '../../src/array/memory.js';
import {
  Arena,
  type DType,
  type Kernels,
  recomputeAll,
  revolve,
  type Strategy,
  square,
  storeAll,
  sum,
  Tape,
  type Tensor,
  type TypedArray,
  tensor,
  tidy,
  useArena,
} from '../../src/index.js';
import { held } from '../support/held.js';
import { numbersOf, programs } from '../support/programs.js';

/** A memory that has no more to give at one allocation, counted from when it was armed. */
class Failing implements Memory {
  readonly kernels: Kernels;
  readonly #memory = new WasmMemory('wasm');
  #taken = 0;
  #failsAt = Number.POSITIVE_INFINITY;

  constructor() {
    this.kernels = this.#memory.kernels;
  }

  /** How often bytes were taken since it was armed. */
  get taken(): number {
    return this.#taken;
  }

  arm(failsAt: number): void {
    this.#taken = 0;
    this.#failsAt = failsAt;
  }

  take(bytes: number): ReturnType<Memory['take']> {
    this.#taken += 1;
    if (this.#taken === this.#failsAt) throw new Error('planted');
    return this.#memory.take(bytes);
  }

  give(stretch: ReturnType<Memory['take']>): void {
    this.#memory.give(stretch);
  }

  view(dtype: DType, pointer: number, count: number): TypedArray {
    return this.#memory.view(dtype, pointer, count);
  }

  write(dtype: DType, pointer: number, entries: TypedArray): void {
    this.#memory.write(dtype, pointer, entries);
  }
}

let memory: Failing;
let before: Arena;

beforeEach(() => {
  memory = new Failing();
  before = useArena(new Arena({ memory }));
});

afterEach(() => {
  useArena(before);
});

/** Fails a gradient at every allocation in turn: nothing may be left of it, and the next one succeeds. */
function failEverywhere(strategy: Strategy, loss: (parameters: never) => Tensor, parameters: unknown): void {
  const gradient = (failsAt: number): readonly number[] => {
    memory.arm(failsAt);
    // A new tape each time: every call of one tape draws other masks.
    const tape = new Tape({ strategy, predict: false });
    return tidy(() => numbersOf(tape.gradient(loss, parameters as never).gradient));
  };
  const expected = gradient(Number.POSITIVE_INFINITY);
  const allocations = memory.taken;
  const start = held();
  for (let failsAt = 1; failsAt <= allocations; failsAt += 1) {
    expect(() => gradient(failsAt)).toThrow('planted');
    expect(held()).toEqual(start);
  }
  expect(allocations).toBeGreaterThan(5);
  expect(gradient(Number.POSITIVE_INFINITY)).toEqual(expected);
}

const chosen: readonly Strategy[] = [storeAll(), recomputeAll(), revolve({ slots: 2 })];

describe.each(chosen.map((strategy) => [strategy.name, strategy] as const))('%s', (_name, strategy) => {
  test.each(Object.entries(programs))(
    '%s leaves nothing behind, whichever allocation fails',
    (_program, make) => {
      tidy(() => {
        const { parameters, loss } = make({ steps: 3, dtype: 'float32' });
        failEverywhere(strategy, loss, parameters);
      });
    },
  );
});

test('a derivative of a derivative leaves nothing behind, whichever allocation fails', () => {
  tidy(() => {
    const inner = new Tape({ predict: false });
    const cube = (p: Tensor): Tensor => sum(square(square(p)));
    const loss = (p: Tensor): Tensor => sum(square(inner.gradient(cube, p).gradient));
    failEverywhere(storeAll(), loss, tensor([1, 2]));
  });
});
