import { checkOptions } from '../arguments/options.js';
import { BudgetError } from '../errors.js';
import type { Schedule } from '../tape/action.js';
import { parseBytes } from '../tape/byteCount.js';
import { checkProfile } from '../tape/knownProfile.js';
import type { Profile, Strategy } from '../tape/strategy.js';
import type { Tally } from '../tape/tally.js';
import type { Evaluation } from './evaluation.js';
import { Evaluator } from './evaluator.js';
import { fitBelow } from './fitBelow.js';
import { checkExtent } from './options.js';
import { sizesToTry } from './sizesToTry.js';
import { figuresAt } from './stepFigures.js';
import { type StrategyRow, table } from './table.js';
import { UniformFamily } from './uniformFamily.js';

/** One strategy at its best size for a chain, and what it costs there. Counts are exact. */
export interface PlanRow extends Tally {
  /** As in `strategies`, or `mixed by bytes` for the planner's own dynamic program. */
  readonly family: string;
  /** With its size, such as `revolve(12)`. */
  readonly name: string;
  readonly schedule: () => Schedule;
  /** The most bytes that are live at once, of the whole run where the profile knows them. */
  readonly peakBytes: number;
  /** Of all steps, in the profile's unit of cost. */
  readonly cost: number;
  /** The cost over that of recording everything: 1 where no step runs twice. */
  readonly slowdown: number;
  /** Whether the peak is within the budget. */
  readonly fits: boolean;
}

/** Every strategy for one chain: those that fit first, cheapest first; the others by how many bytes they need. */
export interface Plan {
  readonly budgetBytes: number;
  readonly rows: readonly PlanRow[];
  /** The first row, if that fits. */
  readonly best: PlanRow | undefined;
  /** The fewest bytes in which any strategy can reverse the chain. */
  readonly smallestBytes: number;
}

/**
 * Ranks every strategy of the table, each at its best size for the budget, and the planner's own: a dynamic program over
 * snapshots and records in real bytes. Nothing is run. The bytes are those of the run where the profile is of `chainProfiles`,
 * which says where they may be more.
 *
 * @param profile - sizes and costs of a chain's steps, such as `profileOf(loss, parameters)` gives; 1 where absent
 * @param options.budgetBytes - the most that may be live at once, a number or a text such as '64 MiB'; no limit if absent
 * @throws {RangeError} if a size or cost is negative or not finite, or the budget cannot be read
 * @example
 * const { best } = plan({ extent: 1000, stateBytes: 4096, recordBytes: 16384 }, { budgetBytes: '1 MiB' });
 */
export function plan(profile: Profile, options: { readonly budgetBytes?: number | string } = {}): Plan {
  checkExtent('plan', profile?.extent);
  checkProfile('plan', profile);
  checkOptions('plan', options, { budgetBytes: 'any' });
  const budgetBytes =
    options?.budgetBytes === undefined
      ? Number.POSITIVE_INFINITY
      : parseBytes('plan', options.budgetBytes, 'budgetBytes');
  return new Planner(profile).plan(budgetBytes);
}

/** One way to reverse the chain, and what it costs. */
interface Instance {
  readonly family: string;
  readonly name: string;
  readonly schedule: () => Schedule;
  readonly evaluation: Evaluation;
}

/** Remembers what it has evaluated, so that another budget for the same chain costs little. */
export class Planner {
  readonly #profile: Profile;
  readonly #evaluator: Evaluator;
  /** What recording everything costs. */
  readonly #leastCost: number;
  readonly #known = new Map<string, Instance | undefined>();
  #uniform: UniformFamily | undefined;

  constructor(profile: Profile) {
    this.#profile = profile;
    this.#evaluator = new Evaluator(profile);
    const figures = figuresAt(profile);
    let cost = 0;
    for (let step = 0; step < profile.extent; step += 1) {
      cost += figures(step).recordCost + figures(step).sweepCost;
    }
    this.#leastCost = cost;
  }

  /** What a record weighs in units of a state. */
  get #recordUnits(): number {
    const { stateBytes, recordBytes } = this.#profile;
    if (stateBytes === undefined || recordBytes === undefined || stateBytes === 0) return 1;
    return Math.ceil((recordBytes + stateBytes) / stateBytes);
  }

  /** The cheapest that fits. */
  best(budgetBytes: number): PlanRow | undefined {
    const all = listed(this.#evaluate('storeAll', table.storeAll.usual()));
    const recorded = this.#bestOf(all, budgetBytes);
    // Nothing costs less than to run no step twice.
    return recorded?.fits ? recorded : this.plan(budgetBytes).best;
  }

  plan(budgetBytes: number): Plan {
    const rows = Object.entries(table)
      .map(([family, row]) => this.#bestOf(this.#instances(family, row, budgetBytes), budgetBytes))
      .concat(this.#bestOf(this.#mixed(budgetBytes), budgetBytes))
      .filter((row) => row !== undefined)
      .sort(byRank);
    const peaks = [...this.#known.values()].map((known) => known?.evaluation.peakBytes ?? Infinity);
    const best = rows[0]?.fits ? rows[0] : undefined;
    return { budgetBytes, rows, best, smallestBytes: Math.min(...peaks) };
  }

  #bestOf(instances: readonly Instance[], budgetBytes: number): PlanRow | undefined {
    const rows = instances.map(({ evaluation, ...rest }) => ({
      ...rest,
      ...evaluation.tally,
      peakBytes: evaluation.peakBytes,
      cost: evaluation.cost,
      slowdown: this.#leastCost === 0 ? 1 : evaluation.cost / this.#leastCost,
      fits: evaluation.peakBytes <= budgetBytes,
    }));
    return rows.sort(byRank)[0];
  }

  #instances(family: string, row: StrategyRow, budgetBytes: number): readonly Instance[] {
    const { extent, steps } = this.#profile;
    const { usual, sized, within } = row;
    const evaluate = (strategy: Strategy): Instance | undefined => this.#evaluate(family, strategy);
    if (row.longest !== undefined && extent > row.longest) return [];
    // The planner's own program does better, in less time.
    if (row.longest !== undefined && sized !== undefined && extent > 128) return [];
    if (within !== undefined)
      return steps === undefined ? [] : this.#fitted(family, within, budgetBytes, row.fewest);
    if (sized === undefined) return listed(evaluate(usual(extent)));
    const most = row.sizedBy === 'units' ? extent * this.#recordUnits : extent;
    const isShort = steps !== undefined || extent <= (row.sizedBy === 'units' ? 24 : 64);
    const few = isShort ? most : extent <= 1000 ? 2 * Math.ceil(Math.sqrt(extent)) + 2 : 0;
    // Without the length in advance nothing is cheaper than with it: as many slots as revolve are enough to say how much.
    if (row.offline !== undefined && !isShort)
      return this.#asRevolve(evaluate, (slots) => sized(slots, extent), budgetBytes);
    return sizesToTry({
      largest: most,
      few,
      turns: row.turns === true,
      sized: (slots) => sized(slots, extent),
      peakBytes: (strategy) => evaluate(strategy)?.evaluation.peakBytes ?? Infinity,
      budgetBytes,
    }).flatMap((strategy) => listed(evaluate(strategy)));
  }

  #asRevolve(
    evaluate: (strategy: Strategy) => Instance | undefined,
    sized: (slots: number) => Strategy,
    budgetBytes: number,
  ): readonly Instance[] {
    const known = [...this.#known.values()].filter((each) => each?.family === 'revolve');
    const fitting = known.filter((each) => (each?.evaluation.peakBytes ?? Infinity) <= budgetBytes);
    const asMany = Math.max(1, ...fitting.map((each) => each?.evaluation.tally.peakSlots ?? 1));
    const slots = Math.min(asMany, Math.max(1, Math.floor(mostPlaced / this.#profile.extent)));
    const found = evaluate(sized(slots));
    if (found !== undefined && found.evaluation.peakBytes <= budgetBytes) return [found];
    return [...listed(found), ...listed(evaluate(sized(1)))];
  }

  /** A strategy that takes bytes of its own accord, given as many as leave the run within the budget. */
  #fitted(
    family: string,
    within: (bytes: number) => Strategy,
    budgetBytes: number,
    fewest: StrategyRow['fewest'],
  ): readonly Instance[] {
    const { heldBytes = 0, heldInSweepBytes = heldBytes } = this.#profile;
    const most = 2 * (this.#evaluate('storeAll', table.storeAll.usual())?.evaluation.peakBytes ?? 0);
    const given = Math.floor(Math.min(budgetBytes - Math.min(heldBytes, heldInSweepBytes), most));
    const found: Instance[] = [];
    const excessOf = (bytes: number): number => {
      const instance = this.#evaluate(family, within(bytes));
      if (instance === undefined) return Number.NEGATIVE_INFINITY;
      found.push(instance);
      return instance.evaluation.peakBytes - budgetBytes;
    };
    fitBelow(given, excessOf);
    // Where none fits, the least that it can take may be the least that any takes.
    const isFitting = found.some(({ evaluation }) => evaluation.peakBytes <= budgetBytes);
    if (!isFitting && fewest !== undefined) excessOf(fewest(this.#profile));
    return found;
  }

  #mixed(budgetBytes: number): readonly Instance[] {
    if (this.#profile.steps !== undefined) return [];
    this.#uniform ??= new UniformFamily(this.#profile);
    const found = this.#uniform.best(budgetBytes);
    return found === undefined ? [] : [{ family: 'mixed by bytes', name: 'mixed by bytes', ...found }];
  }

  /** Undefined where the strategy refuses the chain. */
  #evaluate(family: string, strategy: Strategy): Instance | undefined {
    const { name } = strategy;
    if (!this.#known.has(name)) {
      const schedule = scheduled(strategy, this.#profile);
      this.#known.set(name, this.#tried(family, name, schedule));
    }
    return this.#known.get(name);
  }

  #tried(family: string, name: string, schedule: () => Schedule): Instance | undefined {
    try {
      return { family, name, schedule, evaluation: this.#evaluator.evaluation(schedule()) };
    } catch (error) {
      // A size that this chain's strategy cannot do with, such as a record that is larger than the budget.
      if (error instanceof RangeError || error instanceof BudgetError) return undefined;
      throw error;
    }
  }
}

/** Where the end is not known, every step asks all slots whether its state takes the place of theirs: so often at most. */
const mostPlaced = 2e6;

/** Keeps nothing of what was evaluated to find it. */
function scheduled(strategy: Strategy, profile: Profile): () => Schedule {
  return () => strategy.schedule(profile);
}

function listed<T>(found: T | undefined): readonly T[] {
  return found === undefined ? [] : [found];
}

/** What fits first, cheapest first; what does not, by its bytes. */
function byRank(a: PlanRow, b: PlanRow): number {
  if (a.fits !== b.fits) return a.fits ? -1 : 1;
  if (!a.fits) return a.peakBytes - b.peakBytes;
  return a.cost - b.cost || a.peakBytes - b.peakBytes;
}
