import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstFault } from '../../src/checkpoint/jsonFault.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether some text that begins so is JSON, as far as a few ways to go on can tell. */
function canGoOn(text: string, at: number): boolean {
  const start = text.slice(0, at);
  const closers = ['', '0', '""', '":0}', ':0}', '"":0}', '0}', '}', ']', '0]'];
  const deep = (left: number, rest: string): boolean =>
    isJson(start + rest) || (left > 0 && ['}', ']'].some((closer) => deep(left - 1, rest + closer)));
  return closers.some((closer) => deep(4, closer));
}

test('JSON has no fault, and what has none is JSON', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(firstFault(text)).toBe(undefined);
    }),
    { seed: 7, numRuns: 500 },
  );
  const alphabet = fc.constantFrom(
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    '"',
    '1',
    '-',
    'a',
    '\\',
    'true',
    ' ',
    '.',
    'e',
  );
  fc.assert(
    fc.property(fc.array(alphabet, { maxLength: 7 }), (parts) => {
      const text = parts.join('');
      expect(firstFault(text) === undefined).toBe(isJson(text));
    }),
    { seed: 8, numRuns: 20_000 },
  );
});

test('what stands before the fault can be the beginning of JSON', () => {
  const damaged = fc.tuple(
    fc.json({ maxDepth: 3 }),
    fc.nat(),
    fc.constantFrom(',', '}', ']', ':', '"', 'x', ''),
  );
  fc.assert(
    fc.property(damaged, ([text, where, mark]) => {
      const at = where % (text.length + 1);
      const broken = text.slice(0, at) + mark + text.slice(at + 1);
      const fault = firstFault(broken);
      if (fault !== undefined) expect(canGoOn(broken, fault.at)).toBe(true);
    }),
    { seed: 9, numRuns: 500 },
  );
});

test.each([
  ['', 0, 'a value'],
  ['[1 2]', 3, "',' or ']'"],
  ['[1,]', 3, 'a value'],
  ['[}', 1, "a value or ']'"],
  ['{1:2}', 1, "a key in double quotes or '}'"],
  ['{"a":1,}', 7, 'a key in double quotes'],
  ['{"a" 1}', 5, "':'"],
  ['{"a":1]', 6, "',' or '}'"],
  ['{} {}', 3, 'the end'],
  ['["abc', 1, 'a string that is closed'],
  ['  nul', 2, 'a value'],
])('%j has its fault at %i, where %s is needed', (text, at, needed) => {
  expect(firstFault(text)).toEqual({ at, needed });
});
