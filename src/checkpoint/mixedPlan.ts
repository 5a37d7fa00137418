import type { Schedule } from '../tape/action.js';
import type { MixedPolicy } from './mixedPolicy.js';
import { type Choice, reverseByChoices, type Weights } from './mixedReversal.js';

/** A policy's choices for one chain, in the order in which they are needed: few, where the policy's tables are large. */
export interface MixedPlan {
  readonly extent: number;
  readonly units: number;
  readonly weights: Weights;
  readonly choices: Int32Array;
}

export function mixedPlan(policy: MixedPolicy, units: number, extent: number): MixedPlan {
  const { weights } = policy;
  const made: Choice[] = [];
  const choose = (length: number, left: number): Choice => {
    const choice = policy.choice(length, left);
    made.push(choice);
    return choice;
  };
  for (const _ of reverseByChoices(extent, { units, weights, choose }));
  return { extent, units, weights, choices: Int32Array.from(made) };
}

export function scheduleOf({ extent, units, weights, choices }: MixedPlan): Schedule {
  return {
    bytes: choices.byteLength,
    [Symbol.iterator]: () => {
      let next = 0;
      return reverseByChoices(extent, { units, weights, choose: () => choices[next++]! });
    },
  };
}
