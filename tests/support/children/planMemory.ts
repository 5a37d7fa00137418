// Plans a chain in a process of its own, and prints what of it stays once the plan is made.
import { rotor } from '../../../src/checkpoint/rotor.js';
import { withinBudget } from '../../../src/checkpoint/withinBudget.js';
import type { Profile } from '../../../src/tape/strategy.js';

interface Question {
  readonly strategy: 'rotor' | 'withinBudget';
  readonly extent: number;
  readonly bytes: number;
  readonly isUniform: boolean;
}

const question: Question = JSON.parse(process.argv[2] ?? 'null');
const make = { rotor, withinBudget }[question.strategy];
// Compiles what planning needs.
make({ bytes: 60_000 }).schedule(profileOf(12, question.isUniform));
const before = memory();
const strategy = make({ bytes: question.bytes });
const schedule = strategy.schedule(profileOf(question.extent, question.isUniform));
const after = memory();
console.log(JSON.stringify({ held: after - before, actions: [...schedule].length, name: strategy.name }));

function profileOf(extent: number, isUniform: boolean): Profile {
  if (isUniform) return { extent, stateBytes: 4096, recordBytes: 17_000 };
  const size = (place: number): number => 1000 + ((place * 7919) % 5000);
  const steps = Array.from({ length: extent }, (_, step) => ({
    beforeBytes: size(step),
    afterBytes: size(step + 1),
    recordBytes: size(7 * step),
    advanceCost: 1,
    recordCost: 1,
    sweepCost: 2,
  }));
  return { extent, steps };
}

/** What JavaScript holds, in bytes. */
function memory(): number {
  for (let time = 0; time < 3; time += 1) globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
