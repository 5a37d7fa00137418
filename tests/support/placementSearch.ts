import { cheapestRoute } from '../../src/checkpoint/cheapestRoute.js';
import { optimalAdvances } from '../../src/checkpoint/index.js';

/**
 * The least that the worst ratio can be over all extents from 1 to `longest`, for anybody who runs to the end once, holds
 * at most `slots` states and does not know when the end will come. The ratio is of all steps run to the fewest, which
 * are `extent` recorded and t(extent + 1, slots) advanced. Infinity if it is above `limit`.
 *
 * All sets of states that could be held are followed, each with the least worst ratio on any way to it. More held is never
 * worse, since a reversal may drop what it does not use; so a full set loses one state at most.
 */
export function leastWorstRatio(slots: number, longest: number, limit: number): number {
  let sets = new Map<string, { held: readonly number[]; worst: number }>([['0', { held: [0], worst: 1 }]]);
  for (let extent = 1; extent <= longest; extent += 1) {
    const next: typeof sets = new Map();
    for (const { held, worst } of sets.values()) {
      const ran = 2 * extent + cheapestRoute(held, extent, slots).advances;
      const ratio = Math.max(worst, ran / (extent + optimalAdvances(extent + 1, slots)));
      if (ratio > limit) continue;
      for (const successor of successors(held, extent, slots)) {
        const key = successor.join();
        if ((next.get(key)?.worst ?? Number.POSITIVE_INFINITY) > ratio)
          next.set(key, { held: successor, worst: ratio });
      }
    }
    sets = next;
  }
  return Math.min(...[...sets.values()].map(({ worst }) => worst));
}

function successors(held: readonly number[], state: number, slots: number): (readonly number[])[] {
  if (held.length < slots) return [[...held, state]];
  return [held, ...held.slice(1).map((dropped) => [...held.filter((other) => other !== dropped), state])];
}
