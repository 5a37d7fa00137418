import type { Strategy } from '../../src/tape/strategy.js';
import { Player, type Tally } from '../../src/tape/tally.js';

/**
 * Plays a strategy on a chain that does not tell its extent, and refuses a question out of order: every state is to be
 * asked of once, when it is the working state, until the chain ends.
 */
export function tallyOpenEnded(strategy: Strategy, extent: number): Tally {
  const player = new Player();
  let asked = 0;
  let working = 0;
  const ends = (state: number): boolean => {
    if (state !== asked || state !== working || state > extent)
      throw new Error(`asked of state ${state}, not ${asked}, where the working state is ${working}`);
    asked += 1;
    if (state === extent) player.close();
    else player.grow();
    return state === extent;
  };
  for (const action of strategy.schedule({ extent: Number.POSITIVE_INFINITY, ends })) {
    player.play(action);
    if (action.verb === 'advance' || action.verb === 'record') working = action.to;
    if (action.verb === 'restore') working = action.step;
  }
  player.finish();
  if (asked !== extent + 1) throw new Error(`asked ${asked} times of ${extent + 1} states`);
  return player.counts;
}
