import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { revolve, type Strategy, type StrategyRow, strategies, tally } from '../src/checkpoint/index.js';

const rows: [string, StrategyRow][] = Object.entries(strategies);
const slotCounts = [1, 2, 3, 4, 7, 12, 80];

/** Every instance that is to be tried on a chain. */
function* instances(row: StrategyRow, extent: number): Generator<{ strategy: Strategy; slots: number }> {
  yield { strategy: row.usual(extent), slots: Number.POSITIVE_INFINITY };
  if (row.sized === undefined) return;
  const isBySlots = (row.sizedBy ?? 'slots') === 'slots';
  for (const size of slotCounts)
    yield { strategy: row.sized(size, extent), slots: isBySlots ? size : Number.POSITIVE_INFINITY };
}

describe.each(rows)('%s', (_name, row) => {
  test('reverses every chain of up to 60 steps: each step recorded once, swept once, within the slots', () => {
    for (let extent = 0; extent <= 60; extent += 1)
      for (const { strategy, slots } of instances(row, extent)) {
        const counts = tally(strategy.schedule({ extent }), extent);
        expect(counts).toMatchObject({ recordedSteps: extent, sweptSteps: extent });
        expect(counts.peakSlots).toBeLessThanOrEqual(slots);
      }
  });

  test('reverses longer chains within its slots', () => {
    const given = fc.record({
      extent: fc.integer({ min: 61, max: Math.min(2000, row.longest ?? 2000) }),
      slots: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(given, ({ extent, slots }) => {
        const strategy = row.sized?.(slots, extent) ?? row.usual(extent);
        const counts = tally(strategy.schedule({ extent }), extent);
        expect(counts).toMatchObject({ recordedSteps: extent, sweptSteps: extent });
        if (row.sized !== undefined && (row.sizedBy ?? 'slots') === 'slots')
          expect(counts.peakSlots).toBeLessThanOrEqual(slots);
      }),
      { seed: 6, numRuns: 30 },
    );
  });

  test('gives the same schedule however often it is asked', () => {
    for (const extent of [0, 1, 2, 7, 30])
      for (const { strategy } of instances(row, extent)) {
        const schedule = strategy.schedule({ extent });
        const actions = [...schedule];
        expect([...schedule]).toEqual(actions);
        expect([...strategy.schedule({ extent })]).toEqual(actions);
      }
  });

  test('starts at once on a chain of a thousand million steps', () => {
    const extent = Math.min(1_000_000_000, row.longest ?? Number.POSITIVE_INFINITY);
    for (const { strategy } of instances(row, extent))
      expect(strategy.schedule({ extent })[Symbol.iterator]().next().done).toBe(false);
  });

  test('has a source, a name and words for its costs', () => {
    const { name, source } = row.usual(10);
    for (const text of [name, source.authors, source.title, row.call, row.memory, row.advances])
      expect(text).not.toBe('');
    expect(source.year).toBeGreaterThan(1950);
  });
});

test('every strategy has a colour of its own', () => {
  const colours = rows.map(([, { colour }]) => colour);
  expect(new Set(colours).size).toBe(rows.length);
  for (const colour of colours) expect(colour).toMatch(/^#[0-9A-F]{6}$/);
});

test('with as many slots, revolve takes no more advances than any other that records one step at a time', () => {
  const others: readonly StrategyRow[] = [strategies.recomputeAll, strategies.bisect, strategies.treeverse];
  for (let extent = 2; extent <= 100; extent += 1)
    for (const other of others) {
      const counts = tally(other.usual(extent).schedule({ extent }), extent);
      const schedule = revolve({ slots: counts.peakSlots }).schedule({ extent });
      expect(tally(schedule, extent).advancedSteps).toBeLessThanOrEqual(counts.advancedSteps);
    }
});
