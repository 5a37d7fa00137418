import { describe, expect, test } from 'vitest';
import { defaultArena, type Keep, type Strategy, storeAll, strategies, Tape, tidy } from '../../src/index.js';
import { combine, sample } from '../../src/randomized/index.js';
import { keeps } from '../support/keeps.js';
import { numbersOf, programs } from '../support/programs.js';

const steps = 7;
const schedules = Object.values(strategies).map((row) => row.usual(steps));

describe.each(
  keeps.map((keep) => [`${keep.name}${keep.signal ? ', on the signal path too' : ''}`, keep] as const),
)('%s', (_, keep) => {
  test.each(Object.keys(programs))(
    '%s: the same estimate to the bit under every schedule, compiled or not, at the bytes foretold',
    (name) => {
      const expected = estimated(name, storeAll(), { keep, compile: true });
      for (const schedule of schedules) {
        for (const compile of [true, false]) {
          const found = estimated(name, schedule, { keep, compile });
          const where = `${schedule.name}, ${compile ? 'compiled' : 'as written'}`;
          expect([where, found.numbers]).toEqual([where, expected.numbers]);
          expect([where, found.report.residuals]).toEqual([where, expected.report.residuals]);
          expect([where, found.report.peakBytes]).toEqual([where, found.report.predicted?.peakBytes]);
          expect([where, found.report.liveBytesAfter]).toEqual([where, 0]);
        }
      }
    },
  );

  test.each(Object.keys(programs))('%s: the value is that of an exact run', (name) => {
    const [value] = estimated(name, storeAll(), { keep, compile: true }).numbers;
    expect(value).toBe(estimated(name, storeAll(), { keep: undefined, compile: true }).numbers[0]);
  });
});

function estimated(
  name: string,
  schedule: Strategy,
  { keep, compile }: { keep: Keep | undefined; compile: boolean },
) {
  const before = defaultArena().liveBytes;
  const result = tidy(() => {
    const { parameters, loss } = programs[name]!({ steps, dtype: 'float32' });
    const strategy = keep === undefined ? schedule : combine(schedule, keep);
    const { value, gradient, report } = new Tape({ strategy, compile, seed: 'keeps' }).gradient(
      loss,
      parameters as never,
    );
    return { numbers: [value.item(), ...numbersOf(gradient)], report };
  });
  expect(defaultArena().liveBytes).toBe(before);
  return result;
}

test.each(Object.keys(programs))(
  '%s: fraction 1 without replacement is the exact gradient, to the bit',
  (name) => {
    const whole = [false, true].map((perExample) => sample({ fraction: 1, perExample, signal: true }));
    const exact = estimated(name, storeAll(), { keep: undefined, compile: true });
    for (const keep of whole) {
      for (const compile of [true, false]) {
        const found = estimated(name, storeAll(), { keep, compile });
        expect(found.numbers.every((number, place) => Object.is(number, exact.numbers[place]))).toBe(true);
        expect(found.report.peakBytes).toBe(
          estimated(name, storeAll(), { keep: undefined, compile }).report.peakBytes,
        );
      }
    }
  },
);
