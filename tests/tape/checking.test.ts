import { describe, expect, test } from 'vitest';
import {
  add,
  bisect,
  checkpoint,
  defaultArena,
  dropout,
  multiply,
  normal,
  periodic,
  recomputeAll,
  revolve,
  type Strategy,
  scan,
  sequential,
  sqrt,
  square,
  storeAll,
  sum,
  Tape,
  type Tensor,
  tanh,
  tidy,
} from '../../src/index.js';

const steps = 10;
const key = (place: number) => [7, place] as const;

/** The gradient through a scan of `step`, with values checked. */
function checked(
  strategy: Strategy,
  step: (w: Tensor, h: Tensor, index: number) => Tensor,
): readonly number[] {
  const before = defaultArena().liveBytes;
  try {
    return tidy(() => {
      const w = normal([4], { key: key(0) });
      const state = normal([4], { key: key(1) });
      const loss = (p: Tensor): Tensor =>
        sum(
          scan((q: Tensor, h: Tensor, _, index) => ({ state: step(q, h, index) }), {
            parameters: p,
            state,
            inputs: { extent: steps, at: () => [] },
          }).state,
        );
      const { gradient } = new Tape({ strategy, check: 'boundaries' }).gradient(loss, w);
      return Array.from(gradient.toArray());
    });
  } finally {
    expect(defaultArena().liveBytes).toBe(before);
  }
}

const causes =
  'Usual causes: Math.random or Date in the step, a counter or a variable outside that it changes, an input that ' +
  'was changed in place. Draw randomness with dropout or a key, and pass what changes as state or inputs';

const recomputing: readonly Strategy[] = [
  recomputeAll(),
  revolve({ slots: 3 }),
  sqrt(),
  bisect(),
  periodic({ every: 4 }),
];

describe.each(recomputing.map((strategy) => [strategy.name, strategy] as const))('%s', (_name, strategy) => {
  test('passes a pure step, and one with dropout', () => {
    const pure = (w: Tensor, h: Tensor): Tensor => tanh(add(multiply(h, w), dropout(h, { rate: 0.5 })));
    expect(checked(strategy, pure)).toEqual(checked(storeAll(), pure));
  });

  test('refuses a step that counts, which without a check gives a wrong gradient without a word', () => {
    let calls = 0;
    const counting = (w: Tensor, h: Tensor): Tensor => multiply(multiply(h, w), 1 + calls++ / 100);
    expect(() => checked(strategy, counting)).toThrow(/^scan: step \d+ is not a pure function: run again /);
  });

  test('refuses a step that draws from Math.random', () => {
    const random = (w: Tensor, h: Tensor): Tensor => multiply(multiply(h, w), Math.random());
    expect(() => checked(strategy, random)).toThrow(/is not a pure function/);
  });
});

test('the first step that differs is named, with the segment that was run again', () => {
  let isLater = false;
  const step = (w: Tensor, h: Tensor, index: number): Tensor => {
    if (index === 9) isLater = true;
    return multiply(h, isLater && index === 5 ? square(w) : w);
  };
  // Only where a value is computed: the run is measured first, with shapes alone.
  const run = (): unknown => {
    isLater = false;
    return tidy(() => {
      const w = normal([4], { key: key(0) });
      const loss = (p: Tensor): Tensor => {
        isLater = false;
        const inputs = { extent: steps, at: () => [] };
        return sum(
          scan((q: Tensor, h: Tensor, _, t) => ({ state: step(q, h, t) }), {
            parameters: p,
            state: p,
            inputs,
          }).state,
        );
      };
      return new Tape({ strategy: periodic({ every: 4 }), check: 'boundaries' }).gradient(loss, w);
    });
  };
  expect(run).toThrow(
    `scan: step 5 is not a pure function: run again in the segment of steps 2 to 5, it left another state than the first time. ${causes}`,
  );
});

test('a step that is impure in its output alone is refused', () => {
  let calls = 0;
  const run = (): unknown =>
    tidy(() => {
      const w = normal([4], { key: key(0) });
      const step = (p: Tensor, h: Tensor) => ({
        state: multiply(h, p),
        output: sum(multiply(h, 1 + calls++)),
      });
      const inputs = { extent: steps, at: () => [] };
      const loss = (p: Tensor): Tensor =>
        scan(step, { parameters: p, state: p, inputs, outputs: 'sum' }).outputs;
      return new Tape({ strategy: revolve({ slots: 2 }), check: 'boundaries' }).gradient(loss, w);
    });
  expect(run).toThrow(/^scan: step \d is not a pure function/);
});

test('checkpoint and sequential are checked, too', () => {
  let calls = 0;
  const impure = (x: Tensor): Tensor => multiply(x, 1 + calls++);
  const gradient = (loss: (w: Tensor) => Tensor): unknown =>
    tidy(() =>
      new Tape({ strategy: recomputeAll(), check: 'boundaries' }).gradient(
        loss,
        normal([4], { key: key(0) }),
      ),
    );
  expect(() => gradient((w) => sum(checkpoint(impure)(w)))).toThrow(
    `checkpoint: step 0 is not a pure function: run again alone, it left another state than the first time. ${causes}`,
  );
  const layer = (p: Tensor, x: Tensor): Tensor => multiply(impure(x), p);
  expect(() => gradient((w) => sum(sequential([layer, layer, layer])([w, w, w], w)))).toThrow(
    /^sequential: step \d is not a pure function/,
  );
});

test('checking costs 8 bytes a step and two words, by the ledger, and is predicted', () => {
  const peak = (check: 'off' | 'boundaries'): readonly [number, number | undefined] =>
    tidy(() => {
      const w = normal([4], { key: key(0) });
      const inputs = { extent: 1000, at: () => [] };
      const loss = (p: Tensor): Tensor =>
        sum(
          scan((q: Tensor, h: Tensor) => ({ state: multiply(h, q) }), { parameters: p, state: p, inputs })
            .state,
        );
      const { report } = new Tape({ strategy: revolve({ slots: 4 }), check }).gradient(loss, w);
      return [report.peakBytes, report.predicted?.peakBytes];
    });
  const [off, predictedOff] = peak('off');
  const [on, predictedOn] = peak('boundaries');
  expect([off, on]).toEqual([predictedOff, predictedOn]);
  // Rounded up to a whole block of 64 bytes.
  expect(on - off).toBe(Math.ceil((8 * (1000 + 2)) / 64) * 64);
});

test('without a check the same step is believed, and its gradient is wrong', () => {
  let calls = 0;
  const loss = (w: Tensor): Tensor => sum(checkpoint((x: Tensor) => multiply(square(x), calls++))(w));
  const [at] = tidy(() => {
    const tape = new Tape({ predict: false, compile: false });
    const { value, gradient } = tape.gradient(loss, normal([1], { key: key(0) }));
    return [{ value: value.item(), gradient: gradient.item() }];
  });
  expect(at?.value).toBe(0);
  expect(at?.gradient).not.toBe(0);
});

test('another word for check is refused', () => {
  expect(() => new Tape({ check: 'values' as never })).toThrow(
    new RangeError("tape: check is 'values'; 'off', 'boundaries' or 'numbers' is needed"),
  );
});
