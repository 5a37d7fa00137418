import type { Arena } from '../array/arena.js';
import { BudgetError, TapeError } from '../errors.js';
import type { Figures } from './report.js';
import type { Strategy } from './strategy.js';

/** A plan for a budget cannot be made with shapes only. */
export function unplanned({ name }: Strategy): TapeError {
  return new TapeError(
    `tape: ${name} cannot plan a loss that reads values, since it plans with shapes only; read values outside of the loss, ` +
      'or use a strategy of a size of your choice, such as revolve({ slots: 8 })',
  );
}

/** @throws {BudgetError} if a run needs more than is left of the arena's memory, by what was measured */
export function checkCapacity(
  { peakBytes }: Figures,
  more: { readonly arena: Arena; readonly madeBytes: number; readonly strategy: Strategy },
): void {
  const { arena, madeBytes, strategy } = more;
  const { liveBytes, capacityBytes } = arena;
  if (liveBytes + madeBytes <= capacityBytes) return;
  throw new BudgetError(
    `tape: ${strategy.name} needs ${peakBytes} bytes at its peak, ${madeBytes} of them beside the ${liveBytes} that are live; ` +
      `the arena ends at ${capacityBytes}. Use a strategy with fewer slots, fewer steps or a smaller batch`,
    { live: liveBytes, asked: madeBytes, limit: capacityBytes },
  );
}

/** @throws {BudgetError} if a run needs more than it may hold, by what was predicted */
export function checkBudget(predicted: Figures, limit: number, strategy: Strategy): void {
  if (predicted.peakBytes <= limit) return;
  throw new BudgetError(
    `tape: ${strategy.name} needs ${predicted.peakBytes} bytes at its peak and limitBytes is ${limit}; ` +
      `allow ${predicted.peakBytes}, or use a strategy with fewer slots, fewer steps or a smaller batch`,
    { live: 0, asked: predicted.peakBytes, limit },
  );
}
