import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gatesOf, type Line, lineOf } from '../../../bench/peers/protocol.js';

const lines: fc.Arbitrary<Line> = fc.oneof(
  fc.record({ kind: fc.constant('ready' as const), versions: fc.dictionary(fc.string(), fc.string()) }),
  fc.record({ kind: fc.constantFrom('absent' as const, 'failed' as const), reason: fc.string() }),
  fc.record({ kind: fc.constant('done' as const) }),
  fc.record({
    kind: fc.constant('timed' as const),
    runs: fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true })),
  }),
);

test('every line of the protocol is read as it was said', () => {
  fc.assert(
    fc.property(lines, (line) => {
      const text = JSON.stringify(line);
      expect(lineOf(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('what a library says for itself is none of the protocol', () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.startsWith('{"kind"')),
      (text) => {
        expect(lineOf(text)).toBeUndefined();
      },
    ),
  );
});

test.each([
  '{"kind":"ti',
  '{"kind":"done"',
  '{"kind":"finished"}',
  '{"kind":"ready"}',
  '{"kind":"absent"}',
  '{"kind":"timed","runs":["3"]}x',
  '{"kind":"timed","runs":[1,null]}',
  '{"kind":"timed","runs":[1,-1]}',
  '{"kind":"timed","runs":3}',
])('%s is a failure that shows what was said', (text) => {
  expect(lineOf(text)).toEqual({
    kind: 'failed',
    reason: `it said '${text}'; a line of the protocol is needed`,
  });
});

test('an LSTM has four gates and an Elman network one', () => {
  expect([gatesOf('LSTM'), gatesOf('RNN')]).toEqual([4, 1]);
});
