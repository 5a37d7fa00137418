/** The exponent of a power law: the slope of the line of least squares through the logarithms. */
export function exponentOf(xs: readonly number[], ys: readonly number[]): number {
  const [u, v] = [xs, ys].map((each) => each.map(Math.log));
  const [meanU, meanV] = [u!, v!].map((each) => each.reduce((sum, value) => sum + value, 0) / each.length);
  let above = 0;
  let below = 0;
  for (const [place, value] of u!.entries()) {
    above += (value - meanU!) * (v![place]! - meanV!);
    below += (value - meanU!) ** 2;
  }
  return above / below;
}
