import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TimeLeft } from '../../../experiments/harness/timeLeft.js';

test('each point that is left takes a start like those before, and work at their pace', () => {
  const left = new TimeLeft([10, 30, 60]);
  expect(left.leftMs(0)).toBe(Number.POSITIVE_INFINITY);
  left.finish(0, { startMs: 500, wallMs: 600 });
  expect(left.leftMs(600)).toBe(2 * 500 + 90 * 10);
  left.finish(2);
  expect(left.leftMs(600), 'a point without a result says nothing of the others').toBe(500 + 30 * 10);
  left.finish(1, { startMs: 500, wallMs: 800 });
  expect(left.leftMs(1400)).toBe(0);
});

test('points that ran at once are as much faster', () => {
  const left = new TimeLeft([1, 1, 1, 1]);
  left.finish(0, { startMs: 100, wallMs: 1000 });
  left.finish(1, { startMs: 100, wallMs: 1000 });
  expect(left.leftMs(1000)).toBe(1000);
});

test('on a machine of even speed the estimate is exact at every point, however unequal they are', () => {
  const count = fc.integer({ min: 1, max: 1000 });
  fc.assert(
    fc.property(fc.array(count, { minLength: 2 }), count, count, (work, startMs, msPerUnit) => {
      const left = new TimeLeft(work);
      const msOf = (units: number): number => startMs + units * msPerUnit;
      let elapsedMs = 0;
      for (const [place, units] of work.entries()) {
        elapsedMs += msOf(units);
        left.finish(place, { startMs, wallMs: msOf(units) });
        const expected = work.slice(place + 1).reduce((sum, each) => sum + msOf(each), 0);
        // Products and quotients of sums up to 1e8, each rounded to 2^-53 of itself.
        expect(left.leftMs(elapsedMs)).toBeCloseTo(expected, 5);
      }
    }),
  );
});
