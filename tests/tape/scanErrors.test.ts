import { describe, expect, test } from 'vitest';
import { ChainError, ScheduleError, ShapeError, TapeError } from '../../src/errors.js';
import {
  type Action,
  add,
  advance,
  concatenate,
  empty,
  multiply,
  ones,
  record,
  release,
  revolve,
  scan,
  snapshot,
  square,
  stopGradient,
  storeAll,
  sum,
  Tape,
  type Tensor,
  tensor,
  tidy,
  turn,
  zeros,
} from '../../src/index.js';
import { refusal } from '../support/held.js';

const three = { extent: 3, at: () => empty };

/** A step that its types would refuse. */
type Loose = (p: Tensor, h: { h: Tensor }, x: object, index: number) => never;

/** What a scan under a tape throws for a step; whatever the strategy, and nothing is left. */
function refused(
  body: (h: Tensor, index: number, p: Tensor) => unknown,
  outputs: 'sum' | 'none' = 'none',
): unknown {
  const step = ((p: Tensor, { h }: { h: Tensor }, _: object, index: number) => body(h, index, p)) as Loose;
  const found = [storeAll(), revolve({ slots: 1 })].flatMap((strategy) =>
    [true, false].map((predict) =>
      tidy(() => {
        const state = { h: ones([2]) };
        const parameters = ones([2]);
        const loss = (p: Tensor): Tensor => {
          const options = { parameters: p, state, inputs: three };
          if (outputs === 'sum') scan(step, { ...options, outputs: 'sum' });
          return sum(scan(step, options).state.h);
        };
        return refusal(() => new Tape({ strategy, predict }).gradient(loss, parameters));
      }),
    ),
  );
  for (const error of found) expect(error).toEqual(found[0]);
  return found[0];
}

describe('a step that breaks its promise is refused with its index', () => {
  test.each([
    [undefined, 'it returned nothing'],
    [null, 'it returned object null'],
    [7, 'it returned number 7'],
    [{}, 'it returned an object with no tensors'],
    [{ next: 1 }, "it returned an object with 'next'"],
  ])('it returns %j', (result, found) => {
    expect(refused(() => result)).toEqual(
      new ChainError(`step 0: ${found}; { state } or { state, output } is needed`),
    );
  });

  test('its state is no tree of tensors', () => {
    expect(refused(() => ({ state: { h: 3 } }))).toEqual(
      new ChainError(
        'scan, step 0: state.h is 3; a tensor, or a plain object or list of tensors, is needed: make one of it',
      ),
    );
  });

  test('its state changes shape', () => {
    expect(refused((h, index) => ({ state: { h: index === 2 ? concatenate([h, h]) : h } }))).toEqual(
      new ChainError(
        "step 2: state 'h' is float32 [4] but was float32 [2] before; a chain's state keeps its shape and dtype",
      ),
    );
  });

  test('its state changes dtype', () => {
    expect(refused(() => ({ state: { h: ones([2], { dtype: 'float64' }) } }))).toEqual(
      new ChainError(
        "step 0: state 'h' is float64 [2] but was float32 [2] before; a chain's state keeps its shape and dtype",
      ),
    );
  });

  test('its state changes names', () => {
    expect(refused((h, index) => ({ state: index === 1 ? { h, c: h } : { h } }))).toEqual(
      new ChainError("step 1: its state has 'h', 'c' but had 'h' before; a chain's state keeps its names"),
    );
    expect(refused((h) => ({ state: h }))).toEqual(
      new ChainError("step 0: its state has one tensor but had 'h' before; a chain's state keeps its names"),
    );
    expect(refused(() => ({ state: {} }))).toEqual(
      new ChainError("step 0: its state has no tensors but had 'h' before; a chain's state keeps its names"),
    );
  });

  test('its state is gone', () => {
    const gone = refused((h) => {
      const next = add(h, h);
      next.dispose();
      return { state: { h: next } };
    });
    expect(gone).toEqual(
      new ChainError("step 0: state 'h' was disposed; a step returns tensors that are alive"),
    );
  });

  test('it has no output where one is added up', () => {
    expect(refused((h, index) => ({ state: { h }, ...(index < 1 ? { output: h } : {}) }), 'sum')).toEqual(
      new ChainError(
        "step 1: it returned no output, which 'sum' and 'stack' need; return { state, output }, or use outputs: 'none'",
      ),
    );
  });

  test('its output changes', () => {
    const output = (make: (h: Tensor, index: number) => unknown): unknown =>
      refused((h, index) => ({ state: { h }, output: make(h, index) }), 'sum');
    expect(output((h, index) => ({ y: index === 1 ? sum(h) : h }))).toEqual(
      new ChainError(
        "step 1: output 'y' is float32 [] but was float32 [2] before; a chain's output keeps its shape and dtype",
      ),
    );
    expect(output((h, index) => (index === 2 ? [h] : { y: h }))).toEqual(
      new ChainError("step 2: its output has '0' but had 'y' before; a chain's output keeps its names"),
    );
    expect(output(() => 'text')).toEqual(
      new ChainError(
        "scan, step 0: output is 'text'; a tensor, or a plain object or list of tensors, is needed: keep what is none " +
          'out of the tree',
      ),
    );
  });

  test('it reads a tensor of the tape around it', () => {
    tidy(() => {
      const [a, state] = [ones([2]), ones([2])];
      const loss = (p: Tensor): Tensor => {
        const scale = multiply(p, 2);
        const step = (_: object, h: Tensor) => ({ state: multiply(h, scale) });
        return sum(scan(step, { parameters: empty, state: multiply(state, p), inputs: three }).state);
      };
      expect(refusal(() => new Tape().gradient(loss, a))).toEqual(
        new TapeError(
          'multiply: a tensor of shape [2] belongs to an enclosing tape and would get no gradient here; ' +
            'pass it in: scan(step, { parameters: { ..., it }, ... }), or checkpoint(f)(..., it), and read it from ' +
            "the step's arguments. For a constant, use stopGradient(it)",
        ),
      );
    });
  });

  test('but it may read one that is stopped', () => {
    tidy(() => {
      const state = ones([2]);
      const loss = (p: Tensor): Tensor => {
        const scale = stopGradient(multiply(p, 2));
        const step = (q: Tensor, h: Tensor) => ({ state: multiply(multiply(h, scale), q) });
        return sum(scan(step, { parameters: p, state, inputs: three }).state);
      };
      // Σ (2 p q)³ at p = 1: 8 q³ each, by q alone.
      expect(Array.from(new Tape().gradient(loss, ones([2])).gradient.toArray())).toEqual([24, 24]);
    });
  });
});

describe('a scan is refused before its first step', () => {
  let calls = 0;
  const step = (p: Tensor, h: Tensor) => {
    calls += 1;
    return { state: multiply(h, p) };
  };
  const refusedScan = (options: object): unknown =>
    tidy(() => {
      calls = 0;
      const all = { parameters: ones([2]), state: ones([2]), inputs: three, ...options };
      const error = refusal(() => scan(step, all as never));
      expect(calls).toBe(0);
      return error;
    });

  test('if its inputs differ in their first axis, have none, or are none', () => {
    tidy(() => {
      expect(refusedScan({ inputs: { a: zeros([3, 2]), b: zeros([4, 2]) } })).toEqual(
        new ShapeError(
          "scan: input 'b' is float32 [4, 2] and 'a' is float32 [3, 2]; all inputs need the same first axis, the steps",
        ),
      );
      expect(refusedScan({ inputs: {} })).toEqual(
        new ShapeError('scan: inputs have no tensors; give tensors [steps, ...], or { extent, at(index) }'),
      );
    });
  });

  test('if its extent is no number of steps', () => {
    for (const extent of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(refusedScan({ inputs: { extent, at: () => empty } })).toEqual(
        new RangeError(`scan: extent is ${extent}; a whole number of at least 0 is needed`),
      );
    }
  });

  test('if there is no such way to collect outputs, or nothing to collect', () => {
    expect(refusedScan({ outputs: 'mean' })).toEqual(
      new RangeError("scan: outputs is 'mean'; 'sum', 'stack' or 'none' is needed"),
    );
    for (const outputs of ['sum', 'stack']) {
      const noInputs = { extent: 0, at: () => empty };
      expect(refusedScan({ outputs, inputs: noInputs })).toEqual(
        new ChainError(`scan: there are no steps, so there is no output to ${outputs}; use outputs: 'none'`),
      );
    }
  });

  test.each<[string, readonly Action[], string]>([
    [
      'starts in its midst',
      [...turn(2, 3)],
      "action 0, 'record 2→3': the working state is state 0; restore or advance to state 2 first",
    ],
    [
      'ends too early',
      [advance(0, 2), ...turn(2, 3)],
      'end of the schedule, after 3 actions: step 1 is not swept; record and sweep it first',
    ],
    [
      'leaves a slot full',
      [snapshot(0, 0), ...turn(0, 3)],
      'end of the schedule, after 3 actions: slot 0 still holds state 0; release it first',
    ],
    [
      'records beyond the chain',
      [record(0, 4)],
      "action 0, 'record 0→4': to is 4; a whole number from 0 to 3 is needed",
    ],
    [
      'empties an empty slot',
      [release(0, 5)],
      "action 0, 'release 0 in 5': slot 5 is empty; state 0 has to be put there first",
    ],
  ])('if its schedule %s', (_name, actions, message) => {
    tidy(() => {
      const strategy = { ...storeAll(), schedule: () => actions };
      const [p, state] = [ones([2]), ones([2])];
      for (const predict of [true, false]) {
        calls = 0;
        const loss = (q: Tensor): Tensor =>
          sum(square(scan(step, { parameters: q, state, inputs: three }).state));
        expect(refusal(() => new Tape({ strategy, predict }).gradient(loss, p))).toEqual(
          new ScheduleError(message),
        );
        expect(calls).toBe(0);
      }
    });
  });

  test('if a derivative of a derivative is asked for through it', () => {
    tidy(() => {
      const p = tensor([1, 2]);
      const cube = (q: Tensor): Tensor =>
        sum(scan(step, { parameters: q, state: q, inputs: { extent: 2, at: () => empty } }).state);
      const outer = (q: Tensor): Tensor => sum(square(new Tape().gradient(cube, q).gradient));
      expect(refusal(() => new Tape().gradient(outer, p))).toEqual(
        new TapeError(
          'scan: a derivative of a derivative through scan is asked for, which is not supported; ' +
            'take the inner derivative of a program without it, or stop the outer one with stopGradient',
        ),
      );
    });
  });
});
