import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Action, draw, optimalAdvances, revolve, tally } from '../../src/checkpoint/index.js';
import { mixed, mixedForwards } from '../../src/checkpoint/mixed.js';

test('the forward runs of 1000 steps are those of the table', () => {
  const units = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000];
  const table: Record<number, readonly number[]> = {
    1: [500500, 28864, 12172, 6292, 3640, 2750, 2475, 1950, 1900, 1800, 1700, 1500, 1000],
    2: [500500, 29820, 13153, 7219, 4400, 3114, 2757, 2347, 1950, 1900, 1850, 1750, 1500],
    5: [500500, 29820, 13155, 7284, 4613, 3557, 2923, 2723, 1995, 1960, 1940, 1900, 1800],
  };
  for (const [weight, row] of Object.entries(table))
    for (const [place, forwards] of row.entries()) {
      expect([weight, mixedForwards(1000, units[place]!, Number(weight))]).toEqual([weight, forwards]);
    }
});

test('the small cases, which a search over all policies confirms', () => {
  const rows = Array.from({ length: 10 }, (_, row) =>
    Array.from({ length: 10 }, (_, column) => mixedForwards(row + 1, column + 1, 2)).join(' '),
  );
  expect(rows).toEqual([
    '1 1 1 1 1 1 1 1 1 1',
    '3 3 2 2 2 2 2 2 2 2',
    '6 5 4 4 3 3 3 3 3 3',
    '10 8 6 6 5 5 4 4 4 4',
    '15 11 8 8 7 7 6 6 5 5',
    '21 14 11 10 9 9 8 8 7 7',
    '28 18 14 12 11 11 10 10 9 9',
    '36 22 17 15 13 13 12 12 11 11',
    '45 26 20 18 15 15 14 14 13 13',
    '55 30 24 21 18 17 16 16 15 15',
  ]);
});

test('in a twentieth of the memory of recording everything, 1000 steps take 1950 forward runs, whatever a record weighs', () => {
  for (const weight of [1, 2, 5]) expect(mixedForwards(1000, 50 * weight, weight)).toBe(1950);
});

test('states alone are revolve', () => {
  // A record that weighs more than all units never waits.
  for (let extent = 1; extent <= 40; extent += 1)
    for (let slots = 1; slots <= 8; slots += 1)
      expect(mixedForwards(extent, slots, 1000) - extent).toBe(optimalAdvances(extent, slots));
  expect(mixedForwards(1000, 50, 1000)).toBe(2948);
});

test('the forward runs of states alone are those of the table', () => {
  const slots = [1, 2, 5, 10, 20, 50, 100, 500, 1000];
  const table: Record<number, readonly number[]> = {
    10: [5.5, 3, 2.3, 1.9, 1.9, 1.9, 1.9, 1.9, 1.9],
    50: [25.5, 6.7, 3.44, 2.76, 2.56, 1.98, 1.98, 1.98, 1.98],
    100: [50.5, 9.45, 4.16, 3.22, 2.78, 2.48, 1.99, 1.99, 1.99],
    500: [250.5, 21.088, 6.152, 4.272, 3.494, 2.896, 2.796, 1.998, 1.998],
    1000: [500.5, 29.82, 7.284, 4.636, 3.747, 2.948, 2.898, 2.498, 1.999],
    5000: [2500.5, 66.67, 10.5248, 6.1264, 4.5952, 3.7244, 2.9796, 2.8996, 2.7996],
    10000: [5000.5, 94.282, 12.2868, 6.7624, 4.7976, 3.8622, 3.4747, 2.9498, 2.8998],
  };
  for (const [extent, row] of Object.entries(table)) {
    const found = slots.map((m) => Number(extent) + optimalAdvances(Number(extent), m));
    expect([extent, found]).toEqual([extent, row.map((each) => Math.round(each * Number(extent)))]);
  }
});

test('in the memory of 71 segments of 1000 steps, mixing beats recording whole segments', () => {
  // Of √n segments: a state each and one segment of records of 5 units, 2 t - 15 forward runs (Chen et al., 2016).
  const segments = 71;
  const longest = Math.ceil(1000 / segments);
  expect(mixedForwards(1000, segments + 5 * longest, 5)).toBeLessThan(2 * 1000 - longest);
});

test('what waits stays within its units at every action, and what is advanced is what the program says', () => {
  for (const recordUnits of [1, 2, 3, 5])
    for (let extent = 0; extent <= 60; extent += 1)
      for (let units = recordUnits + 1; units <= 21; units += 5) expectWithin({ extent, units, recordUnits });
  for (const recordUnits of [1, 2.5, 5]) expectWithin({ extent: 1000, units: 100, recordUnits });
});

test('so it does on longer chains', () => {
  const given = fc.record({
    extent: fc.integer({ min: 61, max: 400 }),
    recordUnits: fc.integer({ min: 1, max: 12 }),
    more: fc.integer({ min: 1, max: 120 }),
  });
  fc.assert(
    fc.property(given, ({ extent, recordUnits, more }) =>
      expectWithin({ extent, units: recordUnits + more, recordUnits }),
    ),
    { seed: 5, numRuns: 60 },
  );
});

interface Given {
  readonly extent: number;
  readonly units: number;
  readonly recordUnits: number;
}

function expectWithin({ extent, units, recordUnits }: Given): void {
  const actions = [...mixed({ units, recordUnits }).schedule({ extent })];
  expect(tally(actions, extent)).toMatchObject({
    advancedSteps: mixedForwards(extent, units, recordUnits) - extent,
    recordedSteps: extent,
    sweptSteps: extent,
  });
  expect(peakUnits(actions, recordUnits)).toBeLessThanOrEqual(units);
}

/** Waiting records, and the states in slots that none of them holds; but for what is swept at once. */
function peakUnits(actions: readonly Action[], recordUnits: number): number {
  const slots = new Map<number, number>();
  const records = new Set<number>();
  let peak = 0;
  actions.forEach((action, place) => {
    const isSweptAtOnce = action.verb === 'record' && actions[place + 1]?.verb === 'sweep';
    if (action.verb === 'record' && !isSweptAtOnce) records.add(action.from);
    if (action.verb === 'sweep') records.delete(action.to);
    if (action.verb === 'snapshot') slots.set(action.slot, action.step);
    if (action.verb === 'release') slots.delete(action.slot);
    const alone = [...slots.values()].filter((state) => state > 0 && !records.has(state - 1));
    // The initial state has its unit from beginning to end.
    peak = Math.max(peak, 1 + alone.length + recordUnits * records.size);
  });
  return peak;
}

test('a record weighs what the profile says, where nothing is given', () => {
  const profile = { extent: 50, stateBytes: 100, recordBytes: 250 };
  expect([...mixed({ units: 10 }).schedule(profile)]).toEqual([
    ...mixed({ units: 10, recordUnits: 4 }).schedule({ extent: 50 }),
  ]);
});

test('it draws as', () => {
  expect(draw(mixed({ units: 4, recordUnits: 2 }).schedule({ extent: 10 }), 10)).toMatchInlineSnapshot(`
    ">>........
    o.>>>>....
    o.o...=...
    o.o....>>.
    o.o....o.=
    o.o....o.<
    o.o....>..
    o.o....o=.
    o.o....o<.
    o.o....=..
    o.o....<..
    o.o...<...
    o.>.......
    o.o=......
    o.o.>.....
    o.o.o=....
    o.o.o<....
    o.o.=.....
    o.o.<.....
    o.o<......
    o.=.......
    o.<.......
    =.........
    .=........
    .<........
    <........."
  `);
});

test('what it cannot do is refused', () => {
  expect(() => mixed({ units: 0 })).toThrow(
    new RangeError('mixed: units is 0; at least 1 is needed, for the initial state'),
  );
  expect(() => mixed({ units: 2.5 })).toThrow(
    new RangeError('mixed: units is 2.5; a whole number is needed'),
  );
  expect(() => mixed(undefined as never)).toThrow(
    new TypeError('mixed: units is missing; write mixed({ units: 8 })'),
  );
  for (const recordUnits of [0.5, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => mixed({ units: 9, recordUnits })).toThrow(
      new RangeError(
        `mixed: recordUnits is ${recordUnits}; at least 1 is needed, since a record holds the state after its step`,
      ),
    );
  const tooLarge = new RangeError(
    'mixed: a record of 5 units does not fit into 3 beside the initial state; give at least 6 units, or use ' +
      'revolve({ slots: 3 })',
  );
  expect(() => mixed({ units: 3, recordUnits: 5 })).toThrow(tooLarge);
  const heavy = { extent: 10, stateBytes: 1, recordBytes: 4 };
  // No way was given to say what a record weighs: then it is not the caller's mistake.
  expect(tally(mixed({ units: 3 }).schedule(heavy), 10)).toEqual(
    tally(revolve({ slots: 3 }).schedule(heavy), 10),
  );
  expect(mixed({ units: 3 }).remarks?.(heavy)).toEqual([
    'mixed: a record of this chain weighs 5 units and does not fit into 3 beside the initial state, so that only states are kept',
  ]);
  expect(mixed({ units: 6 }).remarks?.(heavy)).toEqual([]);
});

test('what forward runs cannot be counted of is refused', () => {
  expect(() => mixedForwards(10, 0, 1)).toThrow(
    new RangeError('mixedForwards: units is 0; at least 1 is needed, for the initial state'),
  );
  expect(() => mixedForwards(10, 5, Number.NaN)).toThrow(
    new RangeError(
      'mixedForwards: recordUnits is NaN; at least 1 is needed, since a record holds the state after its step',
    ),
  );
  expect(() => mixedForwards(10, 5, undefined as never)).toThrow(
    new TypeError('mixedForwards: recordUnits is undefined; a number is needed'),
  );
});

test('more units than a chain can use are said', () => {
  const remarks = (extent: number, units: number) => mixed({ units, recordUnits: 2 }).remarks?.({ extent });
  expect(remarks(10, 19)).toEqual([]);
  expect(remarks(10, 20)).toEqual(['mixed: 20 units were asked for; a chain of 10 steps can use 19']);
  expect(remarks(1, 3)).toEqual(['mixed: 3 units were asked for; a chain of 1 step can use none']);
  // All that can be used is used: a unit less takes an advance more.
  expect([mixedForwards(10, 19, 2), mixedForwards(10, 18, 2)]).toEqual([10, 11]);
});
