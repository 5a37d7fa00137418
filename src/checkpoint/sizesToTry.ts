import type { Strategy } from '../tape/strategy.js';

/** The sizes of a strategy. */
export interface Sizes {
  readonly largest: number;
  /** How many different ones may all be tried. */
  readonly few: number;
  /** Whether a larger size takes fewer bytes at first, and more later; more at once, otherwise. */
  readonly turns: boolean;
  sized(size: number): Strategy;
  /** The most bytes live at once; Infinity where the chain cannot be reversed so. */
  peakBytes(strategy: Strategy): number;
  readonly budgetBytes: number;
}

/**
 * The sizes to try: all, where they are few; else the least, and those beside which a size does not fit, since a larger
 * size takes fewer steps where steps are equal.
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
  return [sized(1), ...edges(turns ? geometric(most) : [1, 2, most + 1], sizes).map(sized)];
}

/** 1, 2, 4, 7, 12, 20 ... up to a size, and one more. */
function geometric(most: number): readonly number[] {
  const grid = [1];
  for (let size = 2; size <= most; size = Math.ceil(1.6 * size)) grid.push(size);
  return [...grid, most + 1];
}

/** A size, and the bytes that it takes. */
interface Tried {
  readonly size: number;
  readonly bytes: number;
}

/** Sizes that fit, and have a neighbour that does not. What lies above the grid does not. */
function edges(grid: readonly number[], sizes: Sizes): number[] {
  const { largest, turns } = sizes;
  const found: number[] = [];
  const known: Tried[] = [];
  for (const size of grid) {
    const next = size > largest ? { size, bytes: Number.POSITIVE_INFINITY } : tried(size, sizes);
    const before = known.at(-1);
    const isFitting = fits(next, sizes);
    known.push(next);
    if (before === undefined) {
      if (isFitting) found.push(size);
    } else if (isFitting !== fits(before, sizes))
      found.push(
        isFitting ? edge(next, before, before, sizes) : edge(before, next, known.at(-3) ?? next, sizes),
      );
    if (!isFitting && !turns) break;
  }
  return found;
}

function fits({ bytes }: Tried, { budgetBytes }: Sizes): boolean {
  return bytes <= budgetBytes && bytes < Number.POSITIVE_INFINITY;
}

function tried(size: number, { sized, peakBytes }: Sizes): Tried {
  return { size, bytes: peakBytes(sized(size)) };
}

/**
 * Between a size that fits and one that does not: where the straight line through the one that fits and another one says,
 * then beside that, then in the middle.
 */
function edge(fitting: Tried, beyond: Tried, other: Tried, sizes: Sizes): number {
  let [inside, outside, through] = [fitting, beyond, other];
  for (let round = 0; Math.abs(outside.size - inside.size) > 1; round += 1) {
    const gap = outside.size - inside.size;
    const bytesEach = (through.bytes - inside.bytes) / (through.size - inside.size);
    const steps = [(sizes.budgetBytes - inside.bytes) / bytesEach, Math.sign(gap), gap / 2][round % 3]!;
    const next = tried(inside.size + between(steps, gap), sizes);
    if (fits(next, sizes)) [inside, through] = [next, inside];
    else [outside, through] = [next, next];
  }
  return inside.size;
}

/** As many steps as given, whole and within the gap; the middle if that says nothing. */
function between(steps: number, gap: number): number {
  const most = Math.abs(gap) - 1;
  const wanted = Math.floor(Math.sign(gap) * steps);
  const inward = Number.isNaN(wanted) ? Math.floor(most / 2) : wanted;
  return Math.sign(gap) * Math.min(most, Math.max(1, inward));
}
