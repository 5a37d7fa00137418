import { expect, test } from 'vitest';
import type { Cell } from '../../experiments/models/cell.js';
import { elman } from '../../experiments/models/elman.js';
import { irnn } from '../../experiments/models/irnn.js';
import {
  type Action,
  normal,
  type Report,
  randomStream,
  recomputeAll,
  record,
  release,
  revolve,
  type Strategy,
  scan,
  snapshot,
  square,
  storeAll,
  sum,
  sweep,
  Tape,
  type Tensor,
  type Tree,
  tidy,
} from '../../src/index.js';

// Sizes whose tensors are whole blocks of 64 bytes, so that nothing is padded.
const [batch, hidden, inputs] = [16, 32, 8];
const stateBytes = 4 * batch * hidden;
const inputBytes = 4 * batch * inputs;
const weightBytes = 4 * (hidden * hidden + inputs * hidden + hidden);

function reportOf<P extends Tree>(cell: Cell<P, Tensor>, strategy: Strategy, steps: number): Report {
  return tidy(() => {
    const stream = randomStream('bytes');
    const sizes = { inputs, hidden };
    const x = normal([steps, batch, inputs], { key: stream.key() });
    const state = cell.initialState(batch, sizes);
    const loss = (parameters: P): Tensor =>
      sum(square(scan(cell.step, { parameters, state, inputs: x }).state));
    return new Tape({ strategy }).gradient(loss, cell.parameters(stream, sizes)).report;
  });
}

test('store-all holds one state a step more for every step of an Elman network, and its input', () => {
  const short = reportOf(elman, storeAll(), 16);
  const long = reportOf(elman, storeAll(), 100);
  // Before the first sweep: the states before all steps, and the last one, which is a tanh's residual, too.
  expect(long.peakByAccount.residual).toBe(101 * stateBytes);
  expect(long.peakByAccount.input).toBe(100 * inputBytes);
  expect(long.peakByAccount.parameter).toBe(weightBytes);
  expect(long.peakByAccount.gradient).toBe(weightBytes);
  expect(long.peakBytes - short.peakBytes).toBe(84 * (stateBytes + inputBytes));
});

test('store-all holds a state and one bit an entry for every step of an IRNN', () => {
  const report = reportOf(irnn, storeAll(), 100);
  // The state before each step, and the bits of each relu, 32 times fewer bytes.
  expect(report.peakMoment).toEqual({ phase: 'sweep', step: 99 });
  expect(report.peakByAccount.residual).toBe(100 * stateBytes + 100 * (stateBytes / 32));
});

test('revolve holds one state more for every slot, whatever the number of steps', () => {
  const [two, seven] = [2, 7].map((slots) => reportOf(elman, revolve({ slots }), 100).peakBytes);
  expect(seven! - two!).toBe(5 * stateBytes);
  const [short, long] = [30, 300].map((steps) => reportOf(elman, revolve({ slots: 4 }), steps).peakBytes);
  expect(long! - short!).toBe(270 * inputBytes);
});

test('recomputing all needs the same bytes for 10 steps and for 200, but for the inputs', () => {
  const [short, long] = [10, 200].map((steps) => reportOf(elman, recomputeAll(), steps).peakBytes);
  expect(long! - short!).toBe(190 * inputBytes);
});

test('a snapshot of a state that a waiting record holds costs nothing', () => {
  const around = (extra: readonly Action[], after: readonly Action[]): Strategy => ({
    ...storeAll(),
    schedule: () => [
      ...[snapshot(0, 0), record(0, 3), ...extra, record(3, 8), sweep(8, 3), ...after],
      ...[sweep(3, 0), release(0, 0)],
    ],
  });
  const plain = reportOf(elman, around([], []), 8);
  const shared = reportOf(elman, around([snapshot(3, 1)], [release(3, 1)]), 8);
  expect(shared.peakBytes).toBe(plain.peakBytes);
  expect(shared.snapshotWrites).toBe(plain.snapshotWrites + 1);
  // Where no record waits it costs a state.
  const alone = reportOf(elman, revolve({ slots: 2 }), 8).peakBytes;
  expect(reportOf(elman, revolve({ slots: 3 }), 8).peakBytes).toBe(alone + stateBytes);
});
