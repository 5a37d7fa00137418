import { aligned } from './aligned.js';
import type { Plan } from './plan.js';

/**
 * A plan as a table.
 *
 * @example
 * console.log(formatPlan(plan({ extent: 1000, stateBytes: 4096, recordBytes: 16384 }, { budgetBytes: '1 MiB' })));
 */
export function formatPlan(plan: Plan): string {
  if (!Array.isArray(plan?.rows) || plan.smallestBytes === undefined || plan.budgetBytes === undefined)
    throw new TypeError('formatPlan: there is no plan; give what `plan` has returned');
  const { rows, budgetBytes, smallestBytes } = plan;
  const head = ['strategy', 'peak bytes', 'advanced', 'recorded', 'slots', 'slowdown', ''];
  const body = rows.map((row) => [
    row.name,
    row.peakBytes.toLocaleString('en'),
    row.advancedSteps.toLocaleString('en'),
    row.recordedSteps.toLocaleString('en'),
    row.peakSlots.toLocaleString('en'),
    row.slowdown.toFixed(3),
    row.fits ? '' : 'too large',
  ]);
  const budget = Number.isFinite(budgetBytes)
    ? `budget ${budgetBytes.toLocaleString('en')} bytes`
    : 'no budget';
  return `${aligned([head, ...body])}\n${budget}; the smallest that can hold: ${smallestBytes.toLocaleString('en')}`;
}
