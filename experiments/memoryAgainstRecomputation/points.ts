import { type Strategy, type StrategyName, strategies, tally, withinBudget } from 'sublinear';
import { type Sizes, type WorkloadName, workloads } from './workloads.js';

/** One thing to measure: a workload under a strategy of a size. */
export interface Point {
  readonly workload: WorkloadName;
  readonly sizes: Sizes;
  readonly strategy: StrategyName;
  /** Absent where the strategy takes no size. */
  readonly slots?: number;
  /** What the whole run may hold; absent where the strategy is given no bytes. */
  readonly budget?: string;
  /** The file with the batch. */
  readonly batch: string;
}

const slotCounts = { full: [2, 4, 8, 16, 32, 64], quick: [8] } as const;

/** Every strategy of the table on every workload, over several slot counts or budgets where it takes any. */
export function pointsFor(
  mode: 'full' | 'quick',
  batchFile: (workload: WorkloadName) => string,
): readonly Point[] {
  return namesOf(workloads).flatMap((workload) =>
    namesOf(strategies).flatMap((strategy) => {
      const point = {
        workload,
        sizes: workloads[workload].sizes[mode],
        strategy,
        batch: batchFile(workload),
      };
      if (strategy === 'withinBudget')
        return workloads[workload].budgets[mode].map((budget) => ({ ...point, budget }));
      return strategies[strategy].sized ? slotCounts[mode].map((slots) => ({ ...point, slots })) : [point];
    }),
  );
}

export function strategyOf({ strategy, slots, budget, sizes }: Point): Strategy {
  if (budget !== undefined) return withinBudget({ bytes: budget });
  const row = strategies[strategy];
  return slots !== undefined && row.sized ? row.sized(slots, sizes.steps) : row.usual(sizes.steps);
}

/** How long a point will take, in steps of the loss run forward. */
export function weightOf(point: Point): number {
  const extent = point.sizes.steps;
  // What a plan for a budget will run is not known before its profile is.
  if (point.budget !== undefined) return 6 * extent + 3000;
  const { advancedSteps, recordedSteps } = tally(strategyOf(point).schedule({ extent }), extent);
  // A sweep takes about two forward steps, and starting the process some hundreds.
  return advancedSteps + 3 * recordedSteps + 3000;
}

function namesOf<T extends object>(table: T): (keyof T & string)[] {
  return Object.keys(table) as (keyof T & string)[];
}
