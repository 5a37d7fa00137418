import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { Progress } from '../../../experiments/harness/progress.js';

test('where there is no terminal, each finished point is a line', () => {
  const { stream, written } = sink(false);
  let nowMs = 1000;
  using progress = new Progress({ weights: [1, 3, 0], stream, nowMs: () => nowMs });
  nowMs = 3000;
  progress.finish(0, 'store-all: 2.0 s', { startMs: 0, wallMs: 2000 });
  nowMs = 8500;
  progress.finish(1, 'revolve: 5.5 s', { startMs: 0, wallMs: 5500 });
  progress.finish(2, 'sqrt: crashed');
  expect(written()).toBe(
    '[1/3] store-all: 2.0 s (left: 6.0 s)\n' +
      '[2/3] revolve: 5.5 s (left: 0 ms)\n' +
      '[3/3] sqrt: crashed (left: 0 ms)\n',
  );
});

test('on a terminal a bar says how many points are done and how long the rest takes', () => {
  const { stream, written } = sink(true);
  let nowMs = 0;
  const progress = new Progress({ weights: [1, 3], stream, nowMs: () => nowMs });
  nowMs = 2000;
  progress.finish(0, 'store-all', { startMs: 0, wallMs: 2000 });
  progress[Symbol.dispose]();
  expect(written()).toContain('0/2, left: unknown, starting');
  expect(written()).toContain('[========                      ] 1/2, left: 6.0 s, store-all');
});

/** A stream that says whether it is a terminal, as `process.stderr` does, and what was written to it. */
function sink(isTTY: boolean) {
  const through = new PassThrough({ encoding: 'utf8' });
  let text = '';
  through.on('data', (chunk: string) => {
    text += chunk;
  });
  const terminal = {
    isTTY,
    columns: 120,
    rows: 40,
    fd: 2,
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
  };
  return { stream: Object.assign(through, terminal), written: () => text };
}
