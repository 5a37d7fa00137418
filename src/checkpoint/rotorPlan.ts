import { bytesOfAll, fewestBytes, type RotorChain } from './rotorChain.js';
import { everySo, grouped, isPlannable, mostUnits, startsOfGroups, usualUnits } from './rotorGroups.js';
import { RotorPolicy } from './rotorPolicy.js';

/**
 * What to do with the parts of a chain, in the order in which they are reached: how many steps to advance before a state
 * is kept, how many to record before the rest (a number below 0), or to record all of them (0). Parts of one step are left
 * out. At most one number for every step.
 */
export type RotorPlan = Int32Array;

/**
 * The cheapest plan within so many bytes, in at most so many units. If units are absent: as many as can be planned with in
 * a few seconds, up to 500, or up to 2000 where all steps are alike. Where that are few, neighbouring steps are planned as
 * one, if the bytes allow.
 *
 * @throws {RangeError} if the bytes are too few, or the steps too many
 */
export function planWithin(chain: RotorChain, bytes: number, units?: number): RotorPlan {
  const fewest = fewestBytes(chain);
  if (bytes < fewest)
    throw new RangeError(`rotor: ${bytes} bytes are too few for this chain; at least ${fewest} are needed`);
  if (bytesOfAll(chain) <= bytes) return chain.records.length < 2 ? new Int32Array() : Int32Array.of(0);
  const starts =
    units === undefined
      ? startsOfGroups(chain, (groups) => fewestBytes(groups) <= bytes)
      : everySo(chain.records.length, 1);
  const groups = grouped(chain, starts);
  const most = units ?? usualUnits(groups);
  if (units === undefined && !isPlannable(groups)) throw tooLong(chain);
  const unit = commonDivisor(groups);
  const exact = Math.floor(bytes / unit);
  if (exact <= most) return planOf(groups, starts, exact * unit, exact);
  return planOf(groups, starts, bytes, most);
}

function tooLong({ records }: RotorChain): RangeError {
  return new RangeError(
    `rotor: extent is ${records.length}, more steps than can be planned in a few seconds with so few bytes; give units ` +
      'to plan all the same, or use revolve({ slots })',
  );
}

function planOf(chain: RotorChain, starts: readonly number[], bytes: number, units: number): RotorPlan {
  const { length } = chain.records;
  if (units > mostUnits(chain))
    throw new RangeError(
      `rotor: units is ${units}; at most ${mostUnits(chain)} are possible for ${length} steps, in a plan of 1 GiB`,
    );
  const policy = new RotorPolicy(chain, bytes, units);
  const plan: number[] = [];
  const steps = (from: number, to: number): number => starts[to]! - starts[from]!;
  const parts = [{ s: 0, t: length - 1, m: units }];
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const { s, t, m } = part;
    const { verb, y } = policy.choice(s, t, m);
    if (verb === 'recordAll') {
      if (steps(s, t + 1) > 1) plan.push(0);
    } else if (verb === 'record') {
      plan.push(-steps(s, y));
      parts.push({ s: y, t, m: m - policy.recordUnits(s, y) });
    } else {
      plan.push(steps(s, y));
      parts.push({ s, t: y - 1, m }, { s: y, t, m: m - policy.stateUnits(y) });
    }
  }
  return Int32Array.from(plan);
}

/** Of all sizes; 0 if they have none. */
function commonDivisor({ states, records }: RotorChain): number {
  let divisor = 0;
  for (const sizes of [states, records])
    for (const size of sizes) {
      if (!Number.isSafeInteger(size)) return 0;
      for (let rest = size; rest > 0; ) [divisor, rest] = [rest, divisor % rest];
    }
  return divisor;
}
