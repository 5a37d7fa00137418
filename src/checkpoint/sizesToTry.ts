import type { Strategy } from '../tape/strategy.js';

/**
 * The sizes to try: all, where they are few; else the least, and the largest that fits, found by bisection, since more
 * slots take more bytes and fewer steps where steps are equal.
 */
export function sizesToTry(
  largest: number,
  few: number,
  sized: (slots: number) => Strategy,
  fits: (strategy: Strategy) => boolean,
): readonly Strategy[] {
  const distinct = new Map<string, Strategy>();
  const most = Math.max(1, largest);
  for (let slots = 1; slots <= Math.min(most, 10_000) && distinct.size <= few; slots += 1) {
    const strategy = sized(slots);
    distinct.set(strategy.name, strategy);
  }
  if (distinct.size <= few) return [...distinct.values()];
  let enough = 1;
  let tooMany = most + 1;
  while (tooMany - enough > 1) {
    const middle = Math.floor((enough + tooMany) / 2);
    if (fits(sized(middle))) enough = middle;
    else tooMany = middle;
  }
  return [sized(1), sized(enough)];
}
