/** A column of the costs, the memories for which a way may cost less, and what that costs beyond its parts. */
export interface Way {
  readonly column: number;
  readonly from: number;
  readonly to: number;
  readonly cost: number;
}

/** Where it costs less: the way through one other part, whose costs are in `source`, with so many units less. */
export function relax(
  costs: Float64Array,
  way: Way,
  source: Float64Array,
  part: number,
  units: number,
): void {
  const { column, to, cost } = way;
  for (let m = Math.max(way.from, units); m <= to; m += 1) {
    const found = cost + source[part + m - units]!;
    if (found < costs[column + m]!) costs[column + m] = found;
  }
}

/**
 * Where it costs less: the way through two other parts, each with costs from its place on.
 *
 * Costs fall with m, so a block is passed over whose best new cost is no better than its worst old one. Most are.
 */
export function relaxBoth(costs: Float64Array, way: Way, right: number, left: number): void {
  const { column, from, cost } = way;
  for (let last = way.to; last >= from; last -= block) {
    const first = Math.max(from, last - block + 1);
    if (cost + costs[right + last]! + costs[left + last]! >= costs[column + first]!) continue;
    for (let m = first; m <= last; m += 1) {
      const found = cost + costs[right + m]! + costs[left + m]!;
      if (found < costs[column + m]!) costs[column + m] = found;
    }
  }
}

const block = 16;
