/** What waits, in units of memory, and whether any step may be recorded to wait or the first of a part alone. */
export interface PlainMixed {
  readonly state: number;
  readonly record: number;
  readonly recordable: 'first' | 'any';
}

/**
 * C(t, m) of Gruslys et al. (2016) as it is written, but for m, which is what waits beside the first state of a part, in any
 * unit: forward runs, for all t <= extent and 0 <= m <= units; cubic, and without any cleverness.
 */
export function plainMixedForwards(
  extent: number,
  units: number,
  { state, record, recordable }: PlainMixed,
): (length: number, m: number) => number {
  const C: number[][] = [];
  for (let m = 0; m <= units; m += 1) {
    const column = [0, 1];
    for (let t = 2; t <= extent; t += 1) {
      let best = C[m - 1]?.[t] ?? (t * (t + 1)) / 2;
      for (let y = 1; y < t; y += 1) {
        if (m >= state) best = Math.min(best, y + C[m - state]![t - y]! + column[y]!);
        if (m >= record && (y === 1 || recordable === 'any'))
          best = Math.min(best, y + C[m - record]![t - y]! + column[y - 1]!);
      }
      column.push(best);
    }
    C.push(column);
  }
  return (length, m) => C[m]![length]!;
}
