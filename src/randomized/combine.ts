import type { Keep } from '../tape/keep.js';
import type { Strategy } from '../tape/strategy.js';

/**
 * A strategy whose residuals wait in another form: the two sockets together.
 *
 * @throws {TypeError} if one of them is something else
 * @example
 * const strategy = combine(revolve({ slots: 8 }), sample({ fraction: 0.1 }));
 */
export function combine(strategy: Strategy, keep: Keep): Strategy {
  if (typeof strategy?.schedule !== 'function')
    throw new TypeError(
      `combine: the strategy is ${found(strategy)}; one is needed, such as revolve({ slots: 8 })`,
    );
  if (typeof keep?.sketchOf !== 'function')
    throw new TypeError(
      `combine: the keep is ${found(keep)}; one is needed, such as sample({ fraction: 0.1 })`,
    );
  return {
    ...strategy,
    name: keep.name === 'exact' ? strategy.name : `${strategy.name} x ${keep.name}`,
    keep,
    schedule: (profile) => strategy.schedule(profile),
    remarks: (profile) => strategy.remarks?.(profile) ?? [],
  };
}

function found(value: unknown): string {
  if (typeof value === 'function') return 'a function: call it';
  return typeof value === 'object' && value !== null ? 'an object of another kind' : String(value);
}
