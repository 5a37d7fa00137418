/** Losses of one method, a seed each. */
export interface Losses {
  readonly name: string;
  readonly losses: readonly number[];
}

/**
 * Whether one method's losses are below another's: if their means of logarithms are two standard errors apart. Undefined
 * where seeds scatter more than that, or there are fewer than two.
 */
export function ordered(
  better: Losses,
  worse: Losses,
): { readonly holds: boolean | undefined; readonly found: string } {
  const [ours, theirs] = [momentsOf(better.losses), momentsOf(worse.losses)];
  const gap = theirs.mean - ours.mean;
  const error = Math.sqrt(ours.squaredError + theirs.squaredError);
  const isClear = Math.abs(gap) > 2 * error;
  const ratio = Math.exp(-gap).toFixed(2);
  const seeds = `${Math.min(better.losses.length, worse.losses.length)} seeds`;
  return {
    holds: isClear ? gap > 0 : undefined,
    found:
      `${better.name} ${Math.exp(ours.mean).toFixed(3)}, ${worse.name} ${Math.exp(theirs.mean).toFixed(3)}: ${ratio} of it, ` +
      (Number.isFinite(error)
        ? `${(Math.abs(gap) / error).toFixed(1)} standard errors apart, from ${seeds}`
        : `from ${seeds}: too few to tell`),
  };
}

function momentsOf(losses: readonly number[]): { readonly mean: number; readonly squaredError: number } {
  const logs = losses.map(Math.log);
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
  return { mean, squaredError: squares / (logs.length - 1) / logs.length };
}
