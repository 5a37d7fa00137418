import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { readIdx } from '../../../experiments/tasks/idx.js';

const folder = mkdtempSync(join(tmpdir(), 'idx-'));
const path = join(folder, 'file');
afterAll(() => rmSync(folder, { recursive: true }));

function write(bytes: readonly number[]): string {
  writeFileSync(path, Uint8Array.from(bytes));
  return path;
}

test('an IDX file gives its lengths and entries back', () => {
  const side = fc.integer({ min: 0, max: 5 });
  fc.assert(
    fc.property(side, side, (rows, columns) => {
      const entries = Array.from({ length: rows * columns }, (_, place) => (place * 37) % 256);
      const file = readIdx(write([0, 0, 8, 2, 0, 0, 0, rows, 0, 0, 0, columns, ...entries]), 2);
      expect(file.lengths).toEqual([rows, columns]);
      expect([...file.bytes]).toEqual(entries);
    }),
  );
});

test('lengths are read with the most significant byte first', () => {
  expect(readIdx(write([0, 0, 8, 1, 0, 0, 1, 2, ...new Array(258).fill(7)]), 1).lengths).toEqual([258]);
});

test('a file that is cut off says how much is missing', () => {
  expect(() => readIdx(write([0, 0, 8, 1, 0, 0, 0, 3, 5, 6]), 1)).toThrow(
    `idx: ${path} has 2 entries; its header [3] needs 3; install its package again`,
  );
});

test('a packed file is refused by its first bytes', () => {
  expect(() => readIdx(write([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), 1)).toThrow(
    `idx: ${path} starts with '1f8b0800' and has 8 bytes; '00000801' (unsigned bytes, axes: 1) and a header of ` +
      '8 bytes are needed; give an unpacked IDX file',
  );
});

test('labels where images are asked for are refused', () => {
  expect(() => readIdx(write([0, 0, 8, 1, 0, 0, 0, 0]), 3)).toThrow("'00000803' (unsigned bytes, axes: 3)");
});

test('an empty file is refused', () => {
  expect(() => readIdx(write([]), 1)).toThrow(`idx: ${path} starts with '' and has 0 bytes`);
});
