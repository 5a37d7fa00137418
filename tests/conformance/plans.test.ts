import { expect, test } from 'vitest';
import { planFaults } from '../support/planFaults.js';

// Followed inputs, frozen parameters, steps that depend on their index, layers, several chains, captured constants, compiled
// and not. PLAN_PROGRAMS=5000 tries as many; PLAN_FROM is the seed of the first.
const count = Number(process.env.PLAN_PROGRAMS ?? 20);
const from = Number(process.env.PLAN_FROM ?? 0);

test(
  `of ${count} random programs every plan is what the run takes, and the smallest budget is enough and the smallest`,
  () => {
    const faults = Array.from({ length: count }, (_, nth) => planFaults(from + nth));
    expect(faults.flat()).toEqual([]);
  },
  // About a second each on a busy machine.
  60_000 + 20_000 * count,
);

test.each([42, 84, 86])(
  'the program of seed %i, where a sweep lets go of a constant that others may hold',
  (seed) => {
    expect(planFaults(seed)).toEqual([]);
  },
  120_000,
);
