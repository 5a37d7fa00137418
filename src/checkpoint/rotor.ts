// Beaumont, Eyraud-Dubois, Herrmann, Joly & Shilova (2019), Optimal checkpointing for heterogeneous chains: how to train
// deep neural networks with limited memory, arXiv:1911.13214.

import { checkOptions } from '../arguments/options.js';
import { parseBytes } from '../tape/byteCount.js';
import { checkProfile, costedAs } from '../tape/knownProfile.js';
import type { Citation, Profile, Strategy } from '../tape/strategy.js';
import { checkCount, checkExtent } from './options.js';
import { bytesOfAll, isSame, type RotorChain, rotorChain } from './rotorChain.js';
import { planWithin, type RotorPlan } from './rotorPlan.js';
import { reverseByPlan } from './rotorReversal.js';

const source: Citation = {
  authors: 'Beaumont, Eyraud-Dubois, Herrmann, Joly & Shilova',
  year: 2019,
  title:
    'Optimal checkpointing for heterogeneous chains: how to train deep neural networks with limited memory',
  doi: '10.48550/arXiv.1911.13214',
};

/**
 * The cheapest reversal of a chain of unequal steps in so many bytes: every step is advanced, advanced from a state that
 * is kept, or recorded to wait, as a dynamic program over all parts of the chain says. The cheapest, that is, of those
 * which keep a state until it was recorded from, and up to rounding: sizes are rounded up to whole units of memory, but
 * where the bytes are few enough units of a size that divides all others.
 *
 * @param options.bytes - of all states and records at once, but for the first state and the last, which are the caller's:
 * a number, or a text such as '64 MiB'
 * @param options.units - the most units into which the bytes are divided; if absent, up to 500, or up to 2000 where all
 * steps are alike, and fewer for long chains, whose neighbouring steps may then be planned as one: so it takes seconds
 * @param options.costs - a profile of the same chain with other costs, such as `chainProfiles` measures in milliseconds;
 * counted operations, if absent
 * @throws {RangeError} if bytes is no number of bytes, or units no whole number of at least 1; and, from `schedule`, if the
 * chain needs more bytes
 * @example
 * const profile = { extent: 100, stateBytes: 64, recordBytes: 192 };
 * tally(rotor({ bytes: '4 KiB' }).schedule(profile), 100).advancedSteps; // 0
 */
export function rotor(options: { bytes: number | string; units?: number; costs?: Profile }): Strategy {
  checkOptions('rotor', options, { bytes: 'any', units: 'any', costs: 'any' });
  const bytes = parseBytes('rotor', options?.bytes);
  const { units } = options;
  if (options.costs !== undefined) checkProfile('rotor', options.costs, 'costs');
  if (units !== undefined) checkCount('rotor', 'units', units, 'to divide the bytes into');
  const planner = new Planner(bytes, units);
  return {
    name: `rotor(${options.bytes})`,
    source,
    schedule: (profile) => {
      checkExtent('rotor', profile.extent);
      const plan = planner.plan(costedAs('rotor', profile, options.costs));
      return { bytes: plan.byteLength, [Symbol.iterator]: () => reverseByPlan(profile.extent, plan) };
    },
    remarks: (profile) => {
      const all = bytesOfAll(rotorChain(profile));
      return all < bytes
        ? [`rotor: ${bytes} bytes were given; the whole chain can be recorded in ${all}`]
        : [];
    },
  };
}

/** Remembers its last plan, since a training loop asks for the same chain again and again. */
class Planner {
  readonly #bytes: number;
  readonly #units: number | undefined;
  #chain: RotorChain | undefined;
  #plan: RotorPlan = new Int32Array();

  constructor(bytes: number, units: number | undefined) {
    this.#bytes = bytes;
    this.#units = units;
  }

  plan(profile: Profile): RotorPlan {
    const chain = rotorChain(profile);
    if (this.#chain === undefined || !isSame(chain, this.#chain)) {
      this.#plan = planWithin(chain, this.#bytes, this.#units);
      this.#chain = chain;
    }
    return this.#plan;
  }
}
