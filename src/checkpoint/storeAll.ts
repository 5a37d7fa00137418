// Ordinary reverse mode: Linnainmaa (1970); in recurrent networks, backpropagation through time.
import { turn } from '../tape/action.js';
import { recordAll, type Strategy } from '../tape/strategy.js';
import { checkExtent } from './options.js';

/**
 * Records the whole chain and keeps all residuals: no step runs twice.
 *
 * @example
 * tally(storeAll().schedule({ extent: 10 }), 10).peakRecords; // 10
 */
export function storeAll(): Strategy {
  return {
    name: 'store all',
    source: recordAll.source,
    schedule: ({ extent }) => {
      checkExtent('storeAll', extent);
      return extent === 0 ? [] : turn(0, extent);
    },
  };
}
