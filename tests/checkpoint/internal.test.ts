import { expect, test } from 'vitest';
import { draw, optimalAdvances, tally } from '../../src/checkpoint/index.js';
import { internal } from '../../src/checkpoint/internal.js';
import { cheapestMixed } from '../support/exhaustiveMixed.js';

const forwards = (extent: number, records: number): number => {
  const { advancedSteps, recordedSteps } = tally(internal({ records }).schedule({ extent }), extent);
  return advancedSteps + recordedSteps;
};

test('the forward runs are those of the small cases that a search over all policies confirms', () => {
  const rows = [1, 2, 3, 4, 5, 6, 7, 8].map((extent) => [1, 2, 3, 4].map((m) => forwards(extent, m)));
  expect(rows).toEqual([
    [1, 1, 1, 1],
    [2, 2, 2, 2],
    [4, 3, 3, 3],
    [6, 5, 4, 4],
    [8, 7, 6, 5],
    [11, 9, 8, 7],
    [14, 11, 10, 9],
    [17, 13, 12, 11],
  ]);
});

test('no way to reverse a chain with records alone takes fewer, by a search over all', () => {
  for (let extent = 1; extent <= 6; extent += 1)
    for (let m = 1; m <= 4; m += 1) {
      const sizes = { state: 0.5, record: 1, holdsBefore: false };
      const apart = cheapestMixed(extent, m, { ...sizes, isStateAlone: false });
      expect(forwards(extent, m) - extent).toBe(apart);
    }
});

test('a chain of 1000 steps with 50 records takes 1949 forward runs', () => {
  expect(forwards(1000, 50)).toBe(1949);
});

test('the forward runs of long chains are those of the table', () => {
  const records = [1, 2, 5, 10, 20, 50, 100, 500, 1000];
  const table: Record<number, readonly number[]> = {
    10: [2.4, 1.8, 1.4, 1, 1, 1, 1, 1, 1],
    50: [5.88, 3.7, 2.34, 1.78, 1.58, 1, 1, 1, 1],
    100: [8.58, 4.97, 2.84, 2.12, 1.79, 1.49, 1, 1, 1],
    500: [20.15, 9.386, 4.428, 3.098, 2.454, 1.898, 1.798, 1, 1],
    1000: [28.864, 12.172, 5.291, 3.549, 2.727, 1.949, 1.899, 1.499, 1],
    5000: [65.69, 21.822, 7.7148, 4.7636, 3.5408, 2.7144, 1.9798, 1.8998, 1.7998],
    10000: [93.296, 27.877, 9.0563, 5.3818, 3.7704, 2.8572, 2.4647, 1.9499, 1.8999],
  };
  for (const [extent, row] of Object.entries(table)) {
    const found = records.map((m) => forwards(Number(extent), m) / Number(extent));
    for (const [place, each] of row.entries()) expect(found[place]).toBeCloseTo(each, 3);
  }
});

test('the forward runs are those of revolve with a step and a slot more, within the records', () => {
  for (let extent = 1; extent <= 60; extent += 1)
    for (let records = 1; records <= 15; records += 1) {
      const counts = tally(internal({ records }).schedule({ extent }), extent);
      expect(counts.advancedSteps).toBe(optimalAdvances(extent + 1, records + 1) - extent);
      expect(counts.peakRecords).toBeLessThanOrEqual(records + 1);
    }
});

test('it draws as', () => {
  expect(draw(internal({ records: 2 }).schedule({ extent: 6 }), 6)).toMatchInlineSnapshot(`
    ">.....
    o=....
    o.>...
    o.o=..
    o.o.>.
    o.o.o=
    o.o.o<
    o.o.=.
    o.o.<.
    o.o<..
    o.=...
    o.<...
    o<....
    =.....
    <....."
  `);
});

test('what it cannot do is refused, and what it cannot use is said', () => {
  expect(() => internal({ records: 0 })).toThrow(
    new RangeError('internal: records is 0; at least 1 is needed, to wait beside the one that is swept'),
  );
  expect(() => internal(undefined as never)).toThrow(
    new TypeError('internal: records is missing; write internal({ records: 8 })'),
  );
  expect(() => internal({ records: 2.5 })).toThrow(
    new RangeError('internal: records is 2.5; a whole number is needed'),
  );
  expect(internal({ records: 10 }).remarks?.({ extent: 10 })).toEqual([
    'internal: 10 records were asked for; a chain of 10 steps can use 9',
  ]);
  expect(internal({ records: 9 }).remarks?.({ extent: 10 })).toEqual([]);
  expect(internal({ records: 1 }).remarks?.({ extent: 1 })).toEqual([
    'internal: 1 record was asked for; a chain of 1 step can use none',
  ]);
});
