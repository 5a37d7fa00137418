import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBaseline, writeBaseline } from '../../../bench/gate/baseline.js';
import type { Figure } from '../../../bench/gate/figure.js';
import { onlyExact, withExactOf } from '../../../bench/gate/measure.js';

const exact: Figure = { name: 'peak', unit: 'bytes', value: 1, under: 'zlib 1.3' };
const varying: Figure = { name: 'time', unit: 'yardsticks', value: 2, quartiles: { low: 1, high: 3 } };
const measurement = { machine: { cpu: 'a processor', node: '20' }, figures: [exact, varying] };

test('a baseline is read as it was written, a line for each figure', () => {
  const folder = mkdtempSync(join(tmpdir(), 'baseline-'));
  const path = join(folder, 'baseline.jsonl');
  writeBaseline(measurement, path);
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(4);
  expect(readBaseline(path)).toEqual(measurement);
  rmSync(folder, { recursive: true });
});

test('the committed baseline holds every figure once, and all of them are numbers', () => {
  const { figures } = readBaseline();
  expect(new Set(figures.map(({ name }) => name)).size).toBe(figures.length);
  expect(figures.every(({ value }) => Number.isFinite(value))).toBe(true);
});

test('what varies can be left out', () => {
  expect(onlyExact(measurement)).toEqual({ ...measurement, figures: [exact] });
});

test('exact figures can be replaced alone: what varies stays, and so does its machine', () => {
  const elsewhere = { machine: { cpu: 'another one', node: '24' }, figures: [{ ...exact, value: 9 }] };
  expect(withExactOf(measurement, elsewhere)).toEqual({
    machine: measurement.machine,
    figures: [{ ...exact, value: 9 }, varying],
  });
});
