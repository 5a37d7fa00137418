import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { appendResult, readResults } from '../../../experiments/harness/results.js';

const folder = mkdtempSync(join(tmpdir(), 'results-'));
const path = join(folder, 'points.jsonl');
beforeEach(() => rmSync(path, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

const torn = (line: number) =>
  `results: line ${line} of ${path} is torn and left out; its point has to be run again`;

test('what was appended is read again, in order', () => {
  appendResult(path, { slots: 1, text: 'two\nlines' });
  appendResult(path, { slots: 2 });
  expect(readResults(path)).toEqual({ lines: [{ slots: 1, text: 'two\nlines' }, { slots: 2 }], remarks: [] });
  expect(readFileSync(path, 'utf8')).toBe('{"slots":1,"text":"two\\nlines"}\n{"slots":2}\n');
});

test('a file that is not there has no results', () => {
  expect(readResults(path)).toEqual({ lines: [], remarks: [] });
});

test('folders are made as needed', () => {
  const deep = join(folder, 'a', 'b', 'points.jsonl');
  appendResult(deep, { slots: 1 });
  expect(readResults(deep).lines).toEqual([{ slots: 1 }]);
});

test('a torn last line is left out with a remark, and the next result stands on a line of its own', () => {
  appendResult(path, { slots: 1 });
  appendFileSync(path, '{"slots":2,"peak');
  expect(readResults(path)).toEqual({ lines: [{ slots: 1 }], remarks: [torn(2)] });
  appendResult(path, { slots: 3 });
  expect(readResults(path)).toEqual({ lines: [{ slots: 1 }, { slots: 3 }], remarks: [torn(2)] });
});

test('wherever a file is cut, the whole lines survive and appending goes on', () => {
  const records = [{ a: 'é' }, { a: 2, b: [1, { c: null }] }, { a: '}\n{' }];
  const whole = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  fc.assert(
    fc.property(fc.nat({ max: Buffer.byteLength(whole) }), (cut) => {
      writeFileSync(path, whole);
      truncateSync(path, cut);
      appendResult(path, { last: true });
      const { lines, remarks } = readResults<object>(path);
      expect(lines.at(-1)).toEqual({ last: true });
      expect(records.slice(0, lines.length - 1)).toEqual(lines.slice(0, -1));
      expect(remarks.length).toBeLessThanOrEqual(1);
    }),
  );
});

test('a folder that cannot be written is named, with what the system said', () => {
  writeFileSync(path, '');
  const impossible = join(path, 'points.jsonl');
  expect(() => appendResult(impossible, {})).toThrow(
    new RegExp(
      `^results: ${impossible} cannot be written \\(E\\w+: .*\\); give a folder that can, with --out$`,
    ),
  );
});
