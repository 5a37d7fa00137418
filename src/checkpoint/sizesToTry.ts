import type { Strategy } from '../tape/strategy.js';

/** The sizes of a strategy. */
export interface Sizes {
  readonly largest: number;
  /** How many different ones may all be tried. */
  readonly few: number;
  /** Whether a larger size takes fewer bytes at first, and more later; more at once, otherwise. */
  readonly turns: boolean;
  sized(size: number): Strategy;
  fits(strategy: Strategy): boolean;
}

/**
 * The sizes to try: all, where they are few; else the least, and those beside which a size does not fit, found by bisection,
 * since a larger size takes fewer steps where steps are equal.
 */
export function sizesToTry(sizes: Sizes): readonly Strategy[] {
  const { largest, few, turns, sized } = sizes;
  const distinct = new Map<string, Strategy>();
  const most = Math.max(1, largest);
  for (let size = 1; size <= Math.min(most, 10_000) && distinct.size <= few; size += 1) {
    const strategy = sized(size);
    distinct.set(strategy.name, strategy);
  }
  if (distinct.size <= few) return [...distinct.values()];
  const grid = turns ? geometric(most) : [1, most + 1];
  return [sized(1), ...edges(grid, sizes).map(sized)];
}

/** 1, 2, 4, 7, 12, 20 ... up to a size, and one more. */
function geometric(most: number): readonly number[] {
  const grid = [1];
  for (let size = 2; size <= most; size = Math.ceil(1.6 * size)) grid.push(size);
  return [...grid, most + 1];
}

/** Sizes that fit, and have a neighbour that does not. What lies above the grid does not. */
function edges(grid: readonly number[], { sized, fits }: Sizes): number[] {
  const found: number[] = [];
  const fitting = grid.map((size, place) => place < grid.length - 1 && fits(sized(size)));
  if (fitting[0]) found.push(grid[0]!);
  for (let place = 1; place < grid.length; place += 1) {
    if (fitting[place] === fitting[place - 1]) continue;
    let inside = grid[fitting[place] ? place : place - 1]!;
    let outside = grid[fitting[place] ? place - 1 : place]!;
    while (Math.abs(outside - inside) > 1) {
      const middle = Math.floor((inside + outside) / 2);
      if (fits(sized(middle))) inside = middle;
      else outside = middle;
    }
    found.push(inside);
  }
  return found;
}
