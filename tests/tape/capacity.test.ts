import { expect, test } from 'vitest';
import {
  BudgetError,
  defaultArena,
  matmul,
  mean,
  normal,
  scan,
  square,
  storeAll,
  Tape,
  type Tensor,
  tanh,
  tidy,
  withinBudget,
  zeros,
} from '../../src/index.js';

// 300 states of 16 MiB: more than a WebAssembly memory has, and nothing of it is ever computed here.
const step = (W: Tensor, h: Tensor) => ({ state: tanh(matmul(h, W)) });
const loss = (W: Tensor): Tensor => {
  const inputs = { extent: 300, at: () => [] };
  return mean(square(scan(step, { parameters: W, state: zeros([65_536, 64]), inputs }).state));
};

test('a run that the memory cannot hold is refused before it is computed', () => {
  tidy(() => {
    const W = normal([64, 64], { key: [7, 1] });
    const { capacityBytes, liveBytes } = defaultArena();
    const tape = new Tape({ strategy: storeAll() });
    expect(tape.predict(loss, W)?.peakBytes).toBe(5_117_067_456);
    expect(() => tape.gradient(loss, W)).toThrow(
      new BudgetError(
        `tape: store all needs 5117067456 bytes at its peak, 5117051072 of them beside the ${liveBytes} that are live; ` +
          `the arena ends at ${capacityBytes}. Use a strategy with fewer slots, fewer steps or a smaller batch`,
        { live: liveBytes, asked: 5_117_051_072, limit: capacityBytes },
      ),
    );
    expect(defaultArena().liveBytes).toBe(liveBytes);
  });
});

test('a budget beyond the end of the memory is planned within it', () => {
  tidy(() => {
    const W = normal([64, 64], { key: [7, 1] });
    const figures = new Tape({ strategy: withinBudget({ bytes: '8 GiB' }) }).predict(loss, W);
    expect(figures?.peakBytes).toBeLessThanOrEqual(defaultArena().capacityBytes);
    expect(figures?.advancedSteps).toBeGreaterThan(0);
  });
});
