import { describe, expect, test } from 'vitest';
import {
  add,
  BudgetError,
  defaultArena,
  normal,
  randomStream,
  scan,
  square,
  strategies,
  sum,
  Tape,
  type Tensor,
  tanh,
  tidy,
} from '../../src/index.js';
import { numbersOf, programs } from '../support/programs.js';

const steps = 7;

describe.each(Object.entries(strategies))('%s', (_name, row) => {
  const strategy = row.sized?.(3, steps) ?? row.usual(steps);

  test.each(Object.entries(programs))(
    '%s leaves nothing behind, wherever its budget ends',
    (_program, program) => {
      tidy(() => {
        const { parameters, loss } = program({ steps, dtype: 'float32' });
        const before = held();
        const gradient = (options: object): readonly number[] =>
          tidy(() =>
            numbersOf(new Tape({ strategy, ...options }).gradient(loss, parameters as never).gradient),
          );
        const expected = gradient({});
        const peakBytes = new Tape({ strategy }).predict(loss, parameters as never)?.peakBytes ?? 0;
        // A block has a multiple of 64 bytes; some sixty limits end the run in as many places.
        const stride = 64 * Math.max(1, Math.floor(peakBytes / 64 / 60));
        for (let limitBytes = 64; limitBytes < peakBytes; limitBytes += stride) {
          expect(() => gradient({ limitBytes, predict: false })).toThrow(BudgetError);
          expect(held()).toEqual(before);
        }
        expect(() => gradient({ limitBytes: peakBytes - 1 })).toThrow(/^tape: .* bytes at its peak/);
        expect(gradient({ limitBytes: peakBytes })).toEqual(expected);
        expect(held()).toEqual(before);
      });
    },
  );

  test('a step that throws leaves nothing behind, whichever run of it throws, and the tape can be used again', () => {
    tidy(() => {
      const stream = randomStream('throws');
      const w = normal([4], { key: stream.key() });
      const x = normal([steps, 4], { key: stream.key() });
      const state = normal([4], { key: stream.key() });
      let calls = 0;
      let last = Number.POSITIVE_INFINITY;
      const step = (p: Tensor, h: Tensor, input: Tensor) => {
        const next = tanh(add(add(h, p), input));
        calls += 1;
        if (calls > last) throw new Error('planted');
        return { state: next, output: sum(square(next)) };
      };
      const loss = (p: Tensor): Tensor =>
        scan(step, { parameters: p, state, inputs: x, outputs: 'sum' }).outputs;
      const tape = new Tape({ strategy });
      const gradient = (): readonly number[] => {
        calls = 0;
        return tidy(() => numbersOf(tape.gradient(loss, w).gradient));
      };
      const expected = gradient();
      // A budget is planned in the first run alone.
      expect(gradient()).toEqual(expected);
      const before = held();
      const all = calls;
      for (last = 0; last < all; last += 1) {
        expect(gradient).toThrow('planted');
        expect(held()).toEqual(before);
      }
      expect(all).toBeGreaterThanOrEqual(2 * steps);
      expect(gradient()).toEqual(expected);
    });
  });
});

function held(): object {
  const { liveBytes, ledger } = defaultArena();
  return { liveBytes, inRuns: ledger.liveBytes };
}
