/**
 * C(t, m) of Gruslys et al. (2016) as it is written: forward runs, m in units of a state with the initial one among them.
 * For all t <= extent and 1 <= m <= units; cubic, and without any cleverness.
 */
export function plainMixedForwards(
  extent: number,
  units: number,
  recordUnits: number,
): (length: number, m: number) => number {
  const C: number[][] = [];
  for (let m = 0; m <= units; m += 1) {
    const column = [0, 1];
    for (let t = 2; t <= extent && m > 0; t += 1) {
      let best = m === 1 ? (t * (t + 1)) / 2 : C[m - 1]![t]!;
      for (let y = 1; y < t && m > 1; y += 1) {
        best = Math.min(best, y + C[m - 1]![t - y]! + column[y]!);
        if (m > recordUnits) best = Math.min(best, y + C[m - recordUnits]![t - y]! + column[y - 1]!);
      }
      column.push(best);
    }
    C.push(column);
  }
  return (length, m) => C[m]![length]!;
}
