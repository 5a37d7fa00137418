import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bisect } from '../../src/checkpoint/bisect.js';
import { ChoiceCosts } from '../../src/checkpoint/choiceCosts.js';
import { evaluated } from '../../src/checkpoint/evaluation.js';
import { Evaluator } from '../../src/checkpoint/evaluator.js';
import { internal } from '../../src/checkpoint/internal.js';
import { reverseByChoices } from '../../src/checkpoint/mixedReversal.js';
import { periodic } from '../../src/checkpoint/periodic.js';
import { recomputeAll } from '../../src/checkpoint/recomputeAll.js';
import { recursive } from '../../src/checkpoint/recursive.js';
import { revolve } from '../../src/checkpoint/revolve.js';
import { segmented } from '../../src/checkpoint/segmented.js';
import { sqrt } from '../../src/checkpoint/sqrt.js';
import { treeverse } from '../../src/checkpoint/treeverse.js';
import { twoLevel } from '../../src/checkpoint/twoLevel.js';
import type { Profile, Strategy } from '../../src/tape/strategy.js';

const size = fc.integer({ min: 0, max: 100 });
const mayBe = fc.option(size, { nil: undefined });
/** Sizes of which none follows from another. */
const sizes = fc.record({
  stateBytes: size,
  recordBytes: size,
  sharedRecordBytes: mayBe,
  heldBeforeBytes: mayBe,
  heldAfterBytes: mayBe,
  advancePeakBytes: mayBe,
  recordPeakBytes: mayBe,
  sweepPeakBytes: mayBe,
  advanceCost: fc.integer({ min: 0, max: 5 }),
  recordCost: size,
  sweepCost: size,
  heldBytes: mayBe,
  heldInSweepBytes: mayBe,
  initialBytes: mayBe,
  firstSweepPeakBytes: mayBe,
  sweepGrowthBytes: mayBe,
  betweenPeakBytes: mayBe,
  restPeakBytes: mayBe,
});

function strategies(size: number): readonly Strategy[] {
  return [
    revolve({ slots: size }),
    treeverse({ slots: size }),
    internal({ records: size }),
    recursive({ branching: size }),
    bisect(),
    recomputeAll(),
    periodic({ every: size }),
    sqrt(),
    segmented({ segmentBytes: 100 * size }),
    twoLevel({ every: size, inner: revolve({ slots: 2 }) }),
    twoLevel({ every: size, inner: internal({ records: 2 }) }),
  ];
}

function expectSame(profile: Profile, schedules: readonly Strategy[], evaluator: Evaluator): void {
  for (const strategy of schedules) {
    const schedule = strategy.schedule(profile);
    expect('outline' in schedule).toBe(true);
    const known = { name: strategy.name, ...evaluator.evaluation(schedule) };
    expect(known).toEqual({ name: strategy.name, ...evaluated(schedule, profile) });
  }
}

test('by its parts a schedule costs what it costs action by action', () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 40 }), (figures, extent) => {
      const profile = { extent, ...figures };
      const evaluator = new Evaluator(profile);
      for (const size of [1, 2, 3, 5, 8, 20, 50]) expectSame(profile, strategies(size), evaluator);
    }),
    { seed: 21, numRuns: 200 },
  );
});

test('the same for any choices, of states kept and of records that wait', () => {
  const weights = fc.record({ state: fc.constantFrom(1, 2), record: fc.constantFrom(2, 3) });
  const given = fc.record({ extent: fc.integer({ min: 1, max: 24 }), units: size, weights, figures: sizes });
  fc.assert(
    fc.property(given, fc.infiniteStream(fc.nat()), ({ extent, units, weights, figures }, stream) => {
      const chosen = new Map<string, number>();
      const choose = (length: number, left: number): number => {
        const key = `${length} ${left}`;
        const random: number = chosen.get(key) ?? Number(stream.next().value);
        chosen.set(key, random);
        const step = 1 + ((random >> 1) % (length - 1));
        if (left < weights.state) return length - 1;
        return random % 2 === 1 && left >= weights.record ? -step : step;
      };
      const profile = { extent, ...figures };
      const schedule = { [Symbol.iterator]: () => reverseByChoices(extent, { units, weights, choose }) };
      const costs = new ChoiceCosts(profile, { weights, choose });
      expect(costs.evaluation(units)).toEqual(evaluated(schedule, profile));
    }),
    { seed: 22, numRuns: 2000 },
  );
});
