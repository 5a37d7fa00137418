// Ordinary reverse mode: Linnainmaa (1970); in recurrent networks, backpropagation through time.
import { checkOptions, type NoOptions } from '../arguments/options.js';
import { type Action, record, sweep, turn } from '../tape/action.js';
import { recordAll, type Strategy } from '../tape/strategy.js';
import { type Ends, endOf } from './ending.js';

/**
 * Records the whole chain and keeps all residuals: no step runs twice. The extent may be unknown.
 *
 * @example
 * tally(storeAll().schedule({ extent: 10 }), 10).peakRecords; // 10
 */
export function storeAll(options?: NoOptions): Strategy {
  checkOptions('storeAll', options, {});
  return {
    name: 'store all',
    source: recordAll.source,
    schedule: (profile) => {
      const { extent } = profile;
      const ends = endOf('storeAll', profile);
      if (extent === Number.POSITIVE_INFINITY) return { [Symbol.iterator]: () => recordToTheEnd(ends) };
      return extent === 0 ? [] : turn(0, extent);
    },
  };
}

function* recordToTheEnd(ends: Ends): Generator<Action> {
  let state = 0;
  for (; !ends(state); state += 1) yield record(state, state + 1);
  if (state > 0) yield sweep(state, 0);
}
