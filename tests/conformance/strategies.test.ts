import { describe, expect, test } from 'vitest';
import {
  accounts,
  chainProfiles,
  defaultArena,
  type Strategy,
  storeAll,
  strategies,
  Tape,
  tally,
  tidy,
} from '../../src/index.js';
import { numbersOf, programs } from '../support/programs.js';

const steps = 11;

/** Every strategy of the table, in several sizes where it takes any. */
const instances: readonly (readonly [string, Strategy])[] = Object.values(strategies).flatMap((row) => {
  const { sized } = row;
  const sizes = sized === undefined ? [] : [1, 2, 3, 5, 40].map((slots) => sized(slots, steps));
  return [row.usual(steps), ...sizes].map((strategy) => [strategy.name, strategy] as const);
});

describe.each(Object.entries(programs))('%s', (_name, program) => {
  for (const dtype of ['float32', 'float64'] as const) {
    test(`in ${dtype}, every strategy gives the loss and the gradient of store-all, to the bit, compiled or not`, () => {
      const expected = measured(storeAll());
      expect(expected.numbers.some((number) => number !== 0)).toBe(true);
      const both = instances.flatMap(([name, strategy]) =>
        [true, false].map((compile) => [name, strategy, compile] as const),
      );
      for (const [name, strategy, compile] of both) {
        const { numbers, report } = measured(strategy, compile);
        expect([name, compile, numbers]).toEqual([name, compile, expected.numbers]);
        expect(numbers.every((number, place) => Object.is(number, expected.numbers[place]))).toBe(true);
        const { predicted, ...found } = report;
        expect(predicted.peakBytes).toBeGreaterThan(0);
        expect(found).toMatchObject(predicted);
        const sum = accounts.reduce((total, account) => total + report.peakByAccount[account], 0);
        expect(sum).toBe(report.peakBytes);
        expect(report.liveBytesAfter).toBe(0);
      }
    });

    function measured(strategy: Strategy, compile = true) {
      const before = defaultArena().liveBytes;
      const result = tidy(() => {
        const { parameters, loss } = program({ steps, dtype });
        const { value, gradient, report } = new Tape({ strategy, compile, seed: 'bits' }).gradient(
          loss,
          parameters as never,
        );
        return { numbers: [value.item(), ...numbersOf(gradient)], report };
      });
      expect(defaultArena().liveBytes).toBe(before);
      if (result.report.predicted === undefined) throw new Error('nothing was predicted');
      const { operations: _, ...predicted } = result.report.predicted;
      return { ...result, report: { ...result.report, predicted } };
    }
  }
});

describe.each(instances)('%s', (_name, strategy) => {
  test('runs exactly what its schedule says', () => {
    for (const extent of [0, 1, 2, 3, 10, 33]) {
      const { report, profile } = tidy(() => {
        const { parameters, loss } = programs.Elman!({ steps: extent, dtype: 'float32' });
        const { report } = new Tape({ strategy }).gradient(loss, parameters as never);
        return { report, profile: chainProfiles(loss, parameters as never)[0]! };
      });
      const { advancedSteps, recordedSteps, sweptSteps, snapshotWrites, restores, peakSlots } = tally(
        strategy.schedule(profile),
        extent,
      );
      expect(report).toMatchObject({
        advancedSteps,
        recordedSteps,
        sweptSteps,
        snapshotWrites,
        restores,
        peakSlots,
      });
    }
  });
});
