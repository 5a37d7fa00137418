import { cheapestRoute } from '../../src/checkpoint/cheapestRoute.js';
import { optimalAdvances } from '../../src/checkpoint/index.js';

/** When somebody is told that the chain ends: before its last step is run, or after, when its end is reached. */
export type Told = 'before the last step' | 'at the end';

/** What is bad about running so many steps where so many would do if the extent were known. */
export type Measure = (ran: number, fewest: number) => number;

export const ratio: Measure = (ran, fewest) => ran / fewest;
export const regret: Measure = (ran, fewest) => ran - fewest;

/** Whom the search is for: up to which extent, by what, and above which value it gives up. */
export interface Search {
  readonly told: Told;
  readonly slots: number;
  readonly longest: number;
  readonly measure: Measure;
  readonly limit: number;
}

/** What is held when state `next` is reached. */
interface Placement {
  readonly held: readonly number[];
  readonly next: number;
}

/**
 * The least that the worst of a measure can be over all extents from 1 to `longest`, for anybody who runs to the end once,
 * holds at most `slots` states and one record, and does not know when the end will come. It is of all steps run, and of the
 * fewest if the extent is known, which are `extent` recorded and t(extent, slots) advanced. Infinity if it is above `limit`.
 *
 * All sets of states that could be held are followed, those with the least worst so far first, and of these the furthest:
 * whoever arrives first has the least. More held is never worse, since a reversal may drop what it does not use; so a full
 * set loses one state at most.
 */
export function leastWorst({ told, slots, longest, measure, limit }: Search): number {
  const late = told === 'at the end' ? 1 : 0;
  const seen = new Set<string>();
  const waiting = new Map<number, Placement[]>([[measure(1, 1), [{ held: [0], next: 1 }]]]);
  while (waiting.size > 0) {
    const worst = Math.min(...waiting.keys());
    const placement = waiting.get(worst)?.pop();
    if (placement === undefined) waiting.delete(worst);
    if (placement === undefined || seen.has(keyOf(placement))) continue;
    const { held, next } = placement;
    // What is held was chosen among the states before `next`, and step next - late runs, or has run, as the last.
    const extent = next + 1 - late;
    const found = measure(stepsRun(held, extent, slots), extent + optimalAdvances(extent, slots));
    if (found > limit) continue;
    if (found > worst) {
      if (!waiting.has(found)) waiting.set(found, []);
      waiting.get(found)?.push(placement);
      continue;
    }
    if (extent === longest) return worst;
    seen.add(keyOf(placement));
    for (const successor of successorsOf(held, next, slots))
      waiting.get(worst)?.push({ held: successor, next: next + 1 });
  }
  return Number.POSITIVE_INFINITY;
}

function keyOf({ held, next }: Placement): string {
  return `${next}: ${held.join()}`;
}

/** The last step is recorded when the end is known; what is left is reversed from what is held. */
function stepsRun(held: readonly number[], extent: number, slots: number): number {
  const rest = extent - 1;
  const useful = held.filter((state) => state < rest);
  return extent + (rest === 0 ? 0 : rest + cheapestRoute(useful, rest, slots).advances);
}

function successorsOf(held: readonly number[], state: number, slots: number): (readonly number[])[] {
  if (held.length < slots) return [[...held, state]];
  return [held, ...held.slice(1).map((dropped) => [...held.filter((other) => other !== dropped), state])];
}
