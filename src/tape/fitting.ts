import { BudgetError } from '../errors.js';

/** A run that was measured, and the budget that it was planned for. */
export interface Attempt {
  readonly figures: { readonly peakBytes: number };
  readonly budgetBytes: number;
}

// Bytes are those of blocks, multiples of 64; halving a mebibyte to that takes fourteen rounds.
const blockBytes = 64;
const mostRounds = 14;

/**
 * Finds how many bytes a plan has to leave free for what it does not reckon with, so that the run stays within its budget:
 * the fewest, up to a block, as far as leaving more free never needs more.
 *
 * @param attempt - measures the run with so many bytes left free; a refusal of the plan is returned
 * @throws {BudgetError} the plan's refusal, or one that says what the run needs where no plan changes it
 */
export function fitted<A extends Attempt>(
  attempt: (freeBytes: number) => A | BudgetError,
): { readonly freeBytes: number; readonly found: A } {
  const first = attempt(0);
  if (first instanceof BudgetError) throw first;
  if (excessOf(first) <= 0) return { freeBytes: 0, found: first };
  let over = 0;
  let enough = excessOf(first);
  let found = attempt(enough);
  while (!(found instanceof BudgetError) && excessOf(found) > 0) {
    if (enough > found.budgetBytes) throw unplannable(found);
    over = enough;
    enough *= 2;
    found = attempt(enough);
  }
  let best = found instanceof BudgetError ? undefined : { freeBytes: enough, found };
  let refusal = found;
  for (let round = 0; round < mostRounds && enough - over > blockBytes; round += 1) {
    const middle = Math.ceil((over + enough) / 2);
    const next = attempt(middle);
    const isOver = !(next instanceof BudgetError) && excessOf(next) > 0;
    if (isOver) over = middle;
    else enough = middle;
    if (next instanceof BudgetError) refusal = next;
    else if (!isOver) best = { freeBytes: middle, found: next };
  }
  if (best !== undefined) return best;
  throw refusal;
}

function excessOf({ figures, budgetBytes }: Attempt): number {
  return figures.peakBytes - budgetBytes;
}

function unplannable({ figures: { peakBytes }, budgetBytes }: Attempt): BudgetError {
  return new BudgetError(
    `tape: the run needs ${peakBytes} bytes at its peak whatever its chains keep, and its budget is ${budgetBytes}; ` +
      `allow ${peakBytes}, or use a smaller batch. What is planned are scans and layers of the loss itself, not those in steps`,
    { live: 0, asked: peakBytes, limit: budgetBytes },
  );
}
