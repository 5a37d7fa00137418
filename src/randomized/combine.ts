import type { Keep } from '../tape/keep.js';
import type { Strategy } from '../tape/strategy.js';

/**
 * A strategy whose residuals wait in another form: the two sockets together.
 *
 * @example
 * const strategy = combine(revolve({ slots: 8 }), exact);
 */
export function combine(strategy: Strategy, keep: Keep): Strategy {
  return {
    ...strategy,
    name: keep.name === 'exact' ? strategy.name : `${strategy.name} x ${keep.name}`,
    keep,
    schedule: (profile) => strategy.schedule(profile),
    remarks: (profile) => strategy.remarks?.(profile) ?? [],
  };
}
