import type { Schedule } from '../tape/action.js';
import type { Profile } from '../tape/strategy.js';
import { ChoiceCosts } from './choiceCosts.js';
import { type Evaluation, evaluated } from './evaluation.js';
import { isByParts } from './evaluator.js';
import { type MixedPlan, mixedPlan, scheduleOf } from './mixedPlan.js';
import { MixedPolicy } from './mixedPolicy.js';
import { figuresAt } from './stepFigures.js';

/** One size of a unit of memory, and all policies in it. */
interface Grid {
  readonly unitBytes: number;
  readonly policy: MixedPolicy;
  readonly costs: ChoiceCosts;
}

/** The cheapest reversals of a uniform chain, for every number of bytes: snapshots and records mixed. */
export class UniformFamily {
  readonly #profile: Profile;
  readonly #sizes: readonly GridSize[];
  readonly #grids = new Map<GridSize, Grid>();

  constructor(profile: Profile) {
    this.#profile = profile;
    this.#sizes = gridsFor(profile);
  }

  /** The cheapest of them that fits; undefined if none does. */
  best(budgetBytes: number): { schedule: () => Schedule; evaluation: Evaluation } | undefined {
    const { heldBytes = 0, heldInSweepBytes = heldBytes } = this.#profile;
    const free = budgetBytes - Math.min(heldBytes, heldInSweepBytes);
    const fitting = this.#sizes
      .filter((size) => free > size.fromBytes)
      .flatMap((size) => this.#bestOf(this.#gridOf(size), { budgetBytes, free }) ?? []);
    return fitting.sort((a, b) => a.evaluation.cost - b.evaluation.cost)[0];
  }

  #gridOf(size: GridSize): Grid {
    const known = this.#grids.get(size);
    if (known !== undefined) return known;
    const grid = gridOf(this.#profile, size);
    this.#grids.set(size, grid);
    return grid;
  }

  #bestOf({ unitBytes, policy, costs }: Grid, { budgetBytes, free }: { budgetBytes: number; free: number }) {
    const { extent } = this.#profile;
    for (let units = Math.min(policy.units, Math.floor(free / unitBytes)); units >= 0; units -= 1) {
      // What fewer units do as well is done with them.
      if (units > 0 && policy.advances(extent, units) === policy.advances(extent, units - 1)) continue;
      const evaluation = isByParts(this.#profile)
        ? costs.evaluation(units, Int32Array.BYTES_PER_ELEMENT)
        : evaluated(scheduleOf(mixedPlan(policy, units, extent)), this.#profile);
      if (evaluation.peakBytes > budgetBytes) continue;
      return { schedule: repeated(mixedPlan(policy, units, extent)), evaluation };
    }
    return undefined;
  }
}

/** Keeps the plan, and nothing that it was made from. */
function repeated(plan: MixedPlan): () => Schedule {
  return () => scheduleOf(plan);
}

/** Beyond so many steps, making a policy would take more than a few seconds. */
const longestFamily = 5000;

/** Beyond so many, the tables of one policy would take more than 64 MB while it is made. */
const mostCells = 8e6;

/** A grid that is worth making where more than `fromBytes` are free. */
interface GridSize {
  readonly unitBytes: number;
  readonly units: number;
  readonly fromBytes: number;
}

/**
 * Two grids: a fine one up to some bytes, and one that reaches up to the bytes of recording everything. Neither depends on
 * a budget, so that more bytes can never cost more.
 */
function gridsFor(profile: Profile): readonly GridSize[] {
  const { extent } = profile;
  if (extent < 2 || extent > longestFamily) return [];
  const { afterBytes, recordBytes } = figuresAt(profile)(0);
  const record = recordBytes + afterBytes;
  const most = Math.floor(mostCells / extent);
  const unitBytes = finestUnit(afterBytes, record);
  const units = Math.ceil((extent * record) / unitBytes);
  const fine = { unitBytes, units: Math.min(units, most), fromBytes: -1 };
  if (units <= most) return [fine];
  // Where so much is free that many records wait, their size is what must not be rounded up.
  const parts = Math.max(1, Math.floor(most / extent));
  const coarse = { unitBytes: record / parts, units: Math.min(most, extent * parts) };
  return [fine, { ...coarse, fromBytes: unitBytes * most }];
}

function gridOf(profile: Profile, { unitBytes, units }: GridSize): Grid {
  const { afterBytes, recordBytes } = figuresAt(profile)(0);
  // Parts of a record add up to it, but for a rounding error.
  const inUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / unitBytes - 1e-9));
  const weights = { state: inUnits(afterBytes), record: inUnits(recordBytes + afterBytes) };
  const policy = new MixedPolicy(profile.extent, units, weights, 'first');
  const choose = (length: number, left: number): number => policy.choice(length, left);
  return { unitBytes, policy, costs: new ChoiceCosts(profile, { weights, choose }) };
}

/** The largest part of a state, down to an eighth, in which a record is rounded up by the least. */
function finestUnit(state: number, record: number): number {
  let best = Math.max(1, state);
  let leastLoss = Number.POSITIVE_INFINITY;
  for (let parts = 1; parts <= 8 && state > 0; parts += 1) {
    const unit = state / parts;
    const loss = Math.ceil(record / unit) * unit - record;
    if (loss < leastLoss - 0.01 * record) {
      leastLoss = loss;
      best = unit;
    }
  }
  return state > 0 ? best : Math.max(1, record);
}
