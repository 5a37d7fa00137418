import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytes, count, duration, ratio } from '../../../experiments/harness/format.js';

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1048524, '1023.9 KiB'],
  [1048525, '1.0 MiB'],
  [12.3 * 2 ** 20, '12.3 MiB'],
  [2 ** 30, '1.0 GiB'],
  [5000 * 2 ** 40, '5000.0 TiB'],
  [-2048, '-2.0 KiB'],
  [Number.NaN, 'NaN'],
])('%d bytes are %s', (value, text) => {
  expect(bytes(value)).toBe(text);
});

test('printed bytes are within half of the last digit', () => {
  fc.assert(
    fc.property(fc.nat(), (value) => {
      const [amount, unit] = bytes(value).split(' ');
      const size = 1024 ** ['B', 'KiB', 'MiB', 'GiB'].indexOf(unit ?? '');
      // Half of 0.1 of the unit, and the rounding of a binary fraction such as 0.05.
      expect(Math.abs(Number(amount) * size - value)).toBeLessThanOrEqual(size === 1 ? 0 : 0.0501 * size);
    }),
  );
});

test('counts have separators, ratios two places', () => {
  expect([count(999), count(1234567), count(12345678901234567890n)]).toEqual([
    '999',
    '1,234,567',
    '12,345,678,901,234,567,890',
  ]);
  expect([ratio(1), ratio(2.345678)]).toEqual(['1.00', '2.35']);
});

test.each([
  [0, '0 ms'],
  [999.4, '999 ms'],
  [999.5, '1.0 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min 00 s'],
  [245_000, '4 min 05 s'],
  [3_599_400, '59 min 59 s'],
  [3_599_600, '1 h 00 min'],
  [7_380_000, '2 h 03 min'],
  [Number.POSITIVE_INFINITY, 'unknown'],
])('%d ms are %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});
