import { describe, expect, test } from 'vitest';
import { parseBytes } from '../../src/tape/byteCount.js';

test.each([
  [4096, 4096],
  [1.9, 1],
  ['4096', 4096],
  ['1 B', 1],
  ['512 kB', 512_000],
  ['512kb', 512_000],
  ['1.5GB', 1_500_000_000],
  ['2 TB', 2e12],
  ['64 MiB', 64 * 1024 * 1024],
  [' .5 KiB ', 512],
  ['3GiB', 3 * 1024 ** 3],
  ['1 TiB', 1024 ** 4],
  ['1.0001 kB', 1000],
])('%j is %d bytes', (value, bytes) => {
  expect(parseBytes('withinBudget', value)).toBe(bytes);
});

describe('what is no number of bytes is refused', () => {
  test.each(['64 bananas', '', 'MiB', '64 M', '1e6', '1.2.3 kB', '1_000', 'Infinity'])('%j', (text) => {
    expect(() => parseBytes('withinBudget', text)).toThrow(
      new RangeError(
        `withinBudget: bytes is '${text}'; a number of bytes is needed, or a text such as '64 MiB'`,
      ),
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d', (value) => {
    expect(() => parseBytes('withinBudget', value)).toThrow(
      new RangeError(
        `withinBudget: bytes is ${value}; a number of bytes is needed, or a text such as '64 MiB'`,
      ),
    );
  });

  test.each([
    [null, 'null'],
    [true, 'true'],
    [{}, 'an object'],
    [[], 'a list'],
    [() => 1, 'a function'],
    [Symbol('64'), 'Symbol(64)'],
  ])('%j', (value, inWords) => {
    expect(() => parseBytes('withinBudget', value)).toThrow(
      new TypeError(
        `withinBudget: bytes is ${inWords}; a number of bytes is needed, or a text such as '64 MiB'`,
      ),
    );
  });
});

test('less than one byte is refused', () => {
  for (const value of [0, -1, 0.5])
    expect(() => parseBytes('rotor', value)).toThrow(
      new RangeError(`rotor: bytes is ${value}; at least 1 is needed`),
    );
  for (const text of ['0', '-5 MB', '0.5'])
    expect(() => parseBytes('rotor', text)).toThrow(
      new RangeError(`rotor: bytes is '${text}'; at least 1 is needed`),
    );
});

test('bytes that are missing are asked for by the name they have', () => {
  expect(() => parseBytes('rotor', undefined)).toThrow(
    new TypeError("rotor: bytes is missing; write rotor({ bytes: '64 MiB' })"),
  );
  expect(() => parseBytes('segmented', 0, 'segmentBytes')).toThrow(
    new RangeError('segmented: segmentBytes is 0; at least 1 is needed'),
  );
});
