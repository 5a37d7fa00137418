import { checkOptions } from '../arguments/options.js';
import { BudgetError } from '../errors.js';
import type { Schedule } from '../tape/action.js';
import { parseBytes } from '../tape/byteCount.js';
import { costedAs, knownProfile } from '../tape/knownProfile.js';
import { type Citation, type Profile, recordAll, type Strategy } from '../tape/strategy.js';
import { checkExtent } from './options.js';
import { Planner, type PlanRow } from './plan.js';

const source: Citation = {
  authors: 'Gruslys, Munos, Danihelka, Lanctot & Graves',
  year: 2016,
  title: 'Memory-efficient backpropagation through time',
  doi: '10.48550/arXiv.1606.03401',
};

/**
 * The cheapest schedule that keeps the whole run within a budget: parameters, inputs, states, records, scratch, gradients and
 * the schedule itself. What the run holds beside the chain is measured, with shapes only, before the first run.
 *
 * The loss is called with shapes only several times before the first run: to see what the run holds beside its chains, what
 * several chains leave to each other, and what the plan then takes. A refusal names bytes that were measured: they are enough.
 *
 * A chain inside a step of another is recorded whole: its record is part of the outer step's. Give it a strategy of its own
 * where that is too much.
 *
 * @param options.bytes - the most that may be live at once: a number, or a text such as '64 MiB'
 * @param options.costs - a profile of the same chain with other costs, such as `chainProfiles` measures in milliseconds;
 *   counted operations, if absent
 * @throws {BudgetError} by `schedule`, if no schedule fits: with the smallest budget that does, and what more would buy
 * @throws {RangeError} if bytes cannot be read
 * @example
 * const tape = new Tape({ strategy: withinBudget({ bytes: '64 MiB' }) });
 */
export function withinBudget(options: { bytes: number | string; costs?: Profile }): Strategy {
  checkOptions('withinBudget', options, { bytes: 'any', costs: 'any' });
  const bytes = parseBytes('withinBudget', options?.bytes);
  if (options.costs !== undefined) checkExtent('withinBudget: costs', options.costs?.extent);
  const chosen = new Map<string, PlanRow>();
  const choose = (counted: Profile): PlanRow => {
    const profile = costedAs('withinBudget', counted, options.costs);
    const key = JSON.stringify(knownProfile(profile));
    const row = chosen.get(key) ?? bestWithin(profile, Math.min(bytes, profile.capacityBytes ?? bytes));
    chosen.set(key, row);
    return row;
  };
  return {
    name: `withinBudget(${options.bytes})`,
    source,
    budgetBytes: bytes,
    schedule: (profile): Schedule => {
      checkExtent('withinBudget', profile.extent);
      if (profile.extent === 0 || profile.isNested) return recordAll.schedule(profile);
      return choose(profile).schedule();
    },
    smallestBytes: (counted) =>
      counted.extent === 0
        ? 0
        : new Planner(costedAs('withinBudget', counted, options.costs)).plan(1).smallestBytes,
    remarks: (profile) => {
      if (profile.extent === 0) return [];
      if (profile.isNested) {
        return [
          'withinBudget: a scan inside a step is recorded whole; give it a strategy of its own to change that',
        ];
      }
      const { name, slowdown } = choose(profile);
      return [`withinBudget: ${name}, ${slowdown.toFixed(2)} times the operations of recording everything`];
    },
  };
}

function bestWithin(profile: Profile, bytes: number): PlanRow {
  const planner = new Planner(profile);
  const best = planner.best(shareOf(profile, bytes));
  if (best !== undefined) return best;
  // A share is no promise: what the chain cannot do without it may take. A share of nothing asks what that is.
  const { smallestBytes } = planner.plan(1);
  const least = planner.best(profile.share === 0 ? smallestBytes : Math.min(bytes, smallestBytes));
  if (least !== undefined) return least;
  const isAlone = (profile.share ?? 1) === 1;
  throw new BudgetError(
    `withinBudget: ${bytes} bytes are too few for this run; at least ${smallestBytes} are needed` +
      (isAlone
        ? `. ${alternatives(planner, smallestBytes)}`
        : ', where every chain takes the fewest that it can. Fewer steps or a smaller batch need less'),
    { live: profile.heldBytes ?? 0, asked: smallestBytes, limit: bytes },
  );
}

/** Chains of the same run that come after this one are left their shares of what is free. */
function shareOf({ heldBytes = 0, heldInSweepBytes = heldBytes, share = 1 }: Profile, bytes: number): number {
  const held = Math.max(heldBytes, heldInSweepBytes);
  return bytes <= held ? bytes : held + Math.floor((bytes - held) * share);
}

/** What the smallest budget costs, and twice and four times of what it leaves to the chain. */
function alternatives(planner: Planner, smallestBytes: number): string {
  const offers = [1, 2, 4].flatMap((times) => {
    const best = planner.best(times * smallestBytes);
    return best === undefined ? [] : [best];
  });
  const distinct = offers.filter((row, place) => row.name !== offers[place - 1]?.name);
  const inWords = distinct.map(
    ({ name, peakBytes, slowdown }) =>
      `${peakBytes} bytes take ${slowdown.toFixed(2)} times the operations of recording everything (${name})`,
  );
  return `${inWords.join('; ')}. Fewer steps or a smaller batch need less`;
}
