import { unfit } from '../arguments/options.js';
import type { Keep } from '../tape/keep.js';
import { checkStrategy, type Strategy } from '../tape/strategy.js';

/**
 * A strategy whose residuals wait in another form: the two sockets together.
 *
 * @throws {TypeError} if one of them is something else
 * @example
 * const strategy = combine(revolve({ slots: 8 }), sample({ fraction: 0.1 }));
 */
export function combine(strategy: Strategy, keep: Keep): Strategy {
  checkStrategy('combine', strategy, 'the strategy');
  if (typeof keep?.sketchOf !== 'function')
    throw unfit('combine', 'the keep', keep, 'one is needed, such as sample({ fraction: 0.1 })');
  return {
    ...strategy,
    name: keep.name === 'exact' ? strategy.name : `${strategy.name} x ${keep.name}`,
    keep,
    schedule: (profile) => strategy.schedule(profile),
    remarks: (profile) => strategy.remarks?.(profile) ?? [],
  };
}
