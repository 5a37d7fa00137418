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

test.each([
  [42, 'a sweep lets go of a constant that others may hold'],
  [84, 'a sweep lets go of a constant that others may hold'],
  [86, 'a sweep lets go of a constant that others may hold'],
  [533, 'equal steps run as they are written after one that is no program, and keep more'],
  [531, 'a later chain pays for a constant that this one did not keep'],
  [575, 'a later chain pays for a constant that this one did not keep'],
  [246, 'a later chain pays for a constant that this one did not keep'],
  [423, 'the fewest bytes that rotor can do with are the fewest of all'],
  [751, 'other records hold some of what a step shares with them, and not all'],
  [776, 'other records hold some of what a step shares with them, and not all'],
  [432, 'the cotangent of a state is a row of that of the outputs'],
  [496, 'the cotangent of a state is that of the outputs'],
])(
  'the program of seed %i, where %s',
  (seed) => {
    expect(planFaults(seed)).toEqual([]);
  },
  120_000,
);
