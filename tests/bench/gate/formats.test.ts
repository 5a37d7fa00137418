import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Figure } from '../../../bench/gate/figure.js';
import { formats } from '../../../bench/gate/formats.js';

const exact: Figure = { name: 'Elman under revolve(6): peak', unit: 'bytes', value: 1024 };
const packed: Figure = { name: 'package: packed', unit: 'bytes', value: 9, under: 'zlib 1.3' };
const varying: Figure = {
  name: 'time of Elman under revolve(6)',
  unit: 'yardsticks',
  value: 2,
  quartiles: { low: 1.9, high: 2.3 },
};
const figures = fc.array(
  fc.record({
    name: fc.string({ minLength: 1 }),
    unit: fc.constantFrom('bytes', 'steps', 'yardsticks'),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
    quartiles: fc.record({
      low: fc.double({ min: 0, max: 1, noNaN: true }),
      high: fc.double({ min: 1, max: 2, noNaN: true }),
    }),
  }),
);

/** As it arrives. */
const read = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('github-action-benchmark gets a list of names, units and values, with ranges and extras where there are any', () => {
  expect(read(formats.github([exact, packed, varying]))).toEqual([
    { name: 'Elman under revolve(6): peak', unit: 'bytes', value: 1024 },
    { name: 'package: packed', unit: 'bytes', value: 9, extra: 'zlib 1.3' },
    { name: 'time of Elman under revolve(6)', unit: 'yardsticks', value: 2, range: '± 0.2' },
  ]);
});

test('Bencher gets a metric by name and unit, with bounds where there are any', () => {
  expect(read(formats.bencher([exact, varying]))).toEqual({
    'Elman under revolve(6): peak': { bytes: { value: 1024 } },
    'time of Elman under revolve(6)': { yardsticks: { value: 2, lower_value: 1.9, upper_value: 2.3 } },
  });
});

// Its types: name, unit: string, value: number, range and extra: string, if at all. It takes a range for a deviation where
// a sign and then nothing but a number is found in it.
test('every list of figures is one that github-action-benchmark reads', () => {
  fc.assert(
    fc.property(figures, (some) => {
      for (const entry of formats.github(some)) {
        expect(typeof entry.name).toBe('string');
        expect(typeof entry.unit).toBe('string');
        expect(Number.isFinite(entry.value)).toBe(true);
        expect(Number(/^± (\d.*)$/.exec(entry.range ?? '')?.[1])).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

// Its JSON schema: an object of objects of metrics, each with a number `value` and, if at all, numbers `lower_value` and
// `upper_value`; a name has at most 1024 characters, that of a measure at most 64.
test('every list of figures is one that Bencher reads', () => {
  fc.assert(
    fc.property(figures, (some) => {
      for (const [name, measures] of Object.entries(formats.bencher(some))) {
        expect(name.length).toBeLessThanOrEqual(1024);
        for (const [measure, metric] of Object.entries(measures)) {
          expect(measure).toMatch(/^[a-z]{1,64}$/);
          expect(Object.keys(metric).sort()).toEqual(['lower_value', 'upper_value', 'value']);
          expect(Object.values(metric).every(Number.isFinite)).toBe(true);
        }
      }
    }),
  );
});
