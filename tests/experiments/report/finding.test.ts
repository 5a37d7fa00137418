import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type AnyExperiment, experiment, type Mode } from '../../../experiments/experiment.js';
import { provenance } from '../../../experiments/harness/provenance.js';
import { appendResult } from '../../../experiments/harness/results.js';
import { fileOf } from '../../../experiments/harness/store.js';
import { findingOf } from '../../../experiments/report/finding.js';
import { page } from '../../../experiments/report/page.js';

const root = mkdtempSync(join(tmpdir(), 'sublinear-finding-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const points: Readonly<Record<Mode, readonly number[]>> = { quick: [1, 2], full: [2, 3, 4, 5] };

const sample: AnyExperiment = experiment({
  id: 'sample',
  paper: { key: 'nobody-2000', authors: 'Nobody', year: 2000, title: 'Of nothing' },
  title: 'A sample',
  question: 'Which points are shown?',
  points: (mode) => points[mode].map((n) => ({ n })),
  label: ({ n }: { n: number }) => `n = ${n}`,
  measure: ({ n }) => ({ n }),
  show: (rows) => {
    if (rows.length === 3) throw new Error('three is too many');
    return {
      plots: [],
      comparisons: [],
      claims: [{ text: 'few', holds: undefined, found: `${rows.length}` }],
    };
  },
}) as never;

let folders = 0;

/** What is found where these points were measured. */
function found(measured: readonly number[], mode?: Mode, crashed: readonly number[] = []) {
  const folder = join(root, String(folders++));
  const line = (n: number, outcome: object) => ({
    ...provenance(),
    id: 'sample',
    point: { n },
    version: '1',
    outcome,
  });
  for (const n of measured) {
    appendResult(fileOf(folder, 'sample'), line(n, { kind: 'finished', result: { n }, wallMs: 1 }));
  }
  for (const n of crashed) {
    const outcome = { kind: 'crashed', exitCode: 3, signal: null, stderr: ['no luck'] };
    appendResult(fileOf(folder, 'sample'), line(n, outcome));
  }
  return findingOf(sample, { folder, here: { ...provenance(), version: '1' }, mode });
}

test.each([
  [[1, 2], 'quick', 2],
  [[1, 2, 3], 'quick', 2],
  [[1, 2, 3, 4, 5], 'full', 4],
  [[1], 'quick', 1],
  [[3, 4], 'full', 2],
] as const)('of the points %j those of %s are shown: %i', async (measured, mode, count) => {
  expect(await found(measured)).toMatchObject({ mode, lines: { length: count } });
});

test('the points that are asked for are shown', async () => {
  expect(await found([1, 2, 5], 'full')).toMatchObject({ mode: 'full', points: 4, lines: { length: 2 } });
  expect(await found([1, 2, 3, 4, 5], 'quick')).toMatchObject({ mode: 'quick', lines: { length: 2 } });
});

test('nothing measured is nothing found', async () => {
  expect(await found([])).toBeUndefined();
  expect(await found([], 'quick', [1])).toBeUndefined();
});

test('a point that failed is told on the page', async () => {
  const finding = await found([1], 'quick', [2]);
  expect(finding?.failures).toEqual(['n = 2: ended with exit code 3: no luck']);
  expect(page({ found: [finding!], unmeasured: [] })).toContain('n = 2: ended with exit code 3: no luck');
});

test('rows that cannot be shown are told on the page, and stop nothing', async () => {
  const finding = await found([2, 3, 4], 'full');
  const sentence = 'sample: its 3 points cannot be shown (three is too many)';
  expect(finding?.failures).toEqual([sentence]);
  expect(page({ found: [finding!], unmeasured: [sample] })).toContain(sentence);
});

test('what was not measured is named with the command that does', async () => {
  const finding = await found([1, 2]);
  expect(page({ found: [finding!], unmeasured: [sample] })).toContain(
    '<li>A sample: <code>sublinear run sample</code></li>',
  );
});
